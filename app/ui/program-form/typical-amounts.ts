/** Amounts that are ordinary in a currency, for what is proposed. Pure. */
import { currencySizes } from '../../program/currency-sizes.ts';

/** Minor units and points: an order, a discount, what that discount costs, and a small gift of points. */
export function typicalAmounts(currencyCode: string): {
  orderMinor: number;
  discountMinor: number;
  discountPoints: number;
  giftPoints: number;
} {
  const { unitMinor, discountMinor } = currencySizes(currencyCode);
  const discountPoints = Math.round((discountMinor * 10) / unitMinor);
  return {
    orderMinor: discountMinor * 7,
    discountMinor,
    discountPoints,
    giftPoints: Math.max(1, Math.round(discountPoints / 5)),
  };
}
