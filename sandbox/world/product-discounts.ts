/** What one product discount takes off each line of a cart. Pure. */
import { entitles, isEntitled } from './code-rules.ts';
import { allocate, mulDiv } from './money.ts';
import type { WorkLine } from './cart-discounts.ts';
import type { BasicDiscount, BxgyDiscount } from './discount-types.ts';

/** One amount per line, in the order of the lines; 0 where the discount does not apply. Never more than the line costs. */
export function productDiscountParts(
  discount: BasicDiscount | BxgyDiscount,
  lines: WorkLine[],
  toPresentment: (shopMinor: number) => number,
): number[] {
  return discount.kind === 'bxgy'
    ? bxgyParts(discount, lines, toPresentment)
    : basicParts(discount, lines, toPresentment);
}

function basicParts(
  discount: BasicDiscount,
  lines: WorkLine[],
  toPresentment: (shopMinor: number) => number,
): number[] {
  const { value } = discount;
  const weights = lines.map((line) => (entitles(discount, discount.items, line) ? line.originalMinor : 0));
  if (value.kind === 'percentage') return weights.map((weight) => mulDiv(weight, value.percentageBp, 10_000));
  const amountMinor = toPresentment(value.amountMinor);
  if (value.onEachItem) {
    return lines.map((line, index) => Math.min(weights[index] ?? 0, amountMinor * line.quantity));
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return allocate(Math.min(amountMinor, total), weights);
}

/** Units are spent one by one: a unit that was bought for the offer is not also the one that is given. */
function bxgyParts(discount: BxgyDiscount, lines: WorkLine[], toPresentment: (shopMinor: number) => number): number[] {
  const units = lines.flatMap((line, index) =>
    Array.from({ length: line.quantity }, () => ({
      index,
      priceMinor: line.unitPriceMinor,
      buys: isEntitled(discount.buys.items, line),
      gets: entitles(discount, discount.gets.items, line),
      spent: false,
    })),
  );
  // A unit that could be the given one is bought last, so that the offer comes about whenever it can.
  const dearestFirst = [...units].sort(
    (one, other) => Number(one.gets) - Number(other.gets) || other.priceMinor - one.priceMinor,
  );
  const cheapestFirst = [...units].sort((one, other) => one.priceMinor - other.priceMinor);
  const parts = lines.map(() => 0);
  const neededMinor = discount.buys.amountMinor === null ? null : toPresentment(discount.buys.amountMinor);
  for (let set = 0; set < (discount.usesPerOrderLimit ?? units.length); set += 1) {
    const bought: typeof units = [];
    let paidMinor = 0;
    for (const unit of dearestFirst) {
      const enough = neededMinor === null ? bought.length >= (discount.buys.quantity ?? 1) : paidMinor >= neededMinor;
      if (enough) break;
      if (unit.spent || !unit.buys) continue;
      bought.push(unit);
      paidMinor += unit.priceMinor;
    }
    const enough = neededMinor === null ? bought.length >= (discount.buys.quantity ?? 1) : paidMinor >= neededMinor;
    const given = cheapestFirst.filter((unit) => unit.gets && !unit.spent && !bought.includes(unit));
    const taken = given.slice(0, discount.gets.quantity);
    if (!enough || taken.length === 0) break;
    for (const unit of bought) unit.spent = true;
    for (const unit of taken) {
      unit.spent = true;
      const { amountMinor, percentageBp } = discount.gets;
      const off =
        amountMinor === null || amountMinor === undefined
          ? mulDiv(unit.priceMinor, percentageBp, 10_000)
          : Math.min(unit.priceMinor, toPresentment(amountMinor));
      parts[unit.index] = (parts[unit.index] ?? 0) + off;
    }
  }
  return parts;
}
