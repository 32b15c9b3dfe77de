/** Segments, subscriptions and Flow, as their rooms offer them. Rules for all methods: contract.ts. */
import type { ListOptions } from './contract.ts';
import type { Order } from './order-types.ts';
import type {
  BillingAttempt,
  ContractStatus,
  Customer,
  FlowActionRun,
  FlowTrigger,
  Id,
  Json,
  Segment,
  SubscriptionContract,
} from './types.ts';

export interface SegmentsRoom {
  get(id: Id): Segment | null;
  list(options?: ListOptions): Segment[];
  /** Refuses a name that is blank or taken, and a query that cannot be read (`INVALID`). Emits `segments/create`. */
  create(input: { name: string; query: string }): Segment;
  /** Emits `segments/update`. */
  update(id: Id, changes: { name?: string; query?: string }): Segment;
  /** Emits `segments/delete`. */
  delete(id: Id): void;
  isMember(segmentId: Id, customer: Customer): boolean;
  members(query: string): Customer[];
}

export interface SubscriptionsRoom {
  get(id: Id): SubscriptionContract | null;
  list(options?: ListOptions & { customerId?: Id; status?: ContractStatus }): SubscriptionContract[];
  attempts(contractId: Id): BillingAttempt[];
  attempt(id: Id): BillingAttempt | null;
  /** Makes the contracts that a paid order begins. Emits `subscription_contracts/create`. */
  begin(order: Order): SubscriptionContract[];
  /**
   * Bills now: a renewal order (`source_name` `subscription_contract`) and `subscription_billing_attempts/success`; or, when
   * `fail`, no order and `subscription_billing_attempts/failure`. Then the next billing date moves on.
   */
  bill(
    id: Id,
    options?: { fail?: boolean },
  ): { contract: SubscriptionContract; attempt: BillingAttempt; order: Order | null };
  /** Emits `subscription_contracts/update` and the topic of the new status. */
  setStatus(id: Id, status: ContractStatus): SubscriptionContract;
  /** The next so many attempts fail. */
  failNext(id: Id, times: number): SubscriptionContract;
  /** When the next contract is due, in ms since 1970. */
  nextDueMs(): number | null;
  /** Bills every contract that is due. */
  billDue(): void;
}

export interface FlowRoom {
  /** Refuses a handle that the app has not, fields that the trigger has not, and more than 50 KB. */
  receive(handle: string, payload: Json): FlowTrigger;
  triggers(options?: ListOptions & { handle?: string }): FlowTrigger[];
  recordRun(run: Omit<FlowActionRun, 'id' | 'at'>): FlowActionRun;
  runs(options?: ListOptions): FlowActionRun[];
}
