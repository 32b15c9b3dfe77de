/** What can never happen: conditions that contradict, dates that are over, levels, goals and rewards out of reach. Pure. */
import { addMonths } from '../../lib/calendar.ts';
import type { Condition } from '../conditions/condition.ts';
import type { Program } from '../document.ts';
import { isForSale } from '../rewards/availability.ts';
import type { Reward } from '../rewards/reward.ts';
import type { Finding } from './finding.ts';
import { ordersUntil } from './first-reward.ts';
import { contradicts, spreadOut } from './meeting.ts';
import type { PartRef } from './parts.ts';

export interface CheckFacts {
  /** By the shop's calendar. */
  today: string;
  /** An ordinary order. Minor units. */
  orderMinor: number;
}

export function findUnreachable(program: Program, facts: CheckFacts): Finding[] {
  return [
    ...conditionFindings(program, facts),
    ...levelFindings(program),
    ...goalFindings(program),
    ...wholeFindings(program),
    ...program.rewards.filter(({ enabled }) => enabled).flatMap((reward) => rewardFindings(program, reward, facts)),
    ...unusedSegments(program),
    ...followsToNowhere(program),
  ];
}

function conditionFindings(program: Program, { today }: CheckFacts): Finding[] {
  return (['rules', 'campaigns', 'goals'] as const).flatMap((part) =>
    program[part]
      .filter(({ enabled }) => enabled)
      .flatMap(({ id, when }): Finding[] => {
        const about: PartRef[] = [{ part, id }];
        const conditions = spreadOut(when, program.segments);
        if (contradicts(conditions)) return [{ code: 'conditions_contradict', weight: 'problem', about }];
        const end = lastDate(conditions);
        return end !== null && end < today ? [{ code: 'is_over', weight: 'warning', about, date: end }] : [];
      }),
  );
}

function lastDate(conditions: readonly Condition[]): string | null {
  const ends = conditions.flatMap((condition) =>
    condition.kind === 'dates' && condition.to !== null ? [condition.to] : [],
  );
  return ends.sort()[0] ?? null;
}

/** Levels that no amount of shopping leads to, and no membership either. */
export function unreachableLevels(program: Program): string[] {
  const levels = program.tiers?.levels ?? [];
  const earnsPoints = program.rules.some(({ enabled }) => enabled);
  return levels
    .filter(({ id, threshold }) => {
      if (program.membership?.levelId === id) return false;
      if (threshold === null) return true;
      return threshold > 0 && program.tiers?.measure === 'points' && !earnsPoints;
    })
    .map(({ id }) => id);
}

function levelFindings(program: Program): Finding[] {
  return unreachableLevels(program).map((id) => ({
    code: 'level_unreachable',
    weight: 'problem',
    about: [{ part: 'levels', id }],
  }));
}

function goalFindings(program: Program): Finding[] {
  const off = new Set(program.rewards.filter(({ enabled }) => !enabled).map(({ id }) => id));
  const giving: { about: PartRef; rewardId: string | null }[] = [
    ...program.goals
      .filter(({ enabled }) => enabled)
      .map(({ id, grants }) => ({ about: { part: 'goals' as const, id }, rewardId: grants.rewardId })),
    ...(program.tiers?.levels ?? []).flatMap(({ id, perks }) =>
      perks.flatMap((perk) =>
        'rewardId' in perk ? [{ about: { part: 'levels' as const, id }, rewardId: perk.rewardId }] : [],
      ),
    ),
  ];
  return giving.flatMap(({ about, rewardId }): Finding[] =>
    rewardId !== null && off.has(rewardId)
      ? [{ code: 'grants_switched_off', weight: 'problem', about: [about, { part: 'rewards', id: rewardId }] }]
      : [],
  );
}

function wholeFindings(program: Program): Finding[] {
  const findings: Finding[] = [];
  const hasRules = program.rules.some(({ enabled }) => enabled);
  const hasGoals = program.goals.some(({ enabled }) => enabled);
  if (!hasRules && !hasGoals && !program.tiers) findings.push({ code: 'nothing_earns', weight: 'problem', about: [] });
  const paysOut = program.rewards.some(
    (reward) => reward.enabled && reward.kind === 'store_credit' && reward.automatic,
  );
  if (program.style === 'cashback' && !paysOut)
    findings.push({ code: 'cashback_unpaid', weight: 'problem', about: [] });
  else if (hasRules && !paysOut && !program.rewards.some(isForSale) && program.tiers?.measure !== 'points')
    findings.push({ code: 'nothing_to_buy', weight: 'warning', about: [] });
  return findings;
}

function rewardFindings(program: Program, reward: Reward, { today, orderMinor }: CheckFacts): Finding[] {
  const about: PartRef[] = [{ part: 'rewards', id: reward.id }];
  if (reward.stock === 0) return [{ code: 'sold_out', weight: 'problem', about }];
  if (reward.availableUntil !== null && reward.availableUntil < today)
    return [{ code: 'is_over', weight: 'warning', about, date: reward.availableUntil }];
  const lost = new Set(unreachableLevels(program));
  if (reward.tierIds.length > 0 && reward.tierIds.every((id) => lost.has(id)))
    return [{ code: 'for_nobody', weight: 'problem', about }];
  if (reward.costPoints === 0)
    return isGiven(program, reward.id) ? [] : [{ code: 'never_given', weight: 'warning', about }];
  if (!isForSale(reward)) return [];
  const orders = ordersUntil(program, reward.costPoints, orderMinor, today);
  if (orders === null) {
    // Points for what is no order, or for certain goods, lead there as well; how fast nobody can say.
    const earnsOtherwise = program.rules.some(
      ({ enabled, kind, when }) =>
        enabled && (!kind.startsWith('order_') || when.some((condition) => condition.kind === 'products')),
    );
    return [{ code: 'out_of_reach', weight: earnsOtherwise ? 'warning' : 'problem', about, amountMinor: orderMinor }];
  }
  const { expiry } = program;
  // One order a month: the first points are gone before the last ones come.
  if (expiry.kind === 'rolling' && addMonths(today, orders - 1) > addMonths(today, expiry.months))
    return [{ code: 'expires_first', weight: 'warning', about, count: orders }];
  return [];
}

/** Whether something of the program gives the reward at no cost. */
export function isGiven(program: Program, rewardId: string): boolean {
  const { referral } = program;
  return (
    program.goals.some(({ enabled, grants }) => enabled && grants.rewardId === rewardId) ||
    (program.tiers?.levels ?? []).some(({ perks }) =>
      perks.some((perk) => 'rewardId' in perk && perk.rewardId === rewardId),
    ) ||
    (referral !== null &&
      referral.enabled &&
      (referral.friendRewardId === rewardId || referral.advocateRewardId === rewardId))
  );
}

/** Following needs a profile: without its address members are sent to the store itself, where there is nobody to follow. */
function followsToNowhere(program: Program): Finding[] {
  return program.rules.flatMap((rule): Finding[] =>
    rule.kind === 'activity' && rule.enabled && rule.activity === 'follow' && rule.url === null
      ? [{ code: 'follow_without_address', weight: 'warning', about: [{ part: 'rules', id: rule.id }] }]
      : [],
  );
}

function unusedSegments(program: Program): Finding[] {
  const used = new Set([
    ...[...program.rules, ...program.campaigns, ...program.goals].flatMap(({ when }) =>
      when.flatMap((condition) => (condition.kind === 'segment' ? [condition.segmentId] : [])),
    ),
    ...program.rewards.map(({ segmentId }) => segmentId),
  ]);
  return program.segments
    .filter(({ id }) => !used.has(id))
    .map(({ id }) => ({ code: 'segment_unused', weight: 'note', about: [{ part: 'segments', id }] }));
}
