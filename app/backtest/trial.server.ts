/**
 * The one sentence of onboarding: what the program being set up would have meant for the orders that Shopify still tells
 * of. A backtest like any other, over Shopify's orders, since a shop that has just installed Regulars has none here.
 */
import { readProgram } from '../program/document.ts';
import { askForBacktest, latestBacktest } from './backtest-store.server.ts';
import { defaultAssumptions } from './report.ts';

export type Trial =
  | { state: 'none' | 'running' | 'no_orders' | 'failed' }
  | {
      state: 'done';
      currencyCode: string;
      orders: number;
      from: string;
      to: string;
      issuedPoints: number;
      rewardCostMinor: number;
      memberRevenueMinor: number;
      /** Members who could have had a reward, and after how many orders the middle one could. */
      medianOrders: number | null;
    };

/** @param input the document as it stands. A wrong one is not played. */
export async function askForTrial(shopId: number, input: unknown, now: Date): Promise<void> {
  const reading = readProgram(input);
  if (!reading.ok) return;
  await askForBacktest(
    {
      shopId,
      source: 'shopify',
      sides: [{ from: 'draft', templateId: null, program: reading.program }],
      assumptions: defaultAssumptions,
    },
    now,
  );
}

export async function readTrial(shopId: number): Promise<Trial> {
  const latest = await latestBacktest(shopId);
  if (!latest) return { state: 'none' };
  if (latest.finishedAt === null) return { state: 'running' };
  if (latest.problem !== null) return { state: latest.problem === 'no_orders' ? 'no_orders' : 'failed' };
  const { history, currencyCode, outcomes } = latest.result ?? {};
  const [outcome] = outcomes ?? [];
  if (!history?.firstOn || !history.lastOn || !currencyCode || !outcome) return { state: 'no_orders' };
  return {
    state: 'done',
    currencyCode,
    orders: history.orders,
    from: history.firstOn,
    to: history.lastOn,
    issuedPoints: outcome.issuedPoints,
    rewardCostMinor: outcome.rewardCostMinor,
    memberRevenueMinor: outcome.memberRevenueMinor,
    medianOrders: outcome.firstReward.medianOrders,
  };
}
