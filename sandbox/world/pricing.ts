/**
 * What a cart costs. Order of Shopify: product discounts on the lines (one per line, the best), then order discounts on
 * what is left (several percentages each from the same subtotal), then shipping, then tax.
 * Everything is computed in whole minor units of the currency in which the customer pays.
 */
import {
  applyOrderDiscounts,
  applyProductDiscounts,
  cartProblem,
  conflictOf,
  minimumProblem,
  savings,
  sum,
} from './cart-discounts.ts';
import type { Candidate, ShippingFacts, ToPresentment, WorkLine } from './cart-discounts.ts';
import { judgeBuyer, rejection } from './code-rules.ts';
import type { BuyerFacts } from './code-rules.ts';
import type { Context } from './context.ts';
import type { PricingRoom } from './selling-contract.ts';
import { mulDiv } from './money.ts';
import { refuse } from './refusal.ts';
import type { CheckoutInput, PricedCheckout, PricedLine, RejectedCode } from './discount-types.ts';
import type { Customer, Product, SellingPlan, Variant } from './types.ts';

/** What one unit costs, once or by a plan, in the shop's currency. */
export function unitPriceMinor(variant: Variant, plan: SellingPlan | null): number {
  return plan ? mulDiv(variant.priceMinor, 10_000 - plan.discountBp, 10_000) : variant.priceMinor;
}

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
    const lines = this.#lines(input, (minor, isGiftCard) =>
      isGiftCard ? toPresentment(minor) : world.shop.toPriceMinor(minor, currencyCode),
    );
    const requiresShipping = lines.some((line) => line.variant.requiresShipping);
    const shippingRates = requiresShipping
      ? shop.shippingRates.map((rate) => ({
          ...rate,
          priceMinor: world.shop.toPriceMinor(rate.priceMinor, currencyCode),
        }))
      : [];
    const shippingRate = shippingRates.find((rate) => rate.id === input.shippingRateId) ?? null;
    if (input.shippingRateId && requiresShipping && !shippingRate) {
      refuse('INVALID', 'This shipping rate does not exist.', ['shippingRateId']);
    }

    const { kept, rejectedCodes } = this.#choose(input, lines, toPresentment, {
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
        automatic: discount.method === 'automatic',
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

  #lines(input: CheckoutInput, toPrice: (shopMinor: number, isGiftCard: boolean) => number): WorkLine[] {
    const { catalog } = this.#context.world();
    return input.lines.map((line, index) => {
      const field = ['lines', String(index)];
      const found = catalog.variant(line.variantId);
      if (!found || found.product.status !== 'active')
        refuse('INVALID', 'This product is not for sale.', [...field, 'variantId']);
      if (!Number.isInteger(line.quantity) || line.quantity < 1 || line.quantity > 10_000) {
        refuse('INVALID', 'The quantity must be a whole number from 1 to 10000.', [...field, 'quantity']);
      }
      const plan = this.#planOf(found.product, line.sellingPlanId ?? null, field);
      const unitMinor = toPrice(unitPriceMinor(found.variant, plan), found.product.isGiftCard);
      const originalMinor = unitMinor * line.quantity;
      return {
        variantId: found.variant.id,
        productId: found.product.id,
        variant: found.variant,
        collectionIds: catalog.collectionsOfProduct(found.product.id).map((collection) => collection.id),
        quantity: line.quantity,
        properties: line.properties ?? {},
        isGiftCard: found.product.isGiftCard,
        sellingPlan: plan ? { id: plan.id, name: plan.name } : null,
        isSubscription: plan !== null,
        unitPriceMinor: unitMinor,
        originalMinor,
        allocations: [],
        finalMinor: originalMinor,
        taxMinor: 0,
      };
    });
  }

  #planOf(product: Product, planId: number | null, field: string[]): SellingPlan | null {
    if (planId === null) {
      if (product.requiresSellingPlan) refuse('INVALID', 'This product is only sold as a subscription.', field);
      return null;
    }
    const plan = product.sellingPlans?.find((candidate) => candidate.id === planId);
    return plan ?? refuse('INVALID', 'The product has no such selling plan.', [...field, 'sellingPlanId']);
  }

  /**
   * Which discounts apply. Automatic ones join the codes; when the two cannot be combined, the combination that saves the
   * customer more is taken ("best discount", Shopify's help on combining discounts).
   */
  #choose(
    input: CheckoutInput,
    lines: WorkLine[],
    toPresentment: ToPresentment,
    shipping: ShippingFacts,
  ): { kept: Candidate[]; rejectedCodes: RejectedCode[] } {
    const rejected: RejectedCode[] = [];
    const buyer = this.#buyer(input);
    const codes = this.#eligible(input, buyer, rejected);
    const worth = (candidate: Candidate): number => savings([candidate], lines, toPresentment, shipping);
    const automatic = this.#automatic(buyer)
      .map((candidate) => ({ candidate, worthMinor: worth(candidate) }))
      .sort((a, b) => b.worthMinor - a.worthMinor)
      .map(({ candidate }) => candidate);
    const isCode = ({ discount }: Candidate): boolean => discount.method !== 'automatic';
    const outcomes = (
      automatic.length > 0
        ? [
            [...codes, ...automatic],
            [...automatic, ...codes],
          ]
        : [codes]
    ).map((ordered) => {
      const refused: { candidate: Candidate; problem: RejectedCode }[] = [];
      const kept = this.#keep(ordered, refused, lines, toPresentment, shipping);
      return { kept, refused, savedMinor: savings(kept, lines, toPresentment, shipping) };
    });
    const best = outcomes.reduce((one, other) => (other.savedMinor > one.savedMinor ? other : one));
    return {
      kept: best.kept,
      rejectedCodes: [
        ...rejected,
        ...best.refused.filter(({ candidate }) => isCode(candidate)).map(({ problem }) => problem),
      ],
    };
  }

  #buyer(input: CheckoutInput): BuyerFacts {
    const { customers, segments } = this.#context.world();
    const email = input.email?.trim() || null;
    const customer: Customer | null =
      (input.customerId ? customers.get(customers.resolveMerged(input.customerId)) : null) ??
      (email ? customers.byEmail(email) : null);
    return {
      customer,
      email,
      resolveMerged: (id) => customers.resolveMerged(id),
      isInSegment: (id) => customer !== null && segments.isMember(id, customer),
    };
  }

  /** The automatic discounts that count for this buyer. */
  #automatic(buyer: BuyerFacts): Candidate[] {
    const { discounts } = this.#context.world();
    return discounts
      .automatic()
      .filter((discount) => !judgeBuyer(discount, discounts.status(discount), { ofCode: 0, byBuyer: 0 }, buyer))
      .map((discount) => ({ code: discount.title, discount }));
  }

  /** The codes that this buyer may use at all, in the order in which they were entered. */
  #eligible(input: CheckoutInput, buyer: BuyerFacts, rejected: RejectedCode[]): Candidate[] {
    const { discounts } = this.#context.world();
    const { customer, email } = buyer;
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
      const uses = { ofCode: discounts.useCount(discount.id, found.code.code), byBuyer };
      const reason = judgeBuyer(discount, discounts.status(discount), uses, buyer);
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
    refused: { candidate: Candidate; problem: RejectedCode }[],
    lines: WorkLine[],
    toPresentment: ToPresentment,
    shipping: ShippingFacts,
  ): Candidate[] {
    let open = candidates.filter((candidate) => {
      const problem = cartProblem(candidate, lines, toPresentment, shipping);
      if (problem) refused.push({ candidate, problem });
      return !problem;
    });
    for (;;) {
      const conflicts: typeof refused = [];
      const kept: Candidate[] = [];
      for (const candidate of open) {
        const problem = conflictOf(candidate, kept);
        if (problem) conflicts.push({ candidate, problem });
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
        refused.push(...conflicts);
        return kept;
      }
      refused.push(first);
      open = open.filter((candidate) => candidate !== first.candidate);
    }
  }
}

function published(line: WorkLine): PricedLine {
  const { variantId, productId, quantity, properties, isGiftCard, sellingPlan, originalMinor } = line;
  const { allocations, finalMinor, taxMinor } = line;
  return {
    variantId,
    productId,
    quantity,
    properties,
    isGiftCard,
    sellingPlan,
    unitPriceMinor: line.unitPriceMinor,
    originalMinor,
    allocations,
    finalMinor,
    taxMinor,
  };
}
