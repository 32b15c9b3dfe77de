/**
 * Subscription contracts, as a subscription app beside ours keeps them: begun by an order with a selling plan, billed when due.
 * A renewal is an order of its own (`source_name` `subscription_contract`). A refused bill is tried again a day later; after
 * three refusals the contract has failed. Shopify tells of contracts only apps with `read_own_subscription_contracts`.
 */
import { toInstant } from './clock.ts';
import type { Context } from './context.ts';
import { Table } from './database.ts';
import type { Order } from './order-types.ts';
import { attemptPayload, contractPayload } from './payload-subscription.ts';
import { WorldRefusal, refuse } from './refusal.ts';
import type { SubscriptionsRoom } from './retention-contract.ts';
import type { BillingAttempt, ContractStatus, Json, PlanInterval, SubscriptionContract } from './types.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_FAILURES = 3;
const SCOPE = 'read_own_subscription_contracts';
const TOPIC_OF: Partial<Record<ContractStatus, string>> = {
  active: 'subscription_contracts/activate',
  paused: 'subscription_contracts/pause',
  cancelled: 'subscription_contracts/cancel',
  expired: 'subscription_contracts/expire',
  failed: 'subscription_contracts/fail',
};

/** `cycles` intervals after the start, by the calendar: the 31st becomes the last day of a shorter month. */
export function billingInstant(
  startedAt: string,
  interval: PlanInterval,
  intervalCount: number,
  cycles: number,
): string {
  const start = new Date(startedAt);
  const count = intervalCount * cycles;
  if (interval === 'day') return toInstant(start.getTime() + count * DAY_MS);
  if (interval === 'week') return toInstant(start.getTime() + count * 7 * DAY_MS);
  const months = interval === 'year' ? count * 12 : count;
  const due = new Date(start);
  due.setUTCDate(1);
  due.setUTCMonth(start.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(due.getUTCFullYear(), due.getUTCMonth() + 1, 0)).getUTCDate();
  due.setUTCDate(Math.min(start.getUTCDate(), lastDay));
  return toInstant(due.getTime());
}

export class Subscriptions implements SubscriptionsRoom {
  readonly #context: Context;
  readonly #contracts: Table<SubscriptionContract>;
  readonly #attempts: Table<BillingAttempt>;

  constructor(context: Context) {
    this.#context = context;
    this.#contracts = new Table<SubscriptionContract>(context.db, 'subscription_contracts', {
      customer_id: { type: 'INTEGER', of: (contract) => contract.customerId },
      status: { type: 'TEXT', of: (contract) => contract.status },
      // Only while it is to be billed.
      next_billing_at: { type: 'TEXT', of: (one) => (one.status === 'active' ? one.nextBillingAt : null) },
    });
    this.#attempts = new Table<BillingAttempt>(context.db, 'billing_attempts', {
      contract_id: { type: 'INTEGER', of: (attempt) => attempt.contractId },
    });
  }

  get(id: number): SubscriptionContract | null {
    return this.#contracts.get(id);
  }

  list(options: Parameters<SubscriptionsRoom['list']>[0] = {}): SubscriptionContract[] {
    const conditions = [];
    if (options.customerId !== undefined) conditions.push({ column: 'customer_id', value: options.customerId });
    if (options.status) conditions.push({ column: 'status', value: options.status });
    return this.#contracts.find(conditions, options);
  }

  attempts(contractId: number): BillingAttempt[] {
    return this.#attempts.find([{ column: 'contract_id', value: contractId }]);
  }

  attempt(id: number): BillingAttempt | null {
    return this.#attempts.get(id);
  }

  begin(order: Order): SubscriptionContract[] {
    const { customerId } = order;
    if (customerId === null) return [];
    const { catalog } = this.#context.world();
    const byPlan = new Map<number, SubscriptionContract>();
    for (const line of order.lines) {
      if (!line.sellingPlan || line.variantId === null) continue;
      const plan = catalog.sellingPlan(line.sellingPlan.id)?.plan;
      if (!plan) continue;
      const known = byPlan.get(plan.id);
      const lines = [
        ...(known?.lines ?? []),
        { variantId: line.variantId, quantity: line.quantity, sellingPlanId: plan.id },
      ];
      const { interval, intervalCount } = plan;
      byPlan.set(plan.id, {
        id: known?.id ?? this.#context.db.nextId(),
        status: 'active',
        customerId,
        originOrderId: order.id,
        currencyCode: order.presentmentCurrencyCode,
        interval,
        intervalCount,
        lines,
        shippingRateId: order.shippingLines[0]?.rateId ?? null,
        startedAt: order.createdAt,
        cyclesBilled: 1,
        nextBillingAt: billingInstant(order.createdAt, interval, intervalCount, 1),
        failNext: 0,
        lastPaymentStatus: 'succeeded',
        revision: 1,
        createdAt: order.createdAt,
        updatedAt: order.createdAt,
      });
    }
    return [...byPlan.values()].map((contract) => {
      this.#contracts.put(contract);
      this.#emit('subscription_contracts/create', () => contractPayload(contract));
      return contract;
    });
  }

  bill(id: number, options: { fail?: boolean } = {}): ReturnType<SubscriptionsRoom['bill']> {
    return this.#context.db.transaction(() => {
      const before = this.#require(id);
      if (before.status !== 'active') refuse('INVALID', 'Only an active contract can be billed.', ['id']);
      const placed = options.fail || before.failNext > 0 ? 'Insufficient funds' : this.#renew(before);
      const order = typeof placed === 'string' ? null : placed;
      const now = this.#now();
      const attemptId = this.#context.db.nextId();
      const attempt = this.#attempts.put({
        id: attemptId,
        contractId: id,
        idempotencyKey: `${id}-${before.cyclesBilled + 1}-${attemptId}`,
        orderId: order?.id ?? null,
        errorCode: order ? null : 'insufficient_funds',
        errorMessage: typeof placed === 'string' ? placed : null,
        createdAt: now,
      });
      const cyclesBilled = before.cyclesBilled + (order ? 1 : 0);
      const { startedAt, interval, intervalCount } = before;
      const contract = this.#contracts.put({
        ...before,
        cyclesBilled,
        nextBillingAt: order
          ? billingInstant(startedAt, interval, intervalCount, cyclesBilled)
          : toInstant(this.#context.world().clock.nowMs() + DAY_MS),
        failNext: Math.max(0, before.failNext - (order ? 0 : 1)),
        lastPaymentStatus: order ? 'succeeded' : 'failed',
        revision: before.revision + 1,
        updatedAt: now,
      });
      const outcome = order ? 'success' : 'failure';
      this.#emit(`subscription_billing_attempts/${outcome}`, () => attemptPayload(attempt));
      this.#emit('subscription_contracts/update', () => contractPayload(contract));
      const latest = this.attempts(id).slice(-MOST_FAILURES);
      const isLost = latest.length === MOST_FAILURES && latest.every((one) => one.orderId === null);
      return { contract: isLost ? this.setStatus(id, 'failed') : contract, attempt, order };
    });
  }

  setStatus(id: number, status: ContractStatus): SubscriptionContract {
    return this.#context.db.transaction(() => {
      const before = this.#require(id);
      if (before.status === status) return before;
      if (before.status === 'cancelled' || before.status === 'expired') {
        refuse('INVALID', 'A contract that has ended cannot be changed.', ['subscriptionContractId']);
      }
      const ends = status === 'cancelled' || status === 'expired';
      const contract = this.#contracts.put({
        ...before,
        status,
        nextBillingAt: ends ? null : before.nextBillingAt,
        revision: before.revision + 1,
        updatedAt: this.#now(),
      });
      const topic = TOPIC_OF[status];
      if (topic) this.#emit(topic, () => contractPayload(contract));
      this.#emit('subscription_contracts/update', () => contractPayload(contract));
      return contract;
    });
  }

  failNext(id: number, times: number): SubscriptionContract {
    return this.#contracts.put({ ...this.#require(id), failNext: times });
  }

  nextDueMs(): number | null {
    const [first] = this.#due([{ column: 'next_billing_at', is: '>', value: '' }], 1);
    return first?.nextBillingAt ? Date.parse(first.nextBillingAt) : null;
  }

  billDue(): void {
    // Each bill moves its contract's date on, so this ends.
    for (;;) {
      const [contract] = this.#due([{ column: 'next_billing_at', is: '<=', value: this.#now() }], 1);
      if (!contract) return;
      this.bill(contract.id);
    }
  }

  #due(conditions: { column: string; is: '>' | '<='; value: string }[], limit: number): SubscriptionContract[] {
    return this.#contracts.find(conditions, { orderBy: 'next_billing_at', limit });
  }

  /** The renewal order, or why there is none. */
  #renew(contract: SubscriptionContract): Order | string {
    try {
      return this.#context.world().orders.place({
        lines: contract.lines,
        buyer: { customerId: contract.customerId },
        shippingRateId: contract.shippingRateId,
        currencyCode: contract.currencyCode,
        sourceName: 'subscription_contract',
        subscriptionContractId: contract.id,
        gateway: 'shopify_payments',
      });
    } catch (error) {
      if (!(error instanceof WorldRefusal)) throw error;
      return error.message;
    }
  }

  #require(id: number): SubscriptionContract {
    return this.get(id) ?? refuse('INVALID', 'Subscription contract does not exist', ['subscriptionContractId']);
  }

  #now(): string {
    return this.#context.world().clock.nowInstant();
  }

  #emit(topic: string, payload: () => Json): void {
    const world = this.#context.world();
    if (world.apps.installation()?.grantedScopes.includes(SCOPE)) world.webhooks.emit(topic, payload);
  }
}
