/** The figures of a backtest as rows of a table: a label, and a value for each side. Pure; the export has the same rows. */
import type { BacktestSide } from '../../backtest/backtest-store.server.ts';
import type { BacktestOutcome, BacktestResult } from '../../backtest/report.ts';
import { levelName, rewardTitle, inWords, type DescribeContext } from '../../i18n/describe.ts';
import { namePart } from '../../i18n/describe-part.ts';
import type { Format } from '../../i18n/use-format.ts';

export interface ResultRow {
  label: string;
  values: string[];
}

type Say = (key: FigureKey) => string;
export const figureKeys = [
  'members',
  'issued',
  'redeemed',
  'expired',
  'outstanding',
  'liability',
  'cost',
  'costShare',
  'firstReward',
  'ordersToReward',
] as const;
export type FigureKey = (typeof figureKeys)[number];

export function figureRows({ outcomes, currencyCode }: BacktestResult, format: Format, say: Say): ResultRow[] {
  const money = (minor: number | null) => (minor === null ? '–' : format.money(minor, currencyCode));
  const figures: Record<FigureKey, (outcome: BacktestOutcome) => string> = {
    members: ({ members }) => format.number(members),
    issued: ({ issuedPoints }) => format.number(issuedPoints),
    redeemed: ({ redeemedPoints }) => format.number(redeemedPoints),
    expired: ({ expiredPoints }) => format.number(expiredPoints),
    outstanding: ({ outstandingPoints }) => format.number(outstandingPoints),
    liability: ({ liabilityMinor }) => money(liabilityMinor),
    cost: ({ rewardCostMinor }) => money(rewardCostMinor),
    costShare: ({ rewardCostMinor, memberRevenueMinor }) =>
      memberRevenueMinor === 0 ? '–' : format.percent(rewardCostMinor / memberRevenueMinor),
    firstReward: ({ firstReward, members }) => (members === 0 ? '–' : format.percent(firstReward.members / members)),
    ordersToReward: ({ firstReward }) =>
      firstReward.medianOrders === null ? '–' : format.number(firstReward.medianOrders),
  };
  return figureKeys.map((key) => ({ label: say(key), values: outcomes.map(figures[key]) }));
}

/** One row for each name that any side has. */
function rowsOf(
  result: BacktestResult,
  entriesOf: (outcome: BacktestOutcome, index: number) => readonly (readonly [name: string, value: string])[],
): ResultRow[] {
  const sides = result.outcomes.map((outcome, index) => new Map(entriesOf(outcome, index)));
  const names = new Set(sides.flatMap((side) => [...side.keys()]));
  return [...names].map((label) => ({ label, values: sides.map((side) => side.get(label) ?? '–') }));
}

export interface ResultTables {
  byRule: ResultRow[];
  byTier: ResultRow[];
  byReward: ResultRow[];
  byGoal: ResultRow[];
  deciles: ResultRow[];
}

export function resultTables(
  result: BacktestResult,
  sides: readonly BacktestSide[],
  format: Format,
  words: { noLevel: string; tenth: (nth: number) => string },
): ResultTables {
  const contexts = sides.map(({ program }): DescribeContext => ({ locale: format.locale, program }));
  const contextOf = (index: number) => contexts[index] as DescribeContext;
  const { currencyCode } = result;
  return {
    byRule: rowsOf(result, ({ byRule }, index) =>
      byRule.map(({ ruleId, points }) => [giverName(ruleId, sides[index], contextOf(index)), format.number(points)]),
    ),
    byTier: rowsOf(result, ({ byTier }, index) =>
      byTier.map(({ tierId, members }) => [
        tierId === null ? words.noLevel : levelName(tierId, contextOf(index)),
        format.number(members),
      ]),
    ),
    byReward: rowsOf(result, ({ byReward }, index) =>
      byReward.map(({ rewardId, bought, given, costMinor }) => [
        rewardTitle(rewardId, contextOf(index)),
        `${format.number(bought + given)} × · ${format.money(costMinor, currencyCode)}`,
      ]),
    ),
    byGoal: rowsOf(result, ({ byGoal }, index) =>
      byGoal.map(({ goalId, times }) => [giverName(goalId, sides[index], contextOf(index)), format.number(times)]),
    ),
    deciles: rowsOf(result, ({ deciles, rewardCostMinor }) =>
      deciles.map((tenth, index) => [
        words.tenth(index + 1),
        rewardCostMinor === 0 ? '–' : format.percent(tenth.rewardCostMinor / rewardCostMinor),
      ]),
    ),
  };
}

/** The name of whatever gave points: a rule, a campaign, a goal, or a level. */
function giverName(id: string, side: BacktestSide | undefined, context: DescribeContext): string {
  if (!side) return id;
  const { program } = side;
  if (program.rules.some((rule) => rule.id === id)) return namePart({ part: 'rules', id }, program, context);
  if (program.campaigns.some((campaign) => campaign.id === id))
    return namePart({ part: 'campaigns', id }, program, context);
  if (program.goals.some((goal) => goal.id === id)) return namePart({ part: 'goals', id }, program, context);
  const level = program.tiers?.levels.find(
    ({ id: levelId }) => id === `tier_${levelId}` || id === `tier_entry_${levelId}`,
  );
  return level ? inWords(level.name, context) : id;
}

/** The tables as a file that spreadsheets open. */
export function toCsv(
  header: readonly string[],
  tables: readonly { title: string; rows: readonly ResultRow[] }[],
): string {
  const cell = (text: string) => (/[",\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = tables
    .filter(({ rows }) => rows.length > 0)
    .flatMap(({ title, rows }) => [[title, ...header], ...rows.map(({ label, values }) => [label, ...values]), ['']]);
  // The mark tells spreadsheets that it is UTF-8.
  return `\uFEFF${lines.map((line) => line.map((text) => cell(text)).join(',')).join('\r\n')}`;
}
