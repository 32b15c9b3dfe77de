/** What a reward is at Shopify's checkout: the kind of discount, and its input. Pure. */
import { formatMinorAsDecimal } from '../lib/money.ts';
import type { DiscountReward } from '../program/rewards/reward.ts';

export interface CodeTerms {
  code: string;
  customerId: string;
  reward: DiscountReward;
  /** What an amount comes to in all; null for rewards that are no amount. */
  amountMinor: number | null;
  /** For any number of orders, until it ends. */
  lasting: boolean;
  currencyCode: string;
  startsAt: Date;
  expiresAt: Date | null;
}

export type DiscountDoor = 'basic' | 'freeShipping' | 'bxgy';

/** Goods are named by their ids alone; at most one of the lists has entries. */
export interface Goods {
  productIds: readonly string[];
  collectionIds: readonly string[];
}

const everything: Goods = { productIds: [], collectionIds: [] };

export function doorOf(reward: DiscountReward): DiscountDoor {
  if (reward.kind === 'free_shipping') return 'freeShipping';
  return reward.kind === 'free_product' && reward.withPurchase ? 'bxgy' : 'basic';
}

/**
 * @param before of a discount that is changed, the reward that it was until now: Shopify's inputs of goods add and remove.
 * @param dearestMinor of a free product without a purchase: what the dearest of them costs.
 */
export function discountInput(terms: CodeTerms, before: DiscountReward | null = null, dearestMinor = 0) {
  switch (doorOf(terms.reward)) {
    case 'freeShipping':
      return { ...commonInput(terms), ...minimumInput(terms), destination: { all: true } };
    case 'bxgy':
      return { ...commonInput(terms), ...bxgyInput(terms, before) };
    case 'basic':
      return {
        ...commonInput(terms),
        ...minimumInput(terms),
        customerGets: {
          items: itemsInput(goodsOf(terms.reward), before ? goodsOf(before) : everything),
          value: valueInput(terms, dearestMinor),
        },
      };
  }
}

/** The goods that the discount is taken off. */
function goodsOf(reward: DiscountReward): Goods {
  switch (reward.kind) {
    case 'free_shipping':
      return everything;
    case 'free_product':
      return { productIds: reward.productIds, collectionIds: [] };
    case 'members_price':
      return { productIds: [], collectionIds: reward.collectionIds };
    default:
      // Rewards of documents from before goods could be named have neither list.
      return { productIds: reward.productIds ?? [], collectionIds: reward.collectionIds ?? [] };
  }
}

/** The goods that have to be bought beside a free one. */
function boughtOf(reward: DiscountReward): Goods {
  if (reward.kind !== 'free_product') return everything;
  const { purchase } = reward;
  return purchase && (purchase.productIds.length > 0 || purchase.collectionIds.length > 0) ? purchase : goodsOf(reward);
}

function commonInput({ reward, lasting, ...terms }: CodeTerms) {
  const combines = 'combinesWith' in reward ? reward.combinesWith : { order: true, product: false, shipping: true };
  return {
    title: `${reward.title.en} (Regulars)`,
    code: terms.code,
    startsAt: terms.startsAt.toISOString(),
    endsAt: terms.expiresAt?.toISOString() ?? null,
    usageLimit: lasting ? null : 1,
    appliesOncePerCustomer: !lasting,
    context: { customers: { add: [`gid://shopify/Customer/${terms.customerId}`] } },
    combinesWith: {
      orderDiscounts: combines.order,
      productDiscounts: combines.product,
      // A shipping discount never combines with another; Shopify refuses the flag there.
      ...(reward.kind === 'free_shipping' ? {} : { shippingDiscounts: combines.shipping }),
    },
  };
}

function minimumOf(reward: DiscountReward): number {
  return 'minimumSubtotalMinor' in reward ? reward.minimumSubtotalMinor : 0;
}

function minimumInput({ reward, currencyCode }: CodeTerms) {
  const minimumMinor = minimumOf(reward);
  return {
    minimumRequirement:
      minimumMinor > 0
        ? { subtotal: { greaterThanOrEqualToSubtotal: formatMinorAsDecimal(minimumMinor, currencyCode) } }
        : null,
  };
}

function valueInput({ reward, amountMinor, currencyCode }: CodeTerms, dearestMinor: number) {
  switch (reward.kind) {
    case 'amount_off':
    case 'amount_chosen':
      return amountInput(amountMinor ?? reward.amountMinor, currencyCode);
    case 'percentage_off':
    case 'members_price':
      return { percentage: reward.percentageBp / 10_000 };
    case 'free_product':
      // A percentage would make every one of them in the cart free: the price of one is taken off, once.
      return amountInput(dearestMinor, currencyCode);
    default:
      throw new Error(`"${reward.kind}" has no value of its own.`);
  }
}

function amountInput(amountMinor: number, currencyCode: string) {
  return { discountAmount: { amount: formatMinorAsDecimal(amountMinor, currencyCode), appliesOnEachItem: false } };
}

/** One for nothing beside others that are paid for: buy X get Y, once an order. Shopify asks which goods are to be bought. */
function bxgyInput({ reward, currencyCode }: CodeTerms, before: DiscountReward | null) {
  const minimumMinor = minimumOf(reward);
  return {
    usesPerOrderLimit: 1,
    customerBuys: {
      items: itemsInput(boughtOf(reward), before ? boughtOf(before) : everything),
      value: minimumMinor > 0 ? { amount: formatMinorAsDecimal(minimumMinor, currencyCode) } : { quantity: '1' },
    },
    customerGets: {
      items: itemsInput(goodsOf(reward), before ? goodsOf(before) : everything),
      value: { discountOnQuantity: { quantity: '1', effect: { percentage: 1 } } },
    },
  };
}

function itemsInput(goods: Goods, before: Goods) {
  const gone = (was: readonly string[], is: readonly string[]) => was.filter((id) => !is.includes(id));
  if (goods.collectionIds.length > 0) {
    const remove = gone(before.collectionIds, goods.collectionIds);
    return {
      collections: {
        add: gids('Collection', goods.collectionIds),
        ...(remove.length > 0 ? { remove: gids('Collection', remove) } : {}),
      },
    };
  }
  if (goods.productIds.length > 0) {
    const remove = gone(before.productIds, goods.productIds);
    return {
      products: {
        productsToAdd: gids('Product', goods.productIds),
        ...(remove.length > 0 ? { productsToRemove: gids('Product', remove) } : {}),
      },
    };
  }
  return { all: true };
}

function gids(type: 'Collection' | 'Product', ids: readonly string[]): string[] {
  return ids.map((id) => `gid://shopify/${type}/${id.split('/').at(-1) ?? id}`);
}
