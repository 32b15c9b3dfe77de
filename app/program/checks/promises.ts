/** What members were promised by the published program and would lose by the next. Pure. */
import { ordersUntil } from './first-reward.ts';
import { compileProgram } from '../compile.ts';
import type { Program } from '../document.ts';
import type { ExpiryRule } from '../expiry.ts';
import { noBudgets } from '../member-state.ts';
import type { PendingRule } from '../pending.ts';
import { isForSale } from '../rewards/availability.ts';
import type { Finding } from './finding.ts';
import type { CheckFacts } from './unreachable.ts';

export function findBrokenPromises(before: Program, after: Program, facts: CheckFacts): Finding[] {
  return [
    ...anotherCoin(before, after),
    ...rewardsLost(before, after, facts),
    ...earnedLess(before, after, facts),
    ...timeLost(before, after),
    ...levelsLost(before, after),
    ...goalsLost(before, after),
    ...(before.referral?.enabled && !after.referral?.enabled
      ? [{ code: 'referral_gone', weight: 'warning', about: [] } satisfies Finding]
      : []),
  ];
}

/** A balance keeps its number when points become money or money becomes points, and so becomes worth something else. */
function anotherCoin(before: Program, after: Program): Finding[] {
  if ((before.style === 'cashback') === (after.style === 'cashback')) return [];
  const code = after.style === 'cashback' ? 'becomes_cashback' : 'was_cashback';
  // A balance of a thousand tells it best.
  return [{ code, weight: 'warning', about: [], count: 1000, amountMinor: 1000 }];
}

function rewardsLost(before: Program, after: Program, { orderMinor, today }: CheckFacts): Finding[] {
  const now = new Map(after.rewards.map((reward) => [reward.id, reward]));
  return before.rewards.filter(isForSale).flatMap((was): Finding[] => {
    const reward = now.get(was.id);
    const about = [{ part: 'rewards' as const, id: was.id }];
    if (!reward || !isForSale(reward)) return [{ code: 'reward_gone', weight: 'warning', about }];
    // Points that come twice as fast make a reward of the double price no dearer.
    const [then, next] = [before, after].map((program, index) =>
      ordersUntil(program, index === 0 ? was.costPoints : reward.costPoints, orderMinor, today),
    );
    const isDearer = reward.costPoints > was.costPoints && (next ?? Infinity) >= (then ?? Infinity);
    return isDearer
      ? [{ code: 'reward_dearer', weight: 'warning', about, before: was.costPoints, after: reward.costPoints }]
      : [];
  });
}

function earnedLess(before: Program, after: Program, { orderMinor, today }: CheckFacts): Finding[] {
  if (before.currencyCode !== after.currencyCode) return [];
  const [was, is] = [before, after].map((program) =>
    compileProgram(program)
      .evaluate(
        {
          kind: 'order',
          orderId: '1',
          currencyCode: program.currencyCode,
          at: { date: today, minute: 720 },
          lines: [{ lineId: '1', productId: null, quantity: 1, amountMinor: orderMinor, giftCard: false, tip: false }],
        },
        { status: 'active', joinedOn: today },
        noBudgets,
      )
      .awards.reduce((sum, award) => sum + award.points, 0),
  );
  return was !== undefined && is !== undefined && is < was
    ? [{ code: 'earns_less', weight: 'warning', about: [], before: was, after: is, amountMinor: orderMinor }]
    : [];
}

function timeLost(before: Program, after: Program): Finding[] {
  const findings: Finding[] = [];
  if (holdsMonths(after.expiry) < holdsMonths(before.expiry))
    findings.push({ code: 'expires_sooner', weight: 'warning', about: [] });
  if (waitDays(after.pending) > waitDays(before.pending))
    findings.push({ code: 'waits_longer', weight: 'note', about: [] });
  return findings;
}

/** How long points hold at least, roughly: enough to tell longer from shorter. */
function holdsMonths(expiry: ExpiryRule): number {
  switch (expiry.kind) {
    case 'never':
      return Infinity;
    case 'inactivity':
    case 'rolling':
      return expiry.months;
    case 'fixed':
      return expiry.minimumMonths;
  }
}

function waitDays(pending: PendingRule): number {
  return pending.kind === 'none' ? 0 : pending.days;
}

function levelsLost(before: Program, after: Program): Finding[] {
  const now = new Map((after.tiers?.levels ?? []).map((level) => [level.id, level]));
  const isSameMeasure = before.tiers?.measure === after.tiers?.measure;
  return (before.tiers?.levels ?? []).flatMap((was): Finding[] => {
    const level = now.get(was.id);
    const about = [{ part: 'levels' as const, id: was.id }];
    if (!level) return [{ code: 'level_gone', weight: 'warning', about }];
    const findings: Finding[] = [];
    const [old, next] = [was.threshold ?? Infinity, level.threshold ?? Infinity];
    if (isSameMeasure && next > old) findings.push({ code: 'level_harder', weight: 'warning', about });
    if (level.perks.length < was.perks.length)
      findings.push({
        code: 'perks_fewer',
        weight: 'warning',
        about,
        before: was.perks.length,
        after: level.perks.length,
      });
    return findings;
  });
}

function goalsLost(before: Program, after: Program): Finding[] {
  const now = new Map(after.goals.filter(({ enabled }) => enabled).map((goal) => [goal.id, goal]));
  return before.goals
    .filter(({ enabled }) => enabled)
    .flatMap((was): Finding[] => {
      const goal = now.get(was.id);
      const about = [{ part: 'goals' as const, id: was.id }];
      if (!goal) return [{ code: 'goal_gone', weight: 'warning', about }];
      return goal.measure.kind === was.measure.kind && goal.target > was.target
        ? [{ code: 'goal_harder', weight: 'warning', about, before: was.target, after: goal.target }]
        : [];
    });
}
