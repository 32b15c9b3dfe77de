/** Amounts that are ordinary in a currency, for what is proposed. Pure. */
import { defaultProgram } from '../../program/default-program.ts';

/** Minor units and points: an order, a discount, what that discount costs, and a small gift of points. */
export function typicalAmounts(currencyCode: string): {
  orderMinor: number;
  discountMinor: number;
  discountPoints: number;
  giftPoints: number;
} {
  const { rewards } = defaultProgram(currencyCode);
  const reward = rewards.find((candidate) => candidate.kind === 'amount_off');
  const discountMinor = reward?.kind === 'amount_off' ? reward.amountMinor : 500;
  const discountPoints = reward?.costPoints ?? 50;
  return {
    orderMinor: discountMinor * 7,
    discountMinor,
    discountPoints,
    giftPoints: Math.max(1, Math.round(discountPoints / 5)),
  };
}
