/**
 * What a reward costs the shop when it is used with a certain order of the past. Nobody knows what members would really have
 * taken: these are the assumptions that the backtest tells. Pure.
 */
import { priceOf, type RewardPrice } from '../program/rewards/price.ts';
import type { Reward } from '../program/rewards/reward.ts';
import { goodsMinor, type PastOrder } from './past-order.ts';

export interface Taken extends RewardPrice {
  /** How many portions, of a reward whose amount the shopper chooses. */
  steps: number;
}

/** The largest portion that a balance covers and that the order can use. Null when not even one. */
export function portionFor(reward: Reward, availablePoints: number, order: PastOrder): Taken | null {
  if (reward.costPoints > availablePoints) return null;
  const covered = reward.costPoints === 0 ? 1 : Math.floor(availablePoints / reward.costPoints);
  const steps =
    reward.kind === 'amount_chosen'
      ? Math.max(1, Math.min(reward.maxSteps, covered, Math.floor(goodsMinor(order) / reward.amountMinor)))
      : 1;
  const price = priceOf(reward, steps);
  return price && price.costPoints <= availablePoints ? { ...price, steps } : null;
}

/** Kinds that cost the shop no money that an order could tell. */
const unpriced = new Set<Reward['kind']>(['badge', 'early_access', 'event_invitation', 'priority_support', 'service']);

/**
 * What the shop gives up, in minor units. Null when the order has no use for the reward: nobody takes free shipping where
 * shipping is free. Zero where nothing tells a price; `isPriced` says which.
 * @param unitPrices the lowest price that was paid for one of a product, by its id.
 */
export function costWith(
  reward: Reward,
  amountMinor: number | null,
  order: PastOrder,
  unitPrices: ReadonlyMap<string, number>,
): number | null {
  if (unpriced.has(reward.kind)) return 0;
  if ('minimumSubtotalMinor' in reward && goodsMinor(order) < reward.minimumSubtotalMinor) return null;
  switch (reward.kind) {
    case 'amount_off':
    case 'amount_chosen': {
      const base = discountable(reward, order);
      return base === 0 ? null : Math.min(amountMinor ?? 0, base);
    }
    case 'percentage_off': {
      const base = discountable(reward, order);
      return base === 0 ? null : Math.floor((base * reward.percentageBp) / 10_000);
    }
    case 'free_shipping':
      return order.shippingMinor > 0 ? order.shippingMinor : null;
    case 'free_product': {
      const prices = reward.productIds.flatMap((id) => unitPrices.get(id) ?? []);
      return prices.length > 0 ? Math.min(...prices) : 0;
    }
    case 'members_price':
      return Math.floor((discountable({ productIds: [], ...reward }, order) * reward.percentageBp) / 10_000);
    default:
      return amountMinor ?? 0;
  }
}

/** Whether the money that a reward costs can be told from orders and prices. */
export function isPriced(reward: Reward, unitPrices: ReadonlyMap<string, number>): boolean {
  if (reward.kind === 'free_product') return reward.productIds.some((id) => unitPrices.has(id));
  return !unpriced.has(reward.kind);
}

/** Minor units of the goods that a discount is for; all where it names none. */
function discountable(
  reward: { productIds: readonly string[]; collectionIds: readonly string[] },
  order: PastOrder,
): number {
  const { productIds, collectionIds } = reward;
  if (productIds.length === 0 && collectionIds.length === 0) return goodsMinor(order);
  let sum = 0;
  for (const line of order.lines) {
    if (line.giftCard || line.tip || line.productId === null) continue;
    const product = order.products?.get(line.productId);
    if (productIds.includes(line.productId) || product?.collectionIds.some((id) => collectionIds.includes(id)))
      sum += line.amountMinor;
  }
  return sum;
}
