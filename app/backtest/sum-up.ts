/** Makes the outcome of a simulation: sums by member are put into tenths, the middle and levels. Pure. */
import type { MemberMemory } from './member-memory.ts';
import { leftOut } from './left-out.ts';
import type { BacktestOutcome } from './report.ts';
import type { Simulation } from './simulate.ts';

export function sumUp(simulation: Simulation, lastDay: number): BacktestOutcome {
  const { program, books, shelf, levels, goals, byRule } = simulation;
  const members = [...simulation.members.values()];
  const total = (field: 'issuedPoints' | 'redeemedPoints' | 'expiredPoints' | 'rewardCostMinor') =>
    books.months.reduce((sum, month) => sum + month[field], 0);
  const outstandingPoints = books.months.at(-1)?.outstandingPoints ?? 0;
  const pointCost = costOfPoint(simulation);
  return {
    members: members.length,
    memberRevenueMinor: simulation.memberRevenueMinor,
    issuedPoints: total('issuedPoints'),
    redeemedPoints: total('redeemedPoints'),
    expiredPoints: total('expiredPoints'),
    outstandingPoints,
    rewardCostMinor: total('rewardCostMinor'),
    liabilityMinor: pointCost === null ? null : Math.round(outstandingPoints * pointCost),
    byRule: [...byRule].map(([ruleId, sums]) => ({ ruleId, ...sums })).sort((a, b) => b.points - a.points),
    byTier: levels ? byTier(simulation, members, lastDay) : [],
    byReward: program.rewards.flatMap(({ id }) => {
      const sums = shelf.sums.get(id);
      return sums ? [{ rewardId: id, ...sums }] : [];
    }),
    byGoal: [...(goals?.reached ?? [])].map(([goalId, times]) => ({ goalId, times })),
    months: books.months,
    deciles: deciles(members),
    firstReward: firstReward(members),
    leftOut: leftOut(program, shelf.unitPrices, simulation.knowsProducts),
  };
}

/** What a point cost where points were taken; what it buys at best where none were. Minor units; null when nothing tells. */
function costOfPoint({ program, shelf }: Simulation): number | null {
  let points = 0;
  let costMinor = 0;
  for (const { rewardId, ...sums } of [...shelf.sums].map(([rewardId, sums]) => ({ rewardId, ...sums }))) {
    const reward = program.rewards.find(({ id }) => id === rewardId);
    if (!reward || sums.given > 0) continue;
    points += sums.points;
    costMinor += sums.costMinor;
  }
  if (points > 0) return costMinor / points;
  const rates = program.rewards.flatMap((reward) =>
    reward.enabled && reward.costPoints > 0 && 'amountMinor' in reward ? [reward.amountMinor / reward.costPoints] : [],
  );
  return rates.length > 0 ? Math.max(...rates) : null;
}

function byTier(
  { program, levels }: Simulation,
  members: readonly MemberMemory[],
  lastDay: number,
): BacktestOutcome['byTier'] {
  const counts = new Map<string | null, number>([[null, 0]]);
  for (const level of program.tiers?.levels ?? []) counts.set(level.id, 0);
  for (const member of members) {
    levels?.refresh(member, lastDay);
    const id = levels?.idOf(member) ?? null;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].map(([tierId, count]) => ({ tierId, members: count }));
}

function deciles(members: readonly MemberMemory[]): BacktestOutcome['deciles'] {
  const ranked = [...members].sort((a, b) => b.spendMinor - a.spendMinor);
  const parts = Math.min(10, ranked.length);
  return Array.from({ length: parts }, (_, part) => {
    const tenth = ranked.slice(
      Math.floor((part * ranked.length) / parts),
      Math.floor(((part + 1) * ranked.length) / parts),
    );
    const sum = (field: 'spendMinor' | 'earnedPoints' | 'costMinor') =>
      tenth.reduce((total, member) => total + member[field], 0);
    return {
      members: tenth.length,
      revenueMinor: sum('spendMinor'),
      points: sum('earnedPoints'),
      rewardCostMinor: sum('costMinor'),
    };
  });
}

function firstReward(members: readonly MemberMemory[]): BacktestOutcome['firstReward'] {
  const orders = members
    .map(({ firstRewardAfter }) => firstRewardAfter)
    .filter((after) => after > 0)
    .sort((a, b) => a - b);
  return { members: orders.length, medianOrders: orders[Math.floor((orders.length - 1) / 2)] ?? null };
}
