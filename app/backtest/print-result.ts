/** A backtest for the terminal: one line a figure, a column for each program. Pure. */
import { formatMoney } from '../lib/money.ts';
import type { BacktestOutcome, BacktestResult } from './report.ts';

const WIDTH = 24;

export function printResult(
  { currencyCode, history, assumptions, outcomes }: BacktestResult,
  names: readonly string[],
): string[] {
  const money = (minor: number) => formatMoney(minor, currencyCode, 'en');
  const whole = (value: number) => value.toLocaleString('en');
  const row = (label: string, of: (outcome: BacktestOutcome) => string) =>
    `${label.padEnd(34)}${outcomes.map((outcome) => of(outcome).padStart(WIDTH)).join('')}`;
  const each = (title: string, keysOf: (outcome: BacktestOutcome) => Map<string, string>): string[] => {
    const columns = outcomes.map(keysOf);
    const keys = new Set(columns.flatMap((column) => [...column.keys()]));
    if (keys.size === 0) return [];
    return [
      '',
      title,
      ...[...keys].map(
        (key) => `  ${key.padEnd(32)}${columns.map((column) => (column.get(key) ?? '–').padStart(WIDTH)).join('')}`,
      ),
    ];
  };
  const passedOver = Object.entries(history.passedOver).map(([why, count]) => `${whole(count)} ${why}`);
  return [
    `${whole(history.orders)} orders of ${whole(history.customers)} customers, ${history.firstOn ?? '–'} to ${history.lastOn ?? '–'}, ${money(history.revenueMinor)}.`,
    ...(passedOver.length > 0 ? [`Not counted: ${passedOver.join(', ')}.`] : []),
    `Taken as given: customers buy as they did; ${assumptions.joinBp / 100} % of them are members from their first order; ${assumptions.redeemBp / 100} % of the members take a reward when they can.`,
    '',
    `${''.padEnd(34)}${names.map((name) => name.slice(-WIDTH + 1).padStart(WIDTH)).join('')}`,
    row('members', ({ members }) => whole(members)),
    row('points issued', ({ issuedPoints }) => whole(issuedPoints)),
    row('points redeemed', ({ redeemedPoints }) => whole(redeemedPoints)),
    row('points expired', ({ expiredPoints }) => whole(expiredPoints)),
    row('points outstanding', ({ outstandingPoints }) => whole(outstandingPoints)),
    row('liability at the end', ({ liabilityMinor }) => (liabilityMinor === null ? '–' : money(liabilityMinor))),
    row('cost of rewards', ({ rewardCostMinor }) => money(rewardCostMinor)),
    row('cost, share of members’ revenue', ({ rewardCostMinor, memberRevenueMinor }) =>
      memberRevenueMinor === 0 ? '–' : `${((rewardCostMinor / memberRevenueMinor) * 100).toFixed(2)} %`,
    ),
    row('members who could have a reward', ({ firstReward }) => whole(firstReward.members)),
    row('  after so many orders (middle)', ({ firstReward }) => String(firstReward.medianOrders ?? '–')),
    ...each(
      'points by rule',
      (outcome) => new Map(outcome.byRule.map(({ ruleId, points }) => [ruleId, whole(points)])),
    ),
    ...each(
      'members by level',
      (outcome) => new Map(outcome.byTier.map(({ tierId, members }) => [tierId ?? '(none)', whole(members)])),
    ),
    ...each(
      'rewards (times, cost)',
      (outcome) =>
        new Map(
          outcome.byReward.map(({ rewardId, bought, given, costMinor }) => [
            rewardId,
            `${whole(bought + given)} / ${money(costMinor)}`,
          ]),
        ),
    ),
    ...each('goals reached', (outcome) => new Map(outcome.byGoal.map(({ goalId, times }) => [goalId, whole(times)]))),
    ...each(
      'outstanding points by month',
      (outcome) => new Map(outcome.months.map(({ month, outstandingPoints }) => [month, whole(outstandingPoints)])),
    ),
    ...each(
      'share of rewards’ cost by tenth of members (biggest spenders first)',
      (outcome) =>
        new Map(
          outcome.deciles.map(({ rewardCostMinor }, index) => [
            String(index + 1),
            outcome.rewardCostMinor === 0 ? '–' : `${((rewardCostMinor / outcome.rewardCostMinor) * 100).toFixed(1)} %`,
          ]),
        ),
    ),
    ...each('not counted of the program', (outcome) => new Map(outcome.leftOut.map((code) => [code, 'left out']))),
  ];
}
