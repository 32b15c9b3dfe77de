/** The order that examples are told with. Pure. */
import { typicalAmounts } from './typical-amounts.ts';

/** What the shop's orders bring on average, or an ordinary amount for the currency while there are none. Minor units. */
export function exampleOrderMinor(averageOrderMinor: number | null, currencyCode: string): number {
  if (averageOrderMinor !== null && averageOrderMinor > 0) return roundToTwoDigits(averageOrderMinor);
  return typicalAmounts(currencyCode).orderMinor;
}

/** An example is easier to follow with a round amount: 98208 becomes 98000. */
function roundToTwoDigits(amountMinor: number): number {
  const step = 10 ** Math.max(0, String(amountMinor).length - 2);
  return Math.max(step, Math.round(amountMinor / step) * step);
}
