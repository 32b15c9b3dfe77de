/** Whether a member can have a reward, and why not. Pure; the same answer for the shelf, the preview and the redemption itself. */
import { holdsForMember } from '../conditions/condition.ts';
import type { Program } from '../document.ts';
import type { LocalMoment } from '../events.ts';
import type { MemberFacts } from '../member-state.ts';
import { priceOf } from './price.ts';
import type { Reward } from './reward.ts';

/** In the order in which they are told: the first that holds. */
export type RewardRefusal =
  | 'reward_unavailable'
  | 'reward_not_yet'
  | 'reward_over'
  | 'reward_for_others'
  | 'reward_sold_out'
  | 'reward_limit_reached'
  | 'amount_invalid'
  | 'insufficient_points';

/** What is known of the takings of a reward; numbers that the reward does not ask for may be left out. */
export interface Takings {
  /** By all members, less what was returned. */
  taken?: number;
  /** By this member in the period of the limit that `at` lies in, less what was returned. */
  takenByMember?: number;
}

/** Whether the reward is on the shelf at all: points buy it, and nothing else gives or pays it out. */
export function isForSale(reward: Reward): boolean {
  return reward.enabled && reward.costPoints > 0 && !isAutomatic(reward);
}

/** Credit that is paid out by itself. */
export function isAutomatic(reward: Reward): boolean {
  return reward.kind === 'store_credit' && reward.automatic;
}

export function whyNot(
  program: Program,
  reward: Reward,
  member: MemberFacts,
  availablePoints: number,
  takings: Takings,
  at: LocalMoment,
  steps = 1,
): RewardRefusal | null {
  const price = priceOf(reward, steps);
  if (!isForSale(reward)) return 'reward_unavailable';
  if (reward.availableFrom !== null && at.date < reward.availableFrom) return 'reward_not_yet';
  if (reward.availableUntil !== null && at.date > reward.availableUntil) return 'reward_over';
  if (!isFor(program, reward, member, at)) return 'reward_for_others';
  if (reward.stock !== null && (takings.taken ?? 0) >= reward.stock) return 'reward_sold_out';
  if (reward.limitPerMember !== null && (takings.takenByMember ?? 0) >= reward.limitPerMember.times)
    return 'reward_limit_reached';
  if (!price) return 'amount_invalid';
  return availablePoints < price.costPoints ? 'insufficient_points' : null;
}

/** Whether the reward is meant for this member: of its levels, and of its segment. */
export function isFor(program: Program, reward: Reward, member: MemberFacts, at: LocalMoment): boolean {
  if (reward.tierIds.length > 0 && !(member.tierId && reward.tierIds.includes(member.tierId))) return false;
  if (reward.segmentId === null) return true;
  const segment = program.segments.find(({ id }) => id === reward.segmentId);
  return segment?.when.every((condition) => holdsForMember(condition, member, at)) ?? false;
}
