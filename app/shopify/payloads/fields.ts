/** The small fields that Shopify's payloads are made of, read leniently: what the program does not need cannot break it. */
import { z } from 'zod';
import { parseDecimalToMinor } from '../../lib/money.ts';
import type { PaidMoney } from '../../orders/facts.ts';

/** A Shopify id as its digits; `parseExactJson` keeps large ones as text. */
export const idField = z
  .union([z.number().int().nonnegative(), z.string().regex(/^\d{1,30}$/)])
  .transform((value) => String(value));

/** The digits of a gid such as gid://shopify/Customer/123. */
export const gidField = z
  .string()
  .regex(/^gid:\/\/shopify\/[A-Za-z]+\/\d{1,30}(\?.*)?$/)
  .transform((gid) => /\/(\d+)(\?.*)?$/.exec(gid)?.[1] ?? '');

/** Instants with a year of four digits: these compare as text, and PostgreSQL holds them. */
const FIRST_INSTANT_MS = Date.UTC(1900, 0, 1);
const LAST_INSTANT_MS = Date.UTC(9999, 11, 31);

/** An ISO instant, normalized to UTC so that instants compare as text. */
export const instantField = z.string().transform((text, context) => {
  const ms = Date.parse(text);
  if (!(ms >= FIRST_INSTANT_MS && ms <= LAST_INSTANT_MS)) {
    context.addIssue({ code: 'custom', message: `"${text.slice(0, 40)}" is not a date and time` });
    return z.NEVER;
  }
  return new Date(ms).toISOString();
});

export const currencyField = z.string().regex(/^[A-Z]{3}$/);

/** The largest amount that is taken, in minor units: far above any order, far below where sums stop being exact. */
const LARGEST_MINOR = 10 ** 14;

/** @throws Error when the amount is so large that sums with it would not be exact. */
export function wholeMinor(amountMinor: number): number {
  if (!(Math.abs(amountMinor) <= LARGEST_MINOR)) throw new Error('an amount of money is too large to be exact');
  return amountMinor;
}

export const moneyField = z.object({ amount: z.union([z.string(), z.number()]), currency_code: currencyField });

/** Amounts as Shopify gives them: in the shop's and in the buyer's currency. */
export const moneySetField = z.object({ shop_money: moneyField });
/** Where also the buyer's side counts; what cannot be read of it says nothing. */
export const bothMoneyField = moneySetField.extend({ presentment_money: moneyField.nullish().catch(null) });

/** The shop's side of a money set in minor units. @throws Error when the amount cannot be exact. */
export function shopMinor(set: z.infer<typeof moneySetField>): number {
  const minor = parseDecimalToMinor(String(set.shop_money.amount), set.shop_money.currency_code);
  if (minor === null)
    throw new Error(`"${set.shop_money.amount}" ${set.shop_money.currency_code} is not an amount of money`);
  return wholeMinor(minor);
}

/**
 * Both sides of what was paid, where the buyer's is of another currency.
 * @param presentment as a decimal, in the buyer's currency. @returns null when it is the shop's, or cannot be exact.
 */
export function paidMoneyOf(
  shop: { amountMinor: number; currencyCode: string },
  presentment: { amount: string; currencyCode: string } | null,
): PaidMoney | null {
  if (!presentment || presentment.currencyCode === shop.currencyCode) return null;
  const amountMinor = parseDecimalToMinor(presentment.amount, presentment.currencyCode);
  if (amountMinor === null || Math.abs(amountMinor) > LARGEST_MINOR) return null;
  return { currencyCode: presentment.currencyCode, amountMinor, shopMinor: shop.amountMinor };
}
