/**
 * What a cart costs. Order of Shopify: product discounts on the lines (one per line, the best), then order discounts on
 * what is left (several percentages each from the same subtotal), then shipping, then tax.
 * Everything is computed in whole minor units of the currency in which the customer pays.
 */
import {
  MAXIMUM_PRODUCT_AND_ORDER_CODES,
  MAXIMUM_SHIPPING_CODES,
  canCombine,
  isEntitled,
  judgeBuyer,
  rejection,
} from './code-rules.ts';
import type { EntitledLine } from './code-rules.ts';
import type { Context } from './context.ts';
import type { PricingRoom } from './selling-contract.ts';
import { allocate, mulDiv } from './money.ts';
import { productDiscountParts } from './product-discounts.ts';
import { refuse } from './refusal.ts';
import type { CheckoutInput, Discount, PricedCheckout, PricedLine, RejectedCode } from './discount-types.ts';
import type { Customer, Variant } from './types.ts';

interface Candidate {
  code: string;
  discount: Discount;
}

export interface WorkLine extends PricedLine, EntitledLine {
  variant: Variant;
}

type ToPresentment = (shopMinor: number) => number;

export class Pricing implements PricingRoom {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  priceCheckout(input: CheckoutInput): PricedCheckout {
    const world = this.#context.world();
    const shop = world.shop.get();
    const currencyCode = input.currencyCode ?? shop.currencyCode;
    const toPresentment: ToPresentment = (minor) => world.shop.toPresentmentMinor(minor, currencyCode);
    const lines = this.#lines(input, toPresentment);
    const requiresShipping = lines.some((line) => line.variant.requiresShipping);
    const shippingRates = requiresShipping
      ? shop.shippingRates.map((rate) => ({ ...rate, priceMinor: toPresentment(rate.priceMinor) }))
      : [];
    const shippingRate = shippingRates.find((rate) => rate.id === input.shippingRateId) ?? null;
    if (input.shippingRateId && requiresShipping && !shippingRate) {
      refuse('INVALID', 'This shipping rate does not exist.', ['shippingRateId']);
    }

    const rejectedCodes: RejectedCode[] = [];
    const candidates = this.#eligible(input, rejectedCodes);
    const kept = this.#keep(candidates, rejectedCodes, lines, toPresentment, {
      requiresShipping,
      shippingPriceMinor: shippingRate?.priceMinor ?? null,
    });
    const shippingMinor = shippingRate?.priceMinor ?? null;
    const shippingAllocations: PricedCheckout['shippingAllocations'] = [];
    applyProductDiscounts(kept, lines, toPresentment);
    applyOrderDiscounts(kept, lines, toPresentment);
    kept.forEach((candidate, applicationIndex) => {
      if (candidate.discount.kind === 'free_shipping' && shippingMinor !== null && shippingMinor > 0) {
        shippingAllocations.push({ applicationIndex, amountMinor: shippingMinor });
      }
    });
    const shippingFinalMinor = (shippingMinor ?? 0) - sum(shippingAllocations.map((part) => part.amountMinor));

    const taxOf = (amountMinor: number): number =>
      mulDiv(amountMinor, shop.taxRateBp, shop.taxesIncluded ? 10_000 + shop.taxRateBp : 10_000);
    for (const line of lines) line.taxMinor = line.variant.taxable ? taxOf(line.finalMinor) : 0;
    const taxMinor = sum(lines.map((line) => line.taxMinor)) + taxOf(shippingFinalMinor);
    const subtotalMinor = sum(lines.map((line) => line.finalMinor));
    const tipMinor = input.tipMinor ?? 0;
    const linesMinor = sum(lines.map((line) => line.originalMinor));
    return {
      currencyCode,
      lines: lines.map(published),
      linesMinor,
      discountMinor: linesMinor - subtotalMinor,
      subtotalMinor,
      shippingRate,
      shippingRates,
      shippingMinor,
      shippingAllocations,
      shippingFinalMinor,
      taxesIncluded: shop.taxesIncluded,
      taxRateBp: shop.taxRateBp,
      taxMinor,
      tipMinor,
      totalMinor: subtotalMinor + shippingFinalMinor + tipMinor + (shop.taxesIncluded ? 0 : taxMinor),
      requiresShipping,
      appliedCodes: kept.map(({ code, discount }, applicationIndex) => ({
        code,
        discountId: discount.id,
        title: discount.title,
        discountClass: discount.discountClass,
        amountMinor: sum(
          [...lines.flatMap((line) => line.allocations), ...shippingAllocations]
            .filter((part) => part.applicationIndex === applicationIndex)
            .map((part) => part.amountMinor),
        ),
      })),
      rejectedCodes,
    };
  }

  #lines(input: CheckoutInput, toPresentment: ToPresentment): WorkLine[] {
    const { catalog } = this.#context.world();
    return input.lines.map((line, index) => {
      const field = ['lines', String(index)];
      const found = catalog.variant(line.variantId);
      if (!found || found.product.status !== 'active')
        refuse('INVALID', 'This product is not for sale.', [...field, 'variantId']);
      if (!Number.isInteger(line.quantity) || line.quantity < 1 || line.quantity > 10_000) {
        refuse('INVALID', 'The quantity must be a whole number from 1 to 10000.', [...field, 'quantity']);
      }
      const unitPriceMinor = toPresentment(found.variant.priceMinor);
      const originalMinor = unitPriceMinor * line.quantity;
      return {
        variantId: found.variant.id,
        productId: found.product.id,
        variant: found.variant,
        collectionIds: catalog.collectionsOfProduct(found.product.id).map((collection) => collection.id),
        quantity: line.quantity,
        properties: line.properties ?? {},
        isGiftCard: found.product.isGiftCard,
        unitPriceMinor,
        originalMinor,
        allocations: [],
        finalMinor: originalMinor,
        taxMinor: 0,
      };
    });
  }

  /** The codes that this buyer may use at all, in the order in which they were entered. */
  #eligible(input: CheckoutInput, rejected: RejectedCode[]): Candidate[] {
    const { customers, discounts } = this.#context.world();
    const email = input.email?.trim() || null;
    const customer: Customer | null =
      (input.customerId ? customers.get(customers.resolveMerged(input.customerId)) : null) ??
      (email ? customers.byEmail(email) : null);
    const seen = new Set<string>();
    return (input.codes ?? []).flatMap((entered) => {
      const code = entered.trim();
      if (code === '' || seen.has(code.toUpperCase())) return [];
      seen.add(code.toUpperCase());
      const found = discounts.byCode(code);
      if (!found) {
        rejected.push(rejection(code, 'not_found'));
        return [];
      }
      const { discount } = found;
      const byBuyer = discounts
        .uses(discount.id)
        .filter(
          (use) =>
            (customer !== null && use.customerId === customer.id) ||
            (email !== null && use.email?.toLowerCase() === email.toLowerCase()),
        ).length;
      const reason = judgeBuyer(
        discount,
        discounts.status(discount),
        { ofCode: discounts.useCount(discount.id, found.code.code), byBuyer },
        { customer, email, resolveMerged: (id) => customers.resolveMerged(id) },
      );
      if (reason) {
        rejected.push(rejection(found.code.code, reason));
        return [];
      }
      return [{ code: found.code.code, discount }];
    });
  }

  /**
   * Which of the eligible codes go together, earlier ones first. The minimum of an order or shipping discount is
   * measured after the product discounts, so a code that fails it is taken out and the rest is looked at again.
   */
  #keep(
    candidates: Candidate[],
    rejected: RejectedCode[],
    lines: WorkLine[],
    toPresentment: ToPresentment,
    shipping: { requiresShipping: boolean; shippingPriceMinor: number | null },
  ): Candidate[] {
    let open = candidates.filter((candidate) => {
      const problem = cartProblem(candidate, lines, toPresentment, shipping);
      if (problem) rejected.push(problem);
      return !problem;
    });
    for (;;) {
      const conflicts: RejectedCode[] = [];
      const kept: Candidate[] = [];
      for (const candidate of open) {
        const conflict = conflictOf(candidate, kept);
        if (conflict) conflicts.push(conflict);
        else kept.push(candidate);
      }
      const trial = lines.map((line) => ({ ...line, allocations: [...line.allocations] }));
      applyProductDiscounts(kept, trial, toPresentment);
      const failed = kept.flatMap((candidate) => {
        const problem = minimumProblem(candidate, trial, toPresentment);
        return problem ? [{ candidate, problem }] : [];
      });
      const [first] = failed;
      if (!first) {
        rejected.push(...conflicts);
        return kept;
      }
      rejected.push(first.problem);
      open = open.filter((candidate) => candidate !== first.candidate);
    }
  }
}

function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

function entitledLines<T extends EntitledLine>(discount: Discount, lines: T[]): T[] {
  switch (discount.kind) {
    case 'basic':
      return lines.filter((line) => isEntitled(discount.items, line));
    case 'bxgy':
      return lines.filter((line) => isEntitled(discount.gets.items, line));
    case 'free_shipping':
      return lines;
  }
}

function cartProblem(
  { code, discount }: Candidate,
  lines: WorkLine[],
  toPresentment: ToPresentment,
  shipping: { requiresShipping: boolean; shippingPriceMinor: number | null },
): RejectedCode | null {
  if (discount.kind === 'free_shipping') {
    const maximum = discount.maximumShippingPriceMinor;
    const tooDear =
      maximum !== null && shipping.shippingPriceMinor !== null && shipping.shippingPriceMinor > toPresentment(maximum);
    return !shipping.requiresShipping || tooDear ? rejection(code, 'no_shipping') : null;
  }
  if (discount.kind === 'bxgy') {
    return productDiscountParts(discount, lines, toPresentment).some((part) => part > 0)
      ? null
      : rejection(code, 'no_entitled_lines');
  }
  return entitledLines(discount, lines).length === 0 ? rejection(code, 'no_entitled_lines') : null;
}

function conflictOf({ code, discount }: Candidate, kept: Candidate[]): RejectedCode | null {
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
function minimumProblem(
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
function applyProductDiscounts(kept: Candidate[], lines: WorkLine[], toPresentment: ToPresentment): void {
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
function applyOrderDiscounts(kept: Candidate[], lines: WorkLine[], toPresentment: ToPresentment): void {
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

function published(line: WorkLine): PricedLine {
  const { variantId, productId, quantity, properties, isGiftCard, unitPriceMinor, originalMinor } = line;
  const { allocations, finalMinor, taxMinor } = line;
  return {
    variantId,
    productId,
    quantity,
    properties,
    isGiftCard,
    unitPriceMinor,
    originalMinor,
    allocations,
    finalMinor,
    taxMinor,
  };
}
