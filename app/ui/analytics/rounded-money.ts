/** Money for a heading. Pure. */
import { currencyDecimals } from '../../lib/money.ts';

const LARGE_UNITS = 1000;

/** Whole units from a thousand of them on. @param amountMinor minor units, also of the answer. */
export function roundedWhenLarge(amountMinor: number, currencyCode: string): number {
  const unitMinor = 10 ** currencyDecimals(currencyCode);
  return Math.abs(amountMinor) < LARGE_UNITS * unitMinor
    ? amountMinor
    : Math.round(amountMinor / unitMinor) * unitMinor;
}
