/** What discounts do to the lines of a cart: which lines are entitled, what stands in the way, what is taken off. */
import {
  MAXIMUM_PRODUCT_AND_ORDER_CODES,
  MAXIMUM_SHIPPING_CODES,
  canCombine,
  countsFor,
  entitles,
  rejection,
} from './code-rules.ts';
import type { EntitledLine } from './code-rules.ts';
import { allocate, mulDiv } from './money.ts';
import { productDiscountParts } from './product-discounts.ts';
import type { Discount, PricedLine, RejectedCode } from './discount-types.ts';
import type { Variant } from './types.ts';

export interface Candidate {
  /** For an automatic discount its title. */
  code: string;
  discount: Discount;
}

export interface WorkLine extends PricedLine, EntitledLine {
  variant: Variant;
}

export interface ShippingFacts {
  requiresShipping: boolean;
  shippingPriceMinor: number | null;
}

export type ToPresentment = (shopMinor: number) => number;

export function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

function entitledLines<T extends EntitledLine>(discount: Discount, lines: T[]): T[] {
  switch (discount.kind) {
    case 'basic':
      return lines.filter((line) => entitles(discount, discount.items, line));
    case 'bxgy':
      return lines.filter((line) => entitles(discount, discount.gets.items, line));
    case 'free_shipping':
      return lines.filter((line) => countsFor(discount, line));
  }
}

export function cartProblem(
  { code, discount }: Candidate,
  lines: WorkLine[],
  toPresentment: ToPresentment,
  shipping: ShippingFacts,
): RejectedCode | null {
  if (discount.kind === 'free_shipping') {
    const maximum = discount.maximumShippingPriceMinor;
    const tooDear =
      maximum !== null && shipping.shippingPriceMinor !== null && shipping.shippingPriceMinor > toPresentment(maximum);
    const counts = lines.some((line) => countsFor(discount, line));
    return !shipping.requiresShipping || tooDear || !counts ? rejection(code, 'no_shipping') : null;
  }
  if (discount.kind === 'bxgy') {
    return productDiscountParts(discount, lines, toPresentment).some((part) => part > 0)
      ? null
      : rejection(code, 'no_entitled_lines');
  }
  return entitledLines(discount, lines).length === 0 ? rejection(code, 'no_entitled_lines') : null;
}

export function conflictOf({ code, discount }: Candidate, kept: Candidate[]): RejectedCode | null {
  const conflicting = kept.filter((other) => !canCombine(discount, other.discount));
  if (conflicting.length > 0) {
    return rejection(code, 'cannot_combine', { conflictsWith: conflicting.map((other) => other.code) });
  }
  const isShipping = discount.discountClass === 'shipping';
  const sameKind = kept.filter((other) => (other.discount.discountClass === 'shipping') === isShipping);
  if (isShipping && sameKind.length >= MAXIMUM_SHIPPING_CODES) {
    return rejection(code, 'cannot_combine', { conflictsWith: sameKind.map((other) => other.code) });
  }
  return !isShipping && sameKind.length >= MAXIMUM_PRODUCT_AND_ORDER_CODES ? rejection(code, 'too_many_codes') : null;
}

/** A product discount's minimum is measured on its own items before any discount; the others after product discounts. */
export function minimumProblem(
  { code, discount }: Candidate,
  lines: WorkLine[],
  toPresentment: ToPresentment,
): RejectedCode | null {
  const entitled = entitledLines(discount, lines);
  if (discount.minimum.kind === 'subtotal') {
    const minimumMinor = toPresentment(discount.minimum.amountMinor);
    const isProduct = discount.discountClass === 'product';
    const reached = sum(entitled.map((line) => (isProduct ? line.originalMinor : line.finalMinor)));
    return reached < minimumMinor ? rejection(code, 'minimum_subtotal_not_met', { minimumMinor }) : null;
  }
  if (discount.minimum.kind === 'quantity') {
    const minimumQuantity = discount.minimum.quantity;
    const reached = sum(entitled.map((line) => line.quantity));
    return reached < minimumQuantity ? rejection(code, 'minimum_quantity_not_met', { minimumQuantity }) : null;
  }
  return null;
}

/** One product discount per line: the best for the customer. */
export function applyProductDiscounts(kept: Candidate[], lines: WorkLine[], toPresentment: ToPresentment): void {
  const best = lines.map(() => ({ applicationIndex: -1, amountMinor: 0 }));
  kept.forEach(({ discount }, applicationIndex) => {
    if (discount.kind === 'free_shipping' || discount.discountClass !== 'product') return;
    productDiscountParts(discount, lines, toPresentment).forEach((amountMinor, index) => {
      if (amountMinor > (best[index]?.amountMinor ?? 0)) best[index] = { applicationIndex, amountMinor };
    });
  });
  lines.forEach((line, index) => {
    const part = best[index];
    if (!part || part.amountMinor === 0) return;
    line.allocations.push(part);
    line.finalMinor -= part.amountMinor;
  });
}

/** Several order discounts each take their percentage of the same subtotal; together never more than there is. */
export function applyOrderDiscounts(kept: Candidate[], lines: WorkLine[], toPresentment: ToPresentment): void {
  const baseMinor = new Map(lines.map((line) => [line, line.finalMinor]));
  kept.forEach(({ discount }, applicationIndex) => {
    if (discount.kind !== 'basic' || discount.discountClass !== 'order') return;
    const entitled = entitledLines(discount, lines);
    const base = sum(entitled.map((line) => baseMinor.get(line) ?? 0));
    const left = sum(entitled.map((line) => line.finalMinor));
    const wanted =
      discount.value.kind === 'percentage'
        ? mulDiv(base, discount.value.percentageBp, 10_000)
        : toPresentment(discount.value.amountMinor);
    const parts = allocate(
      Math.min(wanted, left),
      entitled.map((line) => line.finalMinor),
    );
    entitled.forEach((line, index) => {
      const amountMinor = parts[index] ?? 0;
      if (amountMinor === 0) return;
      line.allocations.push({ applicationIndex, amountMinor });
      line.finalMinor -= amountMinor;
    });
  });
}

/** What these discounts take off altogether, without touching the lines. */
export function savings(
  kept: Candidate[],
  lines: WorkLine[],
  toPresentment: ToPresentment,
  shipping: ShippingFacts,
): number {
  const trial = lines.map((line) => ({ ...line, allocations: [...line.allocations] }));
  applyProductDiscounts(kept, trial, toPresentment);
  applyOrderDiscounts(kept, trial, toPresentment);
  const freeShipping = kept.some(({ discount }) => discount.kind === 'free_shipping');
  const off = sum(trial.map((line) => line.originalMinor - line.finalMinor));
  return off + (freeShipping ? (shipping.shippingPriceMinor ?? 0) : 0);
}
