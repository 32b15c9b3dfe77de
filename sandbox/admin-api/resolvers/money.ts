/** Money as GraphQL answers it: decimals as BigDecimal prints them ("50.0", "49.95"), never floats. */
import { formatMinor, parseMinor } from '#sandbox/world/money.ts';
import type { MoneySet } from '#sandbox/world/types.ts';
import type { Answer, Args } from '../context.ts';
import { recordOf, textOf } from '../context.ts';

export function decimal(amountMinor: number, currencyCode: string): string {
  const [whole = '0', fraction = ''] = formatMinor(amountMinor, currencyCode).split('.');
  return `${whole}.${fraction.replace(/0+$/, '') || '0'}`;
}

export function moneyV2(amountMinor: number, currencyCode: string): Answer {
  return { __typename: 'MoneyV2', amount: decimal(amountMinor, currencyCode), currencyCode };
}

export function moneyBag(amount: MoneySet, shopCurrency: string, presentmentCurrency: string): Answer {
  return {
    __typename: 'MoneyBag',
    shopMoney: moneyV2(amount.shopMinor, shopCurrency),
    presentmentMoney: moneyV2(amount.presentmentMinor, presentmentCurrency),
  };
}

/** A `Decimal` or `Money` argument as minor units; null when it has more decimals than the currency. */
export function minorOf(args: Args, name: string, currencyCode: string): number | null | undefined {
  const value = textOf(args, name);
  return value === undefined ? undefined : parseMinor(value, currencyCode);
}

/** A `MoneyInput`. */
export function moneyInput(args: Args, name: string): { amountMinor: number | null; currencyCode: string } | undefined {
  const input = recordOf(args, name);
  if (!input) return undefined;
  const currencyCode = textOf(input, 'currencyCode') ?? '';
  return { amountMinor: minorOf(input, 'amount', currencyCode) ?? null, currencyCode };
}
