/**
 * In which money store credit is given. Shopify keeps one account for each currency of a customer, and a checkout takes only
 * the account of its own: credit in the shop's currency is worth nothing to who pays in another. So it is given in the money
 * of the order that the member paid last, at the rate at which that order was sold. Pure.
 */
import type { PaidMoney } from '../orders/facts.ts';

export interface Money {
  amountMinor: number;
  currencyCode: string;
}

/** What is known of an order that the member paid: the shop's currency then, and the buyer's where that was another. */
export interface Sale {
  shopCurrencyCode: string;
  paid: PaidMoney | null;
}

/** Below this an order is no measure: a cent up or down is more than half a percent of it. */
const LEAST_MINOR = 100;

/** @param sales newest first. @returns the rate by which credit is told; null for the shop's own currency. */
export function creditRate(shopCurrencyCode: string, sales: readonly Sale[]): PaidMoney | null {
  const told = sales.find(
    (sale) =>
      sale.shopCurrencyCode === shopCurrencyCode &&
      (sale.paid === null || Math.min(sale.paid.amountMinor, sale.paid.shopMinor) >= LEAST_MINOR),
  );
  return told?.paid ?? null;
}

/** So much of the shop's money by that rate, to the nearest minor unit; null where that is nothing. */
export function creditAt(rate: PaidMoney, shopMinor: number): Money | null {
  // Both factors can be large: the product is not always a safe number.
  const [amount, over] = [BigInt(shopMinor) * BigInt(rate.amountMinor), BigInt(rate.shopMinor)];
  const amountMinor = Number((2n * amount + over) / (2n * over));
  return amountMinor > 0 ? { amountMinor, currencyCode: rate.currencyCode } : null;
}
