/** Discounts, by code and automatic, as the Admin API reads them. The mutations are in discount-mutations.ts. */
import { toGid } from '#sandbox/world/gid.ts';
import { discountNodeType } from '#sandbox/world/payload-catalog.ts';
import type { Discount, DiscountCode, DiscountItems } from '#sandbox/world/discount-types.ts';
import { connection, countAnswer } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { numberOf, textOf } from '../context.ts';
import type { SearchFields } from '../search.ts';
import { searchFilter } from '../search.ts';
import { appAnswer } from './apps.ts';
import { customerAnswer } from './customers.ts';
import { metafieldFields } from './metafields.ts';
import { moneyV2 } from './money.ts';
import { collectionAnswer, productAnswer, variantAnswer } from './products.ts';
import { segmentAnswer } from './segments.ts';

type NodeType = 'DiscountCodeNode' | 'DiscountAutomaticNode' | 'DiscountNode';

const FIELD_OF: Record<NodeType, string> = {
  DiscountCodeNode: 'codeDiscount',
  DiscountAutomaticNode: 'automaticDiscount',
  DiscountNode: 'discount',
};

/** Whether the node type shows this discount: `DiscountNode` shows all, the others those of their method. */
function isShownAs(discount: Discount, type: NodeType): boolean {
  return type === 'DiscountNode' || type === discountNodeType(discount);
}

export function discountShownAs(context: ApiContext, id: number, type: NodeType): Discount | null {
  const discount = context.world.discounts.get(id);
  return discount && isShownAs(discount, type) ? discount : null;
}

/** `DiscountCodeNode` (or `DiscountAutomaticNode`) and `DiscountNode` are two views of one record and share its number. */
export function discountNodeAnswer(context: ApiContext, discount: Discount, type: NodeType): Answer {
  const field = FIELD_OF[type];
  return {
    __typename: type,
    id: toGid(type, discount.id),
    [field]: () => discountAnswer(context, discount),
    ...metafieldFields(context, { ownerType: 'DISCOUNT', ownerId: discount.id }),
  };
}

function discountAnswer(context: ApiContext, discount: Discount): Answer {
  const { world } = context;
  const prefix = discount.method === 'automatic' ? 'DiscountAutomatic' : 'DiscountCode';
  const purchases = discount.purchases ?? { oneTime: true, subscription: false };
  const appliesOn = { appliesOnOneTimePurchase: purchases.oneTime, appliesOnSubscription: purchases.subscription };
  const common = {
    title: discount.title,
    status: () => world.discounts.status(discount).toUpperCase(),
    summary: () => world.discounts.summary(discount),
    shortSummary: () => world.discounts.summary(discount),
    startsAt: discount.startsAt,
    endsAt: discount.endsAt,
    createdAt: discount.createdAt,
    updatedAt: discount.updatedAt,
    usageLimit: discount.usageLimit,
    appliesOncePerCustomer: discount.appliesOncePerCustomer,
    asyncUsageCount: () => world.discounts.asyncUseCount(discount.id),
    discountClass: discount.discountClass.toUpperCase(),
    discountClasses: [discount.discountClass.toUpperCase()],
    hasTimelineComment: false,
    tags: [],
    codesCount: () => countAnswer(world.discounts.countCodes(discount.id)),
    codes: (args: Args) => codesConnection(context, discount, args),
    combinesWith: {
      __typename: 'DiscountCombinesWith',
      orderDiscounts: discount.combinesWith.order,
      productDiscounts: discount.combinesWith.product,
      shippingDiscounts: discount.combinesWith.shipping,
    },
    context: () => contextAnswer(context, discount),
    minimumRequirement: () => minimumAnswer(context, discount),
  };
  const currency = world.shop.get().currencyCode;
  if (discount.kind === 'basic') {
    return {
      __typename: `${prefix}Basic`,
      ...common,
      recurringCycleLimit: null,
      customerGets: {
        __typename: 'DiscountCustomerGets',
        ...appliesOn,
        items: () => itemsAnswer(context, discount.items),
        value:
          discount.value.kind === 'percentage'
            ? { __typename: 'DiscountPercentage', percentage: discount.value.percentageBp / 10_000 }
            : {
                __typename: 'DiscountAmount',
                amount: moneyV2(discount.value.amountMinor, currency),
                appliesOnEachItem: discount.value.onEachItem,
              },
      },
    };
  }
  if (discount.kind === 'free_shipping') {
    const maximum = discount.maximumShippingPriceMinor;
    return {
      __typename: `${prefix}FreeShipping`,
      ...common,
      recurringCycleLimit: null,
      ...appliesOn,
      maximumShippingPrice: maximum === null ? null : moneyV2(maximum, currency),
      destinationSelection: { __typename: 'DiscountCountryAll', allCountries: true },
    };
  }
  return {
    __typename: `${prefix}Bxgy`,
    ...common,
    ...(discount.method === 'automatic' ? { id: toGid('DiscountAutomaticBxgy', discount.id) } : {}),
    usesPerOrderLimit: discount.usesPerOrderLimit,
    customerBuys: {
      __typename: 'DiscountCustomerBuys',
      isOneTimePurchase: true,
      isSubscription: false,
      items: () => itemsAnswer(context, discount.buys.items),
      value:
        discount.buys.quantity !== null
          ? { __typename: 'DiscountQuantity', quantity: String(discount.buys.quantity) }
          : { __typename: 'DiscountPurchaseAmount', amount: moneyV2(discount.buys.amountMinor ?? 0, currency).amount },
    },
    customerGets: {
      __typename: 'DiscountCustomerGets',
      ...appliesOn,
      items: () => itemsAnswer(context, discount.gets.items),
      value: {
        __typename: 'DiscountOnQuantity',
        quantity: { __typename: 'DiscountQuantity', quantity: String(discount.gets.quantity) },
        effect: discount.gets.amountMinor
          ? {
              __typename: 'DiscountAmount',
              amount: moneyV2(discount.gets.amountMinor, currency),
              appliesOnEachItem: true,
            }
          : { __typename: 'DiscountPercentage', percentage: discount.gets.percentageBp / 10_000 },
      },
    },
  };
}

export function redeemCodeAnswer(context: ApiContext, code: DiscountCode): Answer {
  return {
    __typename: 'DiscountRedeemCode',
    id: toGid('DiscountRedeemCode', code.id),
    code: code.code,
    asyncUsageCount: () => context.world.discounts.asyncUseCount(code.discountId, code.code),
    createdBy: () => {
      const discount = context.world.discounts.get(code.discountId);
      return discount?.createdByAppId === context.appId ? appAnswer(context) : null;
    },
  };
}

function codesConnection(context: ApiContext, discount: Discount, args: Args): Answer {
  const matching = context.world.discounts.codes(discount.id).filter(
    searchFilter(textOf(args, 'query'), {
      list: 'codes',
      nowMs: () => context.world.clock.nowMs(),
      text: (code) => code.code,
      fields: { id: { kind: 'id', value: (code) => code.id } },
    }),
  );
  return connection(args, matching, {
    typeName: 'DiscountRedeemCode',
    id: (code) => code.id,
    node: (code) => redeemCodeAnswer(context, code),
  });
}

function contextAnswer(context: ApiContext, discount: Discount): Answer {
  if (discount.context.kind === 'customers') {
    const { customerIds } = discount.context;
    return {
      __typename: 'DiscountCustomers',
      customers: () =>
        customerIds
          .map((id) => context.world.customers.get(context.world.customers.resolveMerged(id)))
          .filter((customer) => customer !== null)
          .map((customer) => customerAnswer(context, customer)),
    };
  }
  if (discount.context.kind === 'segments') {
    return {
      __typename: 'DiscountCustomerSegments',
      segments: discount.context.segmentIds
        .map((id) => context.world.segments.get(id))
        .filter((segment) => segment !== null)
        .map(segmentAnswer),
    };
  }
  return { __typename: 'DiscountBuyerSelectionAll', all: 'ALL' };
}

function minimumAnswer(context: ApiContext, discount: Discount): Answer | null {
  const { minimum } = discount;
  if (minimum.kind === 'subtotal') {
    const currency = context.world.shop.get().currencyCode;
    return {
      __typename: 'DiscountMinimumSubtotal',
      greaterThanOrEqualToSubtotal: moneyV2(minimum.amountMinor, currency),
    };
  }
  if (minimum.kind === 'quantity') {
    return { __typename: 'DiscountMinimumQuantity', greaterThanOrEqualToQuantity: String(minimum.quantity) };
  }
  return null;
}

function itemsAnswer(context: ApiContext, items: DiscountItems): Answer {
  const { catalog } = context.world;
  if (items.kind === 'collections') {
    const found = items.collectionIds.map((id) => catalog.collection(id)).filter((collection) => collection !== null);
    return {
      __typename: 'DiscountCollections',
      collections: (args: Args) =>
        connection(args, found, {
          typeName: 'Collection',
          id: (collection) => collection.id,
          node: (collection) => collectionAnswer(context, collection),
        }),
    };
  }
  if (items.kind === 'products') {
    const products = items.productIds.map((id) => catalog.product(id)).filter((product) => product !== null);
    const variants = items.variantIds.map((id) => catalog.variant(id)).filter((variant) => variant !== null);
    return {
      __typename: 'DiscountProducts',
      products: (args: Args) =>
        connection(args, products, {
          typeName: 'Product',
          id: (product) => product.id,
          node: (product) => productAnswer(context, product),
        }),
      productVariants: (args: Args) =>
        connection(args, variants, {
          typeName: 'ProductVariant',
          id: ({ variant }) => variant.id,
          node: ({ variant, product }) => variantAnswer(context, variant, product),
        }),
    };
  }
  return { __typename: 'AllDiscountItems', allItems: true };
}

function discountSearch(context: ApiContext): SearchFields<Discount> {
  const { discounts } = context.world;
  const codesOf = (discount: Discount) => discounts.codes(discount.id).map((code) => code.code);
  return {
    list: 'discounts',
    nowMs: () => context.world.clock.nowMs(),
    text: (discount) => [discount.title, ...codesOf(discount)].join(' '),
    fields: {
      id: { kind: 'id', value: (discount) => discount.id },
      title: { kind: 'text', value: (discount) => discount.title },
      code: { kind: 'tokens', value: codesOf },
      status: { kind: 'text', value: (discount) => discounts.status(discount) },
      method: { kind: 'text', value: (discount) => discount.method ?? 'code' },
      type: { kind: 'text', value: searchType },
      discount_class: { kind: 'text', value: (discount) => discount.discountClass },
      times_used: { kind: 'number', value: (discount) => discounts.asyncUseCount(discount.id) },
      combines_with: {
        kind: 'tokens',
        value: ({ combinesWith }) =>
          [
            combinesWith.order ? 'order_discounts' : '',
            combinesWith.product ? 'product_discounts' : '',
            combinesWith.shipping ? 'shipping_discounts' : '',
          ].filter(Boolean),
      },
      created_at: { kind: 'instant', value: (discount) => discount.createdAt },
      updated_at: { kind: 'instant', value: (discount) => discount.updatedAt },
      starts_at: { kind: 'instant', value: (discount) => discount.startsAt },
      ends_at: { kind: 'instant', value: (discount) => discount.endsAt },
    },
  };
}

function searchType(discount: Discount): string {
  if (discount.kind === 'free_shipping') return 'free_shipping';
  if (discount.kind === 'bxgy') return 'bogo';
  return discount.value.kind === 'percentage' ? 'percentage' : 'fixed_amount';
}

const ORDER_BY: Record<string, (discount: Discount) => string | number> = {
  ID: (discount) => discount.id,
  TITLE: (discount) => discount.title,
  CREATED_AT: (discount) => discount.createdAt,
  UPDATED_AT: (discount) => discount.updatedAt,
  STARTS_AT: (discount) => discount.startsAt,
  ENDS_AT: (discount) => discount.endsAt ?? '9999',
};

function matchingDiscounts(context: ApiContext, args: Args): Discount[] {
  return context.world.discounts.list().filter(searchFilter(textOf(args, 'query'), discountSearch(context)));
}

export function discountsConnection(context: ApiContext, args: Args, type: NodeType): Answer {
  const shown = matchingDiscounts(context, args).filter((discount) => isShownAs(discount, type));
  return connection(args, shown, {
    typeName: type,
    id: (discount) => discount.id,
    sortKey: ORDER_BY[textOf(args, 'sortKey') ?? 'ID'] ?? ((discount) => discount.id),
    node: (discount) => discountNodeAnswer(context, discount, type),
  });
}

export function countDiscounts(context: ApiContext, args: Args): number {
  return Math.min(matchingDiscounts(context, args).length, numberOf(args, 'limit') ?? Number.MAX_SAFE_INTEGER);
}
