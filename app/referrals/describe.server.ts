/** What a member reads of their recommendations: the code, what both get, and how each friend's stands. Nobody is named. */
import { pool } from '../db.server.ts';
import type { Locale } from '../lib/locales.ts';
import type { Member } from '../members/membership.server.ts';
import { textIn } from '../program/text.ts';
import type { LiveProgram } from '../publishing/live-programs.server.ts';
import { noEvidence, type Evidence } from './evidence.ts';
import { codeOf, referralsOf, type ReferralState } from './referral-store.server.ts';

export interface ReferralDescription {
  code: string;
  /** What the friend and the member get, in the language asked for; null where nothing is promised. */
  friendGets: string | null;
  youGetPoints: number | null;
  youGetReward: string | null;
  holdDays: number;
  minimumOrderMinor: number;
  friends: { state: ReferralState; at: string; dueAt: string | null; points: number }[];
  rewardedFriends: number;
}

/** Null while the program has no referrals, and for members who cannot recommend. Makes the code when there is none. */
export async function describeReferral(
  member: Member,
  live: LiveProgram | null,
  locale: Locale,
  now: Date,
  evidence: Evidence = noEvidence,
): Promise<ReferralDescription | null> {
  const terms = live?.program.referral;
  if (!live || !terms?.enabled || member.status !== 'active') return null;
  const code = await codeOf(pool(), member.shopId, member.id, evidence, now);
  const friends = await referralsOf(pool(), member.shopId, member.id);
  const titleOf = (id: string | null) => {
    const reward = live.program.rewards.find((candidate) => candidate.id === id);
    return reward ? textIn(reward.title, locale) : null;
  };
  return {
    code,
    friendGets: titleOf(terms.friendRewardId),
    youGetPoints: terms.advocatePoints,
    youGetReward: titleOf(terms.advocateRewardId),
    holdDays: terms.holdDays,
    minimumOrderMinor: terms.minimumOrderMinor,
    friends: friends.slice(0, 20).map((referral) => ({
      state: referral.state,
      at: referral.claimedAt.toISOString(),
      dueAt: referral.state === 'held' ? (referral.dueAt?.toISOString() ?? null) : null,
      points: referral.points - referral.reversedPoints,
    })),
    rewardedFriends: friends.filter(({ state }) => state === 'rewarded').length,
  };
}
