/** The query root: what the app asks for now and soon. A field that is missing here is refused by name. */
import { countAnswer } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { idFromGid, requiredText, textOf, textsOf } from '../context.ts';
import {
  appAnswer,
  installationAnswer,
  shopAnswer,
  shopLocales,
  subscriptionAnswer,
  subscriptionsConnection,
  themesConnection,
} from './apps.ts';
import { bulkOperationAnswer, bulkOperationsConnection, findBulkOperation, latestBulkOperation } from './bulk.ts';
import { countCustomers, customerByIdentifier, customerQuery, customersConnection } from './customers.ts';
import { countDiscounts, discountNodeAnswer, discountShownAs, discountsConnection } from './discounts.ts';
import { giftCardAnswer, giftCardsConnection } from './gift-cards.ts';
import { metafieldDefinitions } from './metafields.ts';
import { locationAnswer, locationsConnection } from './locations.ts';
import { nodeByGid, refundById, visibleOrder } from './nodes.ts';
import { countOrders, orderAnswer, ordersConnection } from './orders.ts';
import {
  collectionAnswer,
  collectionsConnection,
  productAnswer,
  productVariantsConnection,
  productsConnection,
  variantAnswer,
} from './products.ts';
import { segmentAnswer, segmentMembers, segmentMembership, segmentsConnection } from './segments.ts';
import { attemptAnswer, contractAnswer, contractsConnection } from './subscriptions.ts';

export function queryRoot(context: ApiContext): Answer {
  const { world } = context;
  const byId = <T>(
    args: Args,
    type: string,
    find: (id: number) => T | null,
    say: (found: T) => Answer,
  ): Answer | null => {
    const found = find(idFromGid(requiredText(args, 'id'), type));
    return found === null ? null : say(found);
  };
  return {
    __typename: 'QueryRoot',
    shop: () => shopAnswer(context),
    app: (args: Args) => (textOf(args, 'id') ? nodeByGid(context, requiredText(args, 'id')) : appAnswer(context)),
    currentAppInstallation: () => installationAnswer(context),
    appInstallation: () => installationAnswer(context),
    shopLocales: (args: Args) => shopLocales(context, args),
    themes: (args: Args) => themesConnection(context, args),
    node: (args: Args) => nodeByGid(context, requiredText(args, 'id')),
    nodes: (args: Args) => textsOf(args, 'ids').map((gid) => nodeByGid(context, gid)),

    customer: (args: Args) => customerQuery(context, args),
    customers: (args: Args) => customersConnection(context, args),
    customersCount: (args: Args) => countAnswer(countCustomers(context, args)),
    customerByIdentifier: (args: Args) => customerByIdentifier(context, args),

    order: (args: Args) =>
      byId(
        args,
        'Order',
        (id) => visibleOrder(context, id),
        (found) => orderAnswer(context, found),
      ),
    orders: (args: Args) => ordersConnection(context, args),
    refund: (args: Args) => refundById(context, idFromGid(requiredText(args, 'id'), 'Refund')),
    ordersCount: (args: Args) => countAnswer(countOrders(context, args)),

    product: (args: Args) =>
      byId(
        args,
        'Product',
        (id) => world.catalog.product(id),
        (found) => productAnswer(context, found),
      ),
    products: (args: Args) => productsConnection(context, args),
    productsCount: () => countAnswer(world.catalog.countProducts()),
    productVariant: (args: Args) =>
      byId(
        args,
        'ProductVariant',
        (id) => world.catalog.variant(id),
        ({ variant, product }) => variantAnswer(context, variant, product),
      ),
    productVariants: (args: Args) => productVariantsConnection(context, args),
    collection: (args: Args) =>
      byId(
        args,
        'Collection',
        (id) => world.catalog.collection(id),
        (found) => collectionAnswer(context, found),
      ),
    collections: (args: Args) => collectionsConnection(context, args, world.catalog.collections()),

    codeDiscountNode: (args: Args) =>
      byId(
        args,
        'DiscountCodeNode',
        (id) => discountShownAs(context, id, 'DiscountCodeNode'),
        (found) => discountNodeAnswer(context, found, 'DiscountCodeNode'),
      ),
    automaticDiscountNode: (args: Args) =>
      byId(
        args,
        'DiscountAutomaticNode',
        (id) => discountShownAs(context, id, 'DiscountAutomaticNode'),
        (found) => discountNodeAnswer(context, found, 'DiscountAutomaticNode'),
      ),
    automaticDiscountNodes: (args: Args) => discountsConnection(context, args, 'DiscountAutomaticNode'),
    codeDiscountNodeByCode: (args: Args) => {
      const found = world.discounts.byCode(requiredText(args, 'code'));
      return found ? discountNodeAnswer(context, found.discount, 'DiscountCodeNode') : null;
    },
    codeDiscountNodes: (args: Args) => discountsConnection(context, args, 'DiscountCodeNode'),
    discountNode: (args: Args) =>
      byId(
        args,
        'DiscountNode',
        (id) => world.discounts.get(id),
        (found) => discountNodeAnswer(context, found, 'DiscountNode'),
      ),
    discountNodes: (args: Args) => discountsConnection(context, args, 'DiscountNode'),
    discountNodesCount: (args: Args) => countAnswer(countDiscounts(context, args)),

    giftCard: (args: Args) =>
      byId(
        args,
        'GiftCard',
        (id) => world.giftCards.get(id),
        (found) => giftCardAnswer(context, found),
      ),
    giftCards: (args: Args) => giftCardsConnection(context, args),
    segment: (args: Args) => byId(args, 'Segment', (id) => world.segments.get(id), segmentAnswer),
    segments: (args: Args) => segmentsConnection(context, args),
    segmentsCount: () => countAnswer(world.segments.list().length),
    customerSegmentMembers: (args: Args) => segmentMembers(context, args),
    customerSegmentMembership: (args: Args) => segmentMembership(context, args),

    subscriptionContract: (args: Args) =>
      byId(
        args,
        'SubscriptionContract',
        (id) => world.subscriptions.get(id),
        (found) => contractAnswer(context, found),
      ),
    subscriptionContracts: (args: Args) => contractsConnection(context, args, world.subscriptions.list()),
    subscriptionBillingAttempt: (args: Args) =>
      byId(
        args,
        'SubscriptionBillingAttempt',
        (id) => world.subscriptions.attempt(id),
        (found) => attemptAnswer(context, found),
      ),

    location: (args: Args) =>
      textOf(args, 'id') ? nodeByGid(context, requiredText(args, 'id')) : locationAnswer(context),
    locations: (args: Args) => locationsConnection(context, args),
    locationsCount: () => countAnswer(1),

    storeCreditAccount: (args: Args) => {
      idFromGid(requiredText(args, 'id'), 'StoreCreditAccount');
      return nodeByGid(context, requiredText(args, 'id'));
    },

    metafieldDefinitions: (args: Args) => metafieldDefinitions(context, args),
    webhookSubscriptions: (args: Args) => subscriptionsConnection(context, args),
    webhookSubscription: (args: Args) =>
      byId(args, 'WebhookSubscription', (id) => world.webhooks.subscription(id), subscriptionAnswer),

    bulkOperation: (args: Args) =>
      byId(args, 'BulkOperation', (id) => findBulkOperation(context, id), bulkOperationAnswer),
    bulkOperations: (args: Args) => bulkOperationsConnection(context, args),
    currentBulkOperation: () => {
      const latest = latestBulkOperation(context);
      return latest ? bulkOperationAnswer(latest) : null;
    },
  };
}
