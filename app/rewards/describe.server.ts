/** The shelf: every reward that a member, or a visitor, can see, whether it can be had, and what is in the way. */
import { pool } from '../db.server.ts';
import { localMoment } from '../lib/calendar.ts';
import type { Locale } from '../lib/locales.ts';
import type { Member } from '../members/membership.server.ts';
import { noTallies, type MemberFacts } from '../program/member-state.ts';
import { isAutomatic, isFor, whyNot, type RewardRefusal, type Takings } from '../program/rewards/availability.ts';
import { isCodeReward, type Reward } from '../program/rewards/reward.ts';
import { textIn } from '../program/text.ts';
import type { LiveProgram } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { asksForFacts, factsForRewards, readTakings, takingKey } from './takings.server.ts';

export interface DescribedReward {
  id: string;
  kind: Reward['kind'];
  title: string;
  costPoints: number;
  /** Can be taken now by this member. */
  available: boolean;
  /** What is in the way, the first that is; null when nothing is, and for visitors when only points are. */
  whyNot: RewardRefusal | 'member_not_active' | null;
  missingPoints: number;
  /** Pays itself out: costPoints is the least that is paid. */
  automatic: boolean;
  /** Money that it is worth: minor units of currencyCode; of an amount that is chosen, of one step. */
  amountMinor: number | null;
  currencyCode: string;
  percentageBp: number | null;
  /** Of an amount that is chosen: the most steps that there are, and that the balance covers. */
  steps: { most: number; affordable: number } | null;
  minimumSubtotalMinor: number;
  /** How many are left for all; null for as many as are wanted. */
  left: number | null;
  availableFrom: string | null;
  availableUntil: string | null;
  /** The levels that it is for; empty for all. */
  tierIds: readonly string[];
  validDays: number | null;
  whenUnused: 'returned' | 'forfeited' | null;
  combinesWith: { order: boolean; product: boolean; shipping: boolean } | null;
}

/**
 * Cheapest first. What is over, and what is only for a group that the member is not of, is left out; what is for another
 * level is shown, so that one sees what there is to reach.
 * @param member null for a visitor.
 */
export async function describeRewards(
  shop: ShopFacts,
  member: (Member & { availablePoints: number }) | null,
  live: LiveProgram,
  locale: Locale,
  now: Date,
): Promise<DescribedReward[]> {
  const { program } = live;
  const at = localMoment(now, shop.timeZone);
  const shelf = program.rewards.filter((reward) => reward.enabled && reward.costPoints > 0);
  const facts = await factsOf(shop, member, live, shelf, now);
  const nobody = '00000000-0000-0000-0000-000000000000';
  const asked = shelf.map((reward) => ({ shop, memberId: member?.id ?? nobody, reward, date: at.date }));
  const takings = await readTakings(pool(), asked);
  return shelf
    .filter((reward) => reward.availableUntil === null || at.date <= reward.availableUntil)
    .filter(
      (reward) =>
        reward.segmentId === null || (member !== null && isFor(program, { ...reward, tierIds: [] }, facts, at)),
    )
    .sort((a, b) => a.costPoints - b.costPoints)
    .map((reward) => {
      const taken = takings.get(takingKey({ shop, memberId: member?.id ?? nobody, reward })) ?? {};
      const points = member?.availablePoints ?? 0;
      const refusal = isAutomatic(reward) ? null : whyNot(program, reward, facts, points, taken, at);
      return {
        ...describeTerms(reward, shop.currencyCode, locale, points, taken),
        available: refusal === null && member?.status === 'active' && !isAutomatic(reward),
        whyNot:
          member && member.status !== 'active'
            ? 'member_not_active'
            : member === null && refusal === 'insufficient_points'
              ? null
              : refusal,
      };
    });
}

async function factsOf(
  shop: ShopFacts,
  member: Member | null,
  live: LiveProgram,
  shelf: readonly Reward[],
  now: Date,
): Promise<MemberFacts> {
  const plain: MemberFacts = { status: member?.status ?? 'active', tallies: noTallies };
  if (!member || !shelf.some(asksForFacts)) return plain;
  const facts = await factsForRewards(pool(), [member], new Map([[shop.id, live]]), new Map([[shop.id, shop]]), now);
  return facts.get(`${shop.id} ${member.id}`) ?? plain;
}

function describeTerms(
  reward: Reward,
  currencyCode: string,
  locale: Locale,
  points: number,
  taken: Takings,
): Omit<DescribedReward, 'available' | 'whyNot'> {
  const days = isCodeReward(reward) ? reward.codeValidDays : 'validDays' in reward ? reward.validDays : null;
  return {
    id: reward.id,
    kind: reward.kind,
    title: textIn(reward.title, locale),
    costPoints: reward.costPoints,
    missingPoints: Math.max(0, reward.costPoints - points),
    automatic: isAutomatic(reward),
    amountMinor: 'amountMinor' in reward ? reward.amountMinor : null,
    currencyCode,
    percentageBp: 'percentageBp' in reward ? reward.percentageBp : null,
    steps:
      reward.kind === 'amount_chosen'
        ? {
            most: reward.maxSteps,
            affordable: Math.max(0, Math.min(reward.maxSteps, Math.floor(points / reward.costPoints))),
          }
        : null,
    minimumSubtotalMinor: isCodeReward(reward) ? reward.minimumSubtotalMinor : 0,
    left: reward.stock === null ? null : Math.max(0, reward.stock - (taken.taken ?? 0)),
    availableFrom: reward.availableFrom,
    availableUntil: reward.availableUntil,
    tierIds: reward.tierIds,
    validDays: days,
    whenUnused: 'whenUnused' in reward ? reward.whenUnused : null,
    combinesWith: isCodeReward(reward) ? reward.combinesWith : null,
  };
}
