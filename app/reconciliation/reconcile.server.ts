/**
 * Compares a shop with Shopify and repairs what events had missed: every 15 minutes the orders that changed, every night those of
 * 60 days by a bulk operation, the codes and the members. It only finds; what it finds goes through the same features as
 * events do. It must not book anything itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { inTransaction, type Sql } from '../db.server.ts';
import { hasWaitingEvents } from '../intake/waiting.server.ts';
import { log, messageOf } from '../lib/log.server.ts';
import { courtesyMs, ShopifyRefusal, ShopifyUnavailable } from '../shopify/admin-client.server.ts';
import { readBulkOrders, readBulkState, startBulkOrders, type OrderOutline } from '../shopify/bulk.server.ts';
import { fetchOrders, fetchOrdersUpdated } from '../shopify/orders.server.ts';
import { shopFactsByIds, type ShopFacts } from '../shops/shop-store.server.ts';
import type { OrderSnapshot } from '../orders/facts.ts';
import { checkCodes, reviveOpenCodes } from './check-codes.server.ts';
import { checkMembers } from './check-members.server.ts';
import type { Finding } from './findings.ts';
import { differing, readVersions, repairOrders, type Versions } from './repair-orders.server.ts';
import {
  claimRun,
  ensureStates,
  finishRun,
  keepLease,
  LeaseLost,
  pauseRun,
  postponeRun,
  saveFindings,
  saveStep,
  type Progress,
  type Run,
} from './state-store.server.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** An order that changed just now is looked at the next time: its event may be on its way. */
const YOUNG_MS = 10 * MINUTE_MS;
const YOUNG_WHEN_ASKED_MS = 30 * SECOND_MS;
/** While events wait to be applied, what they tell is not missing; but the check does not wait forever. */
const WAIT_FOR_EVENTS_MS = 30 * SECOND_MS;
const LONGEST_WAIT_FOR_EVENTS_MS = 20 * MINUTE_MS;
const BULK_POLL_MS = 5 * SECOND_MS;
/** Then the orders are read page by page instead. */
const LONGEST_BULK_MS = 60 * MINUTE_MS;
const BULK_BATCH = 200;
const FIRST_RETRY_MS = 2 * SECOND_MS;
const LAST_RETRY_MS = 15 * MINUTE_MS;

interface Step {
  run: Run;
  shop: ShopFacts;
  versions: Versions;
  now: Date;
  /** By the clock of `performance.now()`: then the shop is let go until the next time. */
  untilMs: number;
}

/**
 * Goes on with the shop that has been due longest, for one step and then for about `budgetMs`.
 * @returns true when a shop was due: there may be more to do at once. Problems with Shopify are waited out, not thrown.
 */
export async function reconcileDue(now: Date, budgetMs = 10 * SECOND_MS): Promise<boolean> {
  await ensureStates(now);
  const run = await claimRun(now);
  if (!run) return false;
  const letGo = keepLease(run);
  try {
    await work(run, now, budgetMs);
  } catch (error) {
    if (error instanceof LeaseLost) return true;
    const isKnown = error instanceof ShopifyUnavailable || error instanceof ShopifyRefusal;
    log[isKnown ? 'warn' : 'error']('a comparison with Shopify stopped and goes on later', {
      ...{ shopId: run.shopId, runId: run.id, phase: run.progress.phase, error: messageOf(error) },
    });
    const backoffMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(run.attempts, 12));
    const askedMs = error instanceof ShopifyUnavailable ? (error.retryAfterMs ?? 0) : 0;
    await postponeRun(run, messageOf(error), Math.max(backoffMs, askedMs), now);
  } finally {
    letGo();
  }
  return true;
}

async function work(run: Run, now: Date, budgetMs: number): Promise<void> {
  const shop = (await shopFactsByIds([run.shopId])).get(run.shopId);
  if (!shop) throw new Error(`There is no shop ${run.shopId}.`);
  const waitedMs = now.getTime() - run.startedAt.getTime();
  if (waitedMs < LONGEST_WAIT_FOR_EVENTS_MS && (await hasWaitingEvents(run.shopId))) {
    await pauseRun(run, new Date(now.getTime() + WAIT_FOR_EVENTS_MS));
    return;
  }
  const versions = await readVersions(run.shopId);
  const untilMs = performance.now() + budgetMs;
  while (run.progress.phase !== 'done') {
    const pauseMs = await takeStep({ run, shop, versions, now, untilMs });
    if (pauseMs > 0) return pauseRun(run, new Date(now.getTime() + pauseMs));
    if (performance.now() >= untilMs && !isOver(run)) return pauseRun(run, now);
    await sleep(Math.min(courtesyMs(shop.domain), 10 * SECOND_MS));
  }
  await finishRun(run, new Date(run.startedAt.getTime() - YOUNG_MS), now);
}

function isOver(run: Run): boolean {
  return run.progress.phase === 'done';
}

/** Does the next portion and remembers it. @returns how long to pause before the next; 0 to go on. */
async function takeStep(step: Step): Promise<number> {
  const { run, shop, versions, now } = step;
  const { phase, cursor } = run.progress;
  const keep = (sql: Sql, findings: readonly Finding[]) => saveFindings(sql, run, findings, now);
  switch (phase) {
    case 'bulk_start':
      return startBulk(step);
    case 'bulk_wait':
      return waitForBulk(step);
    case 'bulk_read':
      return readBulk(step);
    case 'orders': {
      const page = await fetchOrdersUpdated(shop.domain, run.since, cursor);
      const next: Partial<Progress> =
        page.nextCursor !== null
          ? { cursor: page.nextCursor }
          : { phase: run.kind === 'window' ? 'done' : 'codes', cursor: null };
      await checkOrders(step, page.orders, next, page.orders.length, page.unreadable);
      return 0;
    }
    case 'codes': {
      const { checked, cursor: last } = await checkCodes(shop, cursor, versions, now, keep);
      await remember(step, last === null ? { phase: 'open_codes', cursor: null } : { cursor: last }, {
        codesChecked: checked,
      });
      return 0;
    }
    case 'open_codes': {
      const progress: Progress = { ...run.progress, phase: 'members', cursor: null };
      await inTransaction(async (sql) => {
        await keep(sql, await reviveOpenCodes(sql, shop.id, now));
        await saveStep(sql, run, { progress });
      });
      run.progress = progress;
      return 0;
    }
    case 'members': {
      const { checked, cursor: last } = await checkMembers(shop, cursor, now, keep);
      await remember(step, last === null ? { phase: 'done', cursor: null } : { cursor: last }, {
        membersChecked: checked,
      });
      return 0;
    }
    case 'done':
      return 0;
  }
}

async function remember(
  { run }: Step,
  next: Partial<Progress>,
  counts: { codesChecked?: number; membersChecked?: number } = {},
): Promise<void> {
  const progress: Progress = { ...run.progress, ...next };
  await inTransaction((sql) => saveStep(sql, run, { progress, ...counts }));
  run.progress = progress;
}

/** Repairs the orders and remembers the step, in one transaction. */
async function checkOrders(
  { run, shop, versions, now }: Step,
  snapshots: readonly OrderSnapshot[],
  next: Partial<Progress>,
  ordersChecked: number,
  unreadable: readonly { orderId: string; name: string }[],
): Promise<void> {
  const progress: Progress = { ...run.progress, ...next };
  const unread = unreadable.map(({ orderId, name }): Finding => ({
    ...{ code: 'order_unreadable', subject: orderId, name, memberId: null, points: 0, repaired: false },
  }));
  const settled = snapshots.filter((snapshot) => !isYoung(run, snapshot.at, now));
  await repairOrders(shop, settled, versions, now, async (sql, findings) => {
    await saveFindings(sql, run, [...findings, ...unread], now);
    await saveStep(sql, run, { progress, ordersChecked });
  });
  run.progress = progress;
}

/** Changed so shortly ago that its event may still come. A clock of Shopify's that is ahead of ours makes nothing young. */
function isYoung(run: Run, at: string, now: Date): boolean {
  const ageMs = now.getTime() - Date.parse(at);
  return Math.abs(ageMs) < (run.kind === 'asked' ? YOUNG_WHEN_ASKED_MS : YOUNG_MS);
}

async function startBulk(step: Step): Promise<number> {
  const { run, shop, now } = step;
  try {
    const bulkGid = await startBulkOrders(shop.domain, run.since);
    await remember(step, { phase: 'bulk_wait', bulkGid, bulkStartedAt: now.toISOString(), linesRead: 0 });
  } catch (error) {
    if (!(error instanceof ShopifyRefusal)) throw error;
    await readByPages(step, error.message);
  }
  return 0;
}

async function waitForBulk(step: Step): Promise<number> {
  const { run, shop, now } = step;
  const { bulkGid, bulkStartedAt } = run.progress;
  const bulk = await readBulkState(shop.domain, bulkGid ?? '');
  if (bulk.state === 'failed') await readByPages(step, bulk.reason);
  else if (bulk.state === 'done') await remember(step, { phase: bulk.url === null ? 'codes' : 'bulk_read' });
  else if (now.getTime() - Date.parse(bulkStartedAt ?? '') > LONGEST_BULK_MS) await readByPages(step, 'too slow');
  else return BULK_POLL_MS;
  return 0;
}

/** The bulk operation cannot be had: the orders are read page by page. */
async function readByPages(step: Step, reason: string): Promise<void> {
  log.warn('orders are read page by page, for want of a bulk operation', { shopId: step.shop.id, reason });
  await remember(step, { phase: 'orders', cursor: null, bulkGid: null });
}

/** Goes through the file in batches, from where it was left; what differs is read in full and repaired. */
async function readBulk(step: Step): Promise<number> {
  const { run, shop } = step;
  const bulk = await readBulkState(shop.domain, run.progress.bulkGid ?? '');
  if (bulk.state !== 'done' || bulk.url === null) {
    await readByPages(step, 'the file is gone');
    return 0;
  }
  let line = 0;
  let batch: OrderOutline[] = [];
  for await (const outline of readBulkOrders(bulk.url)) {
    if (++line <= run.progress.linesRead) continue;
    batch.push(outline);
    if (batch.length < BULK_BATCH) continue;
    await checkOutlines(step, batch, { linesRead: line });
    if (performance.now() >= step.untilMs) return 0;
    batch = [];
  }
  await checkOutlines(step, batch, { phase: 'codes', cursor: null, linesRead: line });
  return 0;
}

async function checkOutlines(step: Step, outlines: readonly OrderOutline[], next: Partial<Progress>): Promise<void> {
  const { run, shop, versions, now } = step;
  const settled = outlines.filter((outline) => !isYoung(run, outline.at, now));
  const ids = await differing(shop.id, settled, versions);
  await sleep(Math.min(ids.length > 0 ? courtesyMs(shop.domain) : 0, 10 * SECOND_MS));
  const { orders, unreadable } = await fetchOrders(shop.domain, ids);
  await checkOrders(step, orders, next, outlines.length, unreadable);
}
