/** What a check before publishing says. Pure; the screens have the words for each code, and the names of the parts. */
import type { PartRef } from './parts.ts';

export const findingCodes = [
  'overlap_sum',
  'overlap_best',
  'overlap_first',
  'boosts_highest',
  'boosts_add',
  'boosts_multiply',
  'conditions_contradict',
  'is_over',
  'level_unreachable',
  'grants_switched_off',
  'sold_out',
  'never_given',
  'out_of_reach',
  'for_nobody',
  'expires_first',
  'nothing_earns',
  'nothing_to_buy',
  'cashback_unpaid',
  'segment_unused',
  'follow_without_address',
  'first_reward',
  'first_reward_far',
  'combines_with_nothing',
  'codes_change',
  'reward_dearer',
  'reward_gone',
  'earns_less',
  'expires_sooner',
  'waits_longer',
  'level_harder',
  'level_gone',
  'perks_fewer',
  'goal_harder',
  'goal_gone',
  'referral_gone',
  'becomes_cashback',
  'was_cashback',
] as const;
export type FindingCode = (typeof findingCodes)[number];

export interface Finding {
  code: FindingCode;
  /** problem: something does not work. warning: somebody may be surprised. note: good to know. */
  weight: 'problem' | 'warning' | 'note';
  /** What it is about: the first and, where there is one, the second. */
  about: readonly PartRef[];
  /** Numbers of the sentence. */
  count?: number;
  before?: number;
  after?: number;
  amountMinor?: number;
  /** YYYY-MM-DD. */
  date?: string;
}
