/** Payloads of subscription_contracts/* and subscription_billing_attempts/*. */
import { toGid } from './gid.ts';
import type { BillingAttempt, Json, SubscriptionContract } from './types.ts';

export function contractPayload(contract: SubscriptionContract): Json {
  const policy = { interval: contract.interval, interval_count: contract.intervalCount };
  return {
    admin_graphql_api_id: toGid('SubscriptionContract', contract.id),
    id: contract.id,
    billing_policy: { ...policy, min_cycles: 1, max_cycles: null },
    currency_code: contract.currencyCode,
    customer_id: contract.customerId,
    admin_graphql_api_customer_id: toGid('Customer', contract.customerId),
    delivery_policy: policy,
    status: contract.status,
    admin_graphql_api_origin_order_id: toGid('Order', contract.originOrderId),
    origin_order_id: contract.originOrderId,
    revision_id: String(contract.revision),
  };
}

/** The fields of Shopify's reference app for subscriptions: the published example of this topic is empty. */
export function attemptPayload(attempt: BillingAttempt): Json {
  return {
    id: attempt.id,
    admin_graphql_api_id: toGid('SubscriptionBillingAttempt', attempt.id),
    idempotency_key: attempt.idempotencyKey,
    order_id: attempt.orderId,
    admin_graphql_api_order_id: attempt.orderId === null ? null : toGid('Order', attempt.orderId),
    subscription_contract_id: attempt.contractId,
    admin_graphql_api_subscription_contract_id: toGid('SubscriptionContract', attempt.contractId),
    ready: true,
    error_message: attempt.errorMessage,
    error_code: attempt.errorCode,
  };
}
