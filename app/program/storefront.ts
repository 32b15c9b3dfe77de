/**
 * What the storefront's Liquid knows of the program: a projection of the document, written to an app-owned metafield. It only
 * ever grows: themes read what an older version of the app has written until the program is published again.
 */
import { minorToCents } from '../lib/money.ts';
import type { Program } from './document.ts';
import type { Goal } from './goals/goal.ts';
import { isForSale } from './rewards/availability.ts';
import { isCodeReward, type Reward } from './rewards/reward.ts';
import { storefrontCampaigns, storefrontRates, storefrontWays } from './storefront-earning.ts';
import type { Text } from './text.ts';
import type { Perk } from './tiers.ts';

/** Counts what themes can read of a program; one more whenever what is written for them grows, and every shop is told anew. */
export const PROGRAM_SHAPE = 2;

/** The JSON of the metafield `regulars.program`; its reader is the theme app extension. Cents are hundredths, Liquid's unit. */
export function storefrontProgram(program: Program, version: number) {
  const order = program.rules.find((rule) => rule.kind === 'order_amount' && rule.enabled);
  const signup = program.rules.find((rule) => rule.kind === 'signup' && rule.enabled);
  const earn = order?.kind === 'order_amount' ? order : null;
  const cents = (amountMinor: number) => minorToCents(amountMinor, program.currencyCode);
  const titleOf = (id: string | null): Text | null => program.rewards.find((reward) => reward.id === id)?.title ?? null;
  const payout = program.rewards.find((reward) => reward.kind === 'store_credit' && reward.automatic && reward.enabled);
  return {
    version,
    published: true,
    pointName: program.pointName,
    icon: program.icon,
    /** Of the merchant's own; null follows the theme. A block's own setting comes before it. */
    accentColor: program.accentColor,
    style: program.style,
    currencyCode: program.currencyCode,
    /** The smallest amount of money that there is: 1 of DKK, 100 of JPY, which has no decimals. */
    minorCents: Math.max(1, cents(1)),
    /** Of cashback, where a point is one minor unit of money. */
    centsPerPoint: program.style === 'cashback' ? minorToCents(1000, program.currencyCode) / 1000 : null,
    earn: earn && {
      pointsPerUnit: earn.pointsPerUnit,
      unitMinor: earn.unitMinor,
      rounding: 'floor',
      excludeGiftCards: earn.excludeGiftCards,
      currencyCode: program.currencyCode,
    },
    earnLiquid: earn && { pointsPerUnit: earn.pointsPerUnit, unitCents: cents(earn.unitMinor) },
    earning: storefrontRates(program),
    ways: storefrontWays(program),
    campaigns: storefrontCampaigns(program),
    signupPoints: signup?.kind === 'signup' ? signup.points : 0,
    rewards: program.rewards
      .filter(isForSale)
      .sort((a, b) => a.costPoints - b.costPoints)
      .map((reward) => describeReward(reward, cents)),
    payout:
      payout?.kind === 'store_credit'
        ? { fromPoints: payout.costPoints, fromCents: cents(payout.amountMinor), validDays: payout.validDays }
        : null,
    tiers: program.tiers && {
      measure: program.tiers.measure,
      window: program.tiers.window.kind,
      months: 'months' in program.tiers.window ? program.tiers.window.months : null,
      levels: program.tiers.levels.map(({ id, name, color, threshold, perks }) => ({
        id,
        name,
        color,
        threshold,
        thresholdCents: program.tiers?.measure === 'spend' && threshold !== null ? cents(threshold) : null,
        factorBp: perks.find((perk) => perk.kind === 'multiplier')?.factorBp ?? null,
        perks: perks.map((perk) => describePerk(perk, titleOf, cents)),
      })),
    },
    membership: program.membership && { levelId: program.membership.levelId, months: program.membership.months },
    goals: program.goals.filter(({ enabled }) => enabled).map((goal) => describeGoal(goal, titleOf, cents)),
    referral: program.referral?.enabled
      ? {
          friendGets: titleOf(program.referral.friendRewardId),
          youGetPoints: program.referral.advocatePoints,
          youGetReward: titleOf(program.referral.advocateRewardId),
          minimumCents: cents(program.referral.minimumOrderMinor),
          linkDays: program.referral.linkDays,
        }
      : null,
    /** Whether there is something to do besides buying, in the storefront itself. */
    doings: hasDoings(program),
    joinUrl: '/account/login',
  };
}

function hasDoings(program: Program): boolean {
  const here = ['visit', 'share', 'follow', 'survey', 'profile'];
  return (
    program.rules.some(
      (rule) =>
        rule.enabled && (rule.kind === 'birthday' || (rule.kind === 'activity' && here.includes(rule.activity))),
    ) || (program.tiers?.levels ?? []).some(({ perks }) => perks.some(({ kind }) => kind === 'birthday_reward'))
  );
}

type Cents = (amountMinor: number) => number;

function describeReward(reward: Reward, cents: Cents) {
  const minimum = isCodeReward(reward) ? reward.minimumSubtotalMinor : 0;
  return {
    id: reward.id,
    kind: reward.kind,
    costPoints: reward.costPoints,
    ...('amountMinor' in reward ? { amountMinor: reward.amountMinor, amountCents: cents(reward.amountMinor) } : {}),
    ...('percentageBp' in reward ? { percentageBp: reward.percentageBp } : {}),
    ...(reward.kind === 'amount_chosen' ? { maxSteps: reward.maxSteps } : {}),
    ...(reward.kind === 'donation' ? { charity: reward.charity } : {}),
    ...(reward.kind === 'badge' ? { icon: reward.icon } : {}),
    minimumSubtotalMinor: minimum,
    minimumSubtotalCents: cents(minimum),
    title: reward.title,
    validDays: isCodeReward(reward) ? reward.codeValidDays : 'validDays' in reward ? reward.validDays : null,
    whenUnused: 'whenUnused' in reward ? reward.whenUnused : null,
    /** Whether it can be used beside any other discount; null where that is no question. */
    combines: isCodeReward(reward) ? Object.values(reward.combinesWith).some(Boolean) : null,
    tierIds: reward.tierIds,
    /** Only the app knows for whom: shown when it says so. */
    forSegment: reward.segmentId !== null,
    availableFrom: reward.availableFrom,
    availableUntil: reward.availableUntil,
  };
}

function describePerk(perk: Perk, titleOf: (id: string | null) => Text | null, cents: Cents) {
  switch (perk.kind) {
    case 'multiplier':
      return { kind: perk.kind, factorBp: perk.factorBp };
    case 'free_shipping':
      return { kind: perk.kind, minimumCents: cents(perk.minimumSubtotalMinor) };
    case 'entry_points':
      return { kind: perk.kind, points: perk.points };
    case 'tag':
    case 'service':
      return { kind: perk.kind, title: perk.title };
    case 'entry_reward':
    case 'birthday_reward':
      return { kind: perk.kind, title: titleOf(perk.rewardId) };
  }
}

function describeGoal(goal: Goal, titleOf: (id: string | null) => Text | null, cents: Cents) {
  return {
    id: goal.id,
    title: goal.title,
    display: goal.display,
    measure: goal.measure.kind,
    target: goal.target,
    targetCents: goal.measure.kind === 'spend' && goal.within.kind !== 'streak' ? cents(goal.target) : null,
    within: goal.within.kind,
    period: 'period' in goal.within ? goal.within.period : null,
    days: goal.within.kind === 'days' ? goal.within.days : null,
    repeats: goal.repeats,
    points: goal.grants.points,
    reward: titleOf(goal.grants.rewardId),
    badge: goal.grants.badge,
  };
}
