/**
 * Plays the backtests that were asked for, one at a time. Killed anywhere, it begins anew when its lease is over: nothing was
 * changed but the count of what was played.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { addMonths, dateInZone, startOfDate } from '../lib/calendar.ts';
import { log, messageOf } from '../lib/log.server.ts';
import { ShopifyRefusal, ShopifyUnavailable } from '../shopify/admin-client.server.ts';
import { readBulkState, startBulkPastOrders } from '../shopify/bulk.server.ts';
import { shopFactsByIds, type ShopFacts } from '../shops/shop-store.server.ts';
import {
  BacktestLost,
  claimBacktest,
  finishBacktest,
  keepBacktest,
  pauseBacktest,
  readStagedOrders,
  type BacktestRow,
} from './backtest-store.server.ts';
import { readBulkPastOrders } from './bulk-orders.server.ts';
import { playInOrder } from './in-order.server.ts';
import { readKnownOrders } from './known-orders.server.ts';
import type { PastEntry } from './past-order.ts';

/** As far back as Shopify is asked; it may tell less. */
const BULK_MONTHS = 24;
const POLL_MS = 3_000;
const RETRY_MS = 15_000;

/** @returns whether one was due. */
export async function runDueBacktest(now: Date): Promise<boolean> {
  const row = await claimBacktest(now);
  if (!row) return false;
  try {
    await work(row, now);
  } catch (error) {
    if (error instanceof BacktestLost) return true;
    if (error instanceof ShopifyRefusal) await finishBacktest(row, { problem: 'shopify_refused' }, new Date());
    else {
      const isKnown = error instanceof ShopifyUnavailable;
      log[isKnown ? 'warn' : 'error']('a backtest stopped', { shopId: row.shopId, error: messageOf(error) });
      if (isKnown) await pauseBacktest(row, row.bulkGid, new Date(Date.now() + RETRY_MS));
      else await finishBacktest(row, { problem: 'interrupted' }, new Date());
    }
  }
  return true;
}

async function work(row: BacktestRow, now: Date): Promise<void> {
  const shop = (await shopFactsByIds([row.shopId])).get(row.shopId);
  if (!shop) throw new Error(`There is no shop ${row.shopId}.`);
  const open = await sourceOf(row, shop, now);
  if (!open) return;
  const result = await playInOrder(
    open,
    {
      programs: row.sides.map(({ program }) => program),
      timeZone: shop.timeZone,
      assumptions: row.assumptions,
    },
    async (orders) => {
      await keepBacktest(row, orders, new Date());
      // Others of this process have their turn.
      await breathe();
    },
  );
  await finishBacktest(row, result.history.orders > 0 ? { result } : { problem: 'no_orders' }, new Date());
}

/** Null when the file of the bulk operation is not ready yet: then it is let go until it may be. */
async function sourceOf(
  row: BacktestRow,
  shop: ShopFacts,
  now: Date,
): Promise<(() => AsyncIterable<readonly PastEntry[]>) | null> {
  if (row.source === 'known') return () => readKnownOrders(row.shopId, true);
  if (row.source === 'file') return () => readStagedOrders(row);
  if (row.bulkGid === null) {
    const since = startOfDate(addMonths(dateInZone(now, shop.timeZone), -BULK_MONTHS), shop.timeZone);
    const gid = await startBulkPastOrders(shop.domain, since);
    await pauseBacktest(row, gid, new Date(Date.now() + POLL_MS));
    return null;
  }
  const state = await readBulkState(shop.domain, row.bulkGid);
  if (state.state === 'running') await pauseBacktest(row, row.bulkGid, new Date(Date.now() + POLL_MS));
  if (state.state === 'failed') throw new ShopifyRefusal(state.reason);
  if (state.state !== 'done') return null;
  const { url } = state;
  return () => (url === null ? nothing() : readBulkPastOrders(url));
}

async function* nothing(): AsyncGenerator<PastEntry[]> {
  yield [];
}
