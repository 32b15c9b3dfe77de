/** Reads a webhook's body into what it means for us. Pure: no database, no Shopify calls; throws on what it cannot read. */
import { parseExactJson } from '../lib/exact-json.ts';
import type { OrderSnapshot, RefundFact } from '../orders/facts.ts';
import {
  readCustomerDeletedPayload,
  readCustomerPayload,
  readMergePayload,
  readPrivacyPayload,
  type CustomerFact,
} from '../shopify/payloads/customer.ts';
import { readProductPayload, readTagsPayload } from '../shopify/payloads/catalog.ts';
import { readConsentPayload } from '../shopify/payloads/consent.ts';
import { readOrderPayload } from '../shopify/payloads/order.ts';
import { readRefundPayload } from '../shopify/payloads/refund.ts';
import { readShopPayload } from '../shopify/payloads/shop.ts';
import { readOrderEditedPayload } from '../shopify/payloads/order-edited.ts';
import { readBillPayload, readContractPayload } from '../shopify/payloads/subscription.ts';
import type { ShopDescription } from '../shops/install.server.ts';
import type { SubscriptionMeaning } from '../tiers/subscriptions.server.ts';

export type Meaning =
  | { kind: 'order'; snapshot: OrderSnapshot }
  | { kind: 'refund'; orderId: string; refund: RefundFact }
  | { kind: 'order_edited'; orderId: string }
  | { kind: 'customer'; customer: CustomerFact }
  | { kind: 'newsletter'; customerId: string }
  | { kind: 'customer_deleted'; customerId: string }
  | { kind: 'customers_merged'; keptId: string; deletedId: string }
  | { kind: 'data_requested'; customerId: string | null; orderIds: string[] }
  | { kind: 'customer_redacted'; customerId: string | null; email: string | null; orderIds: string[] }
  | { kind: 'shop_redacted' }
  | { kind: 'uninstalled'; toldAt: string }
  | { kind: 'shop_updated'; shop: ShopDescription }
  | { kind: 'product_changed'; productId: string | null }
  | { kind: 'customer_tags'; customerId: string; added: string[]; removed: string[] }
  | SubscriptionMeaning
  | { kind: 'nothing'; reason: string };

export interface ReadContext {
  currencyCode: string;
  taxesIncluded: boolean;
  /** ISO instant at which Shopify sent it; stands in for times that the payload lacks. */
  triggeredAt: string;
}

/** @throws SyntaxError or z.ZodError or Error with a sentence that says what is wrong with the body. */
export function readWebhook(topic: string, body: Buffer, context: ReadContext): Meaning {
  const payload = parseExactJson(new TextDecoder('utf-8', { fatal: true }).decode(body));
  switch (topic) {
    case 'orders/paid':
      return { kind: 'order', snapshot: readOrderPayload(payload, true, context.triggeredAt) };
    case 'orders/fulfilled':
      return { kind: 'order', snapshot: fulfilled(readOrderPayload(payload, false, context.triggeredAt)) };
    case 'orders/cancelled':
      return { kind: 'order', snapshot: cancelled(readOrderPayload(payload, false, context.triggeredAt)) };
    case 'orders/edited':
      return { kind: 'order_edited', orderId: readOrderEditedPayload(payload) };
    case 'refunds/create':
      return {
        kind: 'refund',
        ...readRefundPayload(payload, context.currencyCode, context.taxesIncluded, context.triggeredAt),
      };
    case 'customers/create':
    case 'customers/update':
      return { kind: 'customer', customer: readCustomerPayload(payload) };
    case 'customers_email_marketing_consent/update': {
      const { subscribed, customerId } = readConsentPayload(payload);
      return subscribed ? { kind: 'newsletter', customerId } : { kind: 'nothing', reason: 'nobody subscribed' };
    }
    case 'customers/delete':
      return { kind: 'customer_deleted', customerId: readCustomerDeletedPayload(payload) };
    case 'customers/merge': {
      const merge = readMergePayload(payload);
      return merge.completed
        ? { kind: 'customers_merged', keptId: merge.keptId, deletedId: merge.deletedId }
        : { kind: 'nothing', reason: 'the merge was not completed' };
    }
    case 'customers/data_request': {
      const request = readPrivacyPayload(payload);
      return { kind: 'data_requested', customerId: request.customerId, orderIds: request.orderIds };
    }
    case 'customers/redact':
      return { kind: 'customer_redacted', ...readPrivacyPayload(payload) };
    case 'shop/redact':
      return { kind: 'shop_redacted' };
    case 'app/uninstalled':
      return { kind: 'uninstalled', toldAt: context.triggeredAt };
    case 'shop/update':
      return { kind: 'shop_updated', shop: readShopPayload(payload) };
    case 'products/update':
    case 'products/delete':
      return { kind: 'product_changed', productId: readProductPayload(payload) };
    case 'collections/update':
    case 'collections/delete':
      // Which products came or went, Shopify does not say.
      return { kind: 'product_changed', productId: null };
    case 'customer.tags_added':
    case 'customer.tags_removed': {
      const { customerId, tags } = readTagsPayload(payload);
      const isAdded = topic === 'customer.tags_added';
      return { kind: 'customer_tags', customerId, added: isAdded ? tags : [], removed: isAdded ? [] : tags };
    }
    case 'subscription_contracts/create':
    case 'subscription_contracts/update':
      return { kind: 'subscription_contract', contract: readContractPayload(payload), toldAt: context.triggeredAt };
    case 'subscription_billing_attempts/success':
    case 'subscription_billing_attempts/failure':
      return {
        kind: 'subscription_bill',
        bill: readBillPayload(payload, topic.endsWith('success')),
        toldAt: context.triggeredAt,
      };
    case 'app/scopes_update':
      return { kind: 'nothing', reason: 'the granted scopes are read with the next session' };
    default:
      throw new Error(`Regulars does not subscribe to "${topic}".`);
  }
}

/** orders/fulfilled says by its topic that the order is fulfilled, should the payload lack its shipments. */
function fulfilled(snapshot: OrderSnapshot): OrderSnapshot {
  return { ...snapshot, fulfilledAt: snapshot.fulfilledAt ?? snapshot.at };
}

/** orders/cancelled says by its topic that the order is cancelled, should the payload lack the time. */
function cancelled(snapshot: OrderSnapshot): OrderSnapshot {
  return { ...snapshot, cancelledAt: snapshot.cancelledAt ?? snapshot.at };
}
