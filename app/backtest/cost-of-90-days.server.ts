/**
 * What a program would have cost in the last 90 days, beside the one that is live: what the merchant is told before publishing.
 * Played over the orders that Regulars knows, from long before the 90 days, so that levels, goals and balances stand where they
 * would. Only reads.
 */
import { addDays, dateInZone, startOfDate } from '../lib/calendar.ts';
import { compileProgram } from '../program/compile.ts';
import type { Program } from '../program/document.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { requireShopFacts } from '../shops/shop-store.server.ts';
import { readKnownOrders } from './known-orders.server.ts';
import { goodsMinor } from './past-order.ts';
import { Backtest } from './run-backtest.ts';

const DAYS = 90;
/** Enough for a year's window with its grace, and for points that come to their end. */
const BEFORE_DAYS = 2 * 365;

export interface CostOfProgram {
  issuedPoints: number;
  redeemedPoints: number;
  /** What rewards would have cost, in minor units, and the orders of members that they stand against. */
  rewardCostMinor: number;
  memberRevenueMinor: number;
}

export interface CostOfLast90Days {
  currencyCode: string;
  /** First and last date, by the shop's calendar. */
  from: string;
  to: string;
  /** The first order that is known; later than `from` for a young shop. Null without any. */
  knownFrom: string | null;
  orders: number;
  revenueMinor: number;
  next: CostOfProgram;
  /** Of the live program; null without one, or where it is of another currency. */
  live: CostOfProgram | null;
}

/** @param program a valid document that may not be published yet. */
export async function costOfLast90Days(shopId: number, program: Program, now: Date): Promise<CostOfLast90Days> {
  const shop = await requireShopFacts(shopId);
  const live = (await liveProgram(shopId))?.program ?? null;
  const programs = live?.currencyCode === program.currencyCode ? [program, live] : [program];
  const to = dateInZone(now, shop.timeZone);
  const from = addDays(to, 1 - DAYS);
  const fromMs = startOfDate(from, shop.timeZone).getTime();
  const backtest = new Backtest({ programs, timeZone: shop.timeZone });
  const asks = programs.some((one) => compileProgram(one).needs.catalog || one.rewards.some(isOfCollection));
  let start: ReturnType<Backtest['totals']> | null = null;
  let orders = 0;
  let revenueMinor = 0;
  for await (const entries of readKnownOrders(shopId, asks, addDays(from, -BEFORE_DAYS))) {
    for (const entry of entries) {
      const isRecent = !('passedOver' in entry) && entry.paidAtMs >= fromMs;
      if (isRecent && entry.paidAtMs > now.getTime()) continue;
      if (isRecent && start === null) {
        backtest.passTo(fromMs - 1);
        start = backtest.totals();
      }
      backtest.add(entry);
      if (!isRecent || entry.currencyCode !== program.currencyCode) continue;
      orders++;
      revenueMinor += goodsMinor(entry);
    }
  }
  if (start === null) {
    backtest.passTo(fromMs - 1);
    start = backtest.totals();
  }
  backtest.passTo(now.getTime());
  const end = backtest.totals();
  const [next, ofLive] = end.map((after, index): CostOfProgram => {
    const before = start?.[index] ?? after;
    return {
      issuedPoints: after.issuedPoints - before.issuedPoints,
      redeemedPoints: after.redeemedPoints - before.redeemedPoints,
      rewardCostMinor: after.rewardCostMinor - before.rewardCostMinor,
      memberRevenueMinor: after.memberRevenueMinor - before.memberRevenueMinor,
    };
  });
  if (!next) throw new Error('a backtest has an outcome for each of its programs');
  return {
    ...{
      currencyCode: program.currencyCode,
      from,
      to,
      knownFrom: backtest.finish().history.firstOn,
      orders,
      revenueMinor,
    },
    next,
    live: ofLive ?? null,
  };
}

function isOfCollection(reward: Program['rewards'][number]): boolean {
  return 'collectionIds' in reward && reward.collectionIds.length > 0;
}
