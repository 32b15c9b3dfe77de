/** What a reward costs and is worth, in the portion that a member wishes. Pure. */
import type { Reward } from './reward.ts';

export interface RewardPrice {
  costPoints: number;
  /** Money that the member gets: minor units of the program's currency; null where it is said in other words. */
  amountMinor: number | null;
}

/**
 * @param steps how many portions of a reward whose amount the shopper chooses; 1 for every other.
 * @returns null when there is no such portion.
 */
export function priceOf(reward: Reward, steps = 1): RewardPrice | null {
  const most = reward.kind === 'amount_chosen' ? reward.maxSteps : 1;
  if (!Number.isInteger(steps) || steps < 1 || steps > most) return null;
  return {
    costPoints: reward.costPoints * steps,
    amountMinor: 'amountMinor' in reward ? reward.amountMinor * steps : null,
  };
}

/**
 * What a balance is worth as cashback: as many whole minor units as it covers, and the points that these take.
 * @returns null when it is below the least that is paid out.
 */
export function payout(
  reward: { costPoints: number; amountMinor: number },
  availablePoints: number,
): RewardPrice | null {
  if (reward.costPoints < 1 || availablePoints < reward.costPoints) return null;
  // Both factors can be large: the product is not always a safe number.
  const [cost, amount] = [BigInt(reward.costPoints), BigInt(reward.amountMinor)];
  const amountMinor = (BigInt(availablePoints) * amount) / cost;
  const costPoints = (amountMinor * cost + amount - 1n) / amount;
  return { costPoints: Number(costPoints), amountMinor: Number(amountMinor) };
}
