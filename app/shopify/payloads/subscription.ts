/**
 * Reads what Shopify tells of subscription contracts and their bills: subscription_contracts/create and /update,
 * subscription_billing_attempts/success and /failure. Source: the webhooks of Shopify's reference app for subscriptions.
 */
import { z } from 'zod';
import { idField } from './fields.ts';

const contractFields = z.object({
  id: idField,
  customer_id: idField.nullish(),
  origin_order_id: idField.nullish(),
  status: z.string().max(40),
  revision_id: idField.nullish(),
  billing_policy: z
    .object({ interval: z.string(), interval_count: z.number().int().min(1).max(1000).nullish() })
    .nullish(),
});

const intervals = ['day', 'week', 'month', 'year'] as const;

export interface ContractFact {
  contractId: string;
  customerId: string | null;
  originOrderId: string | null;
  /** active, paused, cancelled, expired, failed or stale. */
  status: string;
  revision: number;
  interval: (typeof intervals)[number] | null;
  intervalCount: number;
}

/** @throws z.ZodError when the payload is not a contract. */
export function readContractPayload(payload: unknown): ContractFact {
  const contract = contractFields.parse(payload);
  const interval = contract.billing_policy?.interval.toLowerCase();
  return {
    contractId: contract.id,
    customerId: contract.customer_id ?? null,
    originOrderId: contract.origin_order_id ?? null,
    status: contract.status.toLowerCase(),
    revision: Number(contract.revision_id ?? 0),
    interval: intervals.find((known) => known === interval) ?? null,
    intervalCount: contract.billing_policy?.interval_count ?? 1,
  };
}

const billFields = z.object({
  subscription_contract_id: idField,
  order_id: idField.nullish(),
});

export interface BillFact {
  contractId: string;
  orderId: string | null;
  paid: boolean;
}

/** @throws z.ZodError when the payload is not an attempt to bill. */
export function readBillPayload(payload: unknown, paid: boolean): BillFact {
  const bill = billFields.parse(payload);
  return { contractId: bill.subscription_contract_id, orderId: bill.order_id ?? null, paid };
}
