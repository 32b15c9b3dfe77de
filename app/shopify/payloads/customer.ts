/** Reads the customer events. Only ids and what proves an address are taken; names are never kept. */
import { z } from 'zod';
import { gidField, idField } from './fields.ts';
import { normalizeEmail } from './order.ts';

const customerFields = z.object({
  id: idField,
  state: z.string().nullish(),
  email: z.string().nullish(),
  verified_email: z.boolean().nullish(),
  created_at: z.string().nullish(),
});

export interface CustomerFact {
  customerId: string;
  hasAccount: boolean;
  /** The address when Shopify has verified it; null otherwise. */
  provenEmail: string | null;
  /** When Shopify first knew the customer; null when it does not say. */
  createdAt: Date | null;
}

export function readCustomerPayload(payload: unknown): CustomerFact {
  const customer = customerFields.parse(payload);
  const hasAccount = customer.state === 'enabled';
  const createdAt = new Date(customer.created_at ?? Number.NaN);
  return {
    customerId: customer.id,
    hasAccount,
    createdAt: Number.isNaN(createdAt.getTime()) ? null : createdAt,
    provenEmail: hasAccount && customer.verified_email ? normalizeEmail(customer.email) : null,
  };
}

/** customers/delete carries the id alone. */
export function readCustomerDeletedPayload(payload: unknown): string {
  return z.object({ id: idField }).parse(payload).id;
}

export type MergePayload = { completed: true; keptId: string; deletedId: string } | { completed: false };

/** customers/merge: which of the two ids lives on; a merge that failed or still runs moves nothing. */
export function readMergePayload(payload: unknown): MergePayload {
  const merge = z
    .object({
      admin_graphql_api_customer_kept_id: gidField,
      admin_graphql_api_customer_deleted_id: gidField,
      status: z.string(),
    })
    .parse(payload);
  if (merge.status !== 'completed') return { completed: false };
  return {
    completed: true,
    keptId: merge.admin_graphql_api_customer_kept_id,
    deletedId: merge.admin_graphql_api_customer_deleted_id,
  };
}

/** customers/data_request and customers/redact: whom it is about. */
export function readPrivacyPayload(payload: unknown): {
  customerId: string | null;
  email: string | null;
  orderIds: string[];
} {
  const request = z
    .object({
      customer: z.object({ id: idField.nullish(), email: z.string().nullish() }).nullish(),
      orders_requested: z.array(idField).nullish(),
      orders_to_redact: z.array(idField).nullish(),
    })
    .parse(payload);
  return {
    customerId: request.customer?.id ?? null,
    email: normalizeEmail(request.customer?.email),
    orderIds: request.orders_requested ?? request.orders_to_redact ?? [],
  };
}
