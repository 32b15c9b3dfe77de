/** `node` and `nodes`: from a global id to its object, of whichever room. */
import { GraphQLError } from 'graphql';
import { parseGid } from '#sandbox/world/gid.ts';
import type { Answer, ApiContext } from '../context.ts';
import { notImplemented } from '../context.ts';
import { findTheme } from '#sandbox/world/themes.ts';
import { appAnswer, installationAnswer, shopAnswer, subscriptionAnswer, themeAnswer } from './apps.ts';
import { bulkOperationAnswer, findBulkOperation } from './bulk.ts';
import { storeCreditAccountAnswer, transactionAnswer } from './credits.ts';
import { customerAnswer } from './customers.ts';
import { discountNodeAnswer, discountShownAs } from './discounts.ts';
import { giftCardAnswer } from './gift-cards.ts';
import { locationAnswer } from './locations.ts';
import { metafieldAnswer } from './metafields.ts';
import { isVisible, orderAnswer, visibleOrders } from './orders.ts';
import { collectionAnswer, productAnswer, variantAnswer } from './products.ts';
import { refundAnswer } from './refunds.ts';
import { segmentAnswer } from './segments.ts';
import { attemptAnswer, contractAnswer } from './subscriptions.ts';

type Find = (context: ApiContext, id: number) => Answer | null;

function answer<T>(found: T | null, say: (value: T) => Answer): Answer | null {
  return found === null ? null : say(found);
}

function storeCreditTransaction(context: ApiContext, id: number): Answer | null {
  const found = context.world.credits.storeCreditTransaction(id);
  const account = found && context.world.credits.storeCreditAccount(found.accountId);
  return found && account ? transactionAnswer(context, account, found) : null;
}

const FINDERS: Record<string, Find> = {
  Shop: (context, id) => (context.world.shop.get().id === id ? shopAnswer(context) : null),
  App: (context, id) => (context.appId === id ? appAnswer(context) : null),
  AppInstallation: (context, id) => (context.world.apps.installation()?.id === id ? installationAnswer(context) : null),
  Customer: (context, id) => answer(context.world.customers.get(id), (found) => customerAnswer(context, found)),
  Order: (context, id) => answer(visibleOrder(context, id), (found) => orderAnswer(context, found)),
  Product: (context, id) => answer(context.world.catalog.product(id), (found) => productAnswer(context, found)),
  ProductVariant: (context, id) =>
    answer(context.world.catalog.variant(id), ({ variant, product }) => variantAnswer(context, variant, product)),
  Collection: (context, id) =>
    answer(context.world.catalog.collection(id), (found) => collectionAnswer(context, found)),
  DiscountCodeNode: (context, id) =>
    answer(discountShownAs(context, id, 'DiscountCodeNode'), (found) =>
      discountNodeAnswer(context, found, 'DiscountCodeNode'),
    ),
  DiscountAutomaticNode: (context, id) =>
    answer(discountShownAs(context, id, 'DiscountAutomaticNode'), (found) =>
      discountNodeAnswer(context, found, 'DiscountAutomaticNode'),
    ),
  Segment: (context, id) => answer(context.world.segments.get(id), segmentAnswer),
  Location: (context, id) => (context.world.shop.get().address.id === id ? locationAnswer(context) : null),
  SubscriptionContract: (context, id) =>
    answer(context.world.subscriptions.get(id), (found) => contractAnswer(context, found)),
  SubscriptionBillingAttempt: (context, id) =>
    answer(context.world.subscriptions.attempt(id), (found) => attemptAnswer(context, found)),
  StoreCreditAccountCreditTransaction: storeCreditTransaction,
  StoreCreditAccountDebitTransaction: storeCreditTransaction,
  StoreCreditAccountDebitRevertTransaction: storeCreditTransaction,
  DiscountNode: (context, id) =>
    answer(context.world.discounts.get(id), (found) => discountNodeAnswer(context, found, 'DiscountNode')),
  Metafield: (context, id) => {
    const found = context.world.metafields.byId(id);
    if (!found) return null;
    // Read again through the owner, so that another app's reserved namespace stays closed.
    const owner = { ownerType: found.ownerType, ownerId: found.ownerId };
    return answer(context.world.metafields.get(context.appId, owner, found.namespace, found.key), (open) =>
      metafieldAnswer(context, open),
    );
  },
  GiftCard: (context, id) => answer(context.world.giftCards.get(id), (found) => giftCardAnswer(context, found)),
  StoreCreditAccount: (context, id) =>
    answer(context.world.credits.storeCreditAccount(id), (found) => storeCreditAccountAnswer(context, found)),
  WebhookSubscription: (context, id) => answer(context.world.webhooks.subscription(id), subscriptionAnswer),
  OnlineStoreTheme: (context, id) => {
    const theme = findTheme(context.world, id);
    return theme && themeAnswer(context, theme);
  },
  BulkOperation: (context, id) => answer(findBulkOperation(context, id), bulkOperationAnswer),
};

export function nodeByGid(context: ApiContext, gid: string): Answer | null {
  const parsed = parseGid(gid);
  if (!parsed) {
    throw new GraphQLError(`Invalid global id '${gid}'`, { extensions: { code: 'argumentLiteralsIncompatible' } });
  }
  const find = FINDERS[parsed.type];
  if (!find) throw notImplemented(`node lookups of ${parsed.type}`);
  return find(context, parsed.id);
}

export function visibleOrder(context: ApiContext, id: number) {
  const order = context.world.orders.get(id);
  return order && isVisible(context, order) ? order : null;
}

export function refundById(context: ApiContext, id: number): Answer | null {
  for (const order of visibleOrders(context)) {
    const refund = order.refunds.find((candidate) => candidate.id === id);
    if (refund) return refundAnswer(context, order, refund);
  }
  return null;
}
