/** Runs outbox tasks: calls the one feature of each topic, and decides when to try again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { runTellFlow } from '../activities/flow/triggers.server.ts';
import { log, messageOf } from '../lib/log.server.ts';
import { runTagCustomer } from '../members/bulk/tag-customer.server.ts';
import { runSendMessages } from '../messages/send.server.ts';
import { runLearnProducts } from '../orders/learn-products.server.ts';
import { runRefreshOrder } from '../orders/refresh.server.ts';
import {
  claimDue,
  claimOne,
  isUnderWay,
  complete,
  postpone,
  renewLeases,
  type OutboxRef,
  type OutboxTask,
} from '../outbox/outbox-store.server.ts';
import { runCreateCode, runWithdrawCode } from '../rewards/code-tasks.server.ts';
import { runCollectCredit } from '../rewards/collect-credit.server.ts';
import { runUpdateCodes } from '../rewards/update-codes.server.ts';
import { ShopifyRefusal, ShopifyUnavailable } from '../shopify/admin-client.server.ts';
import { runSyncMember, runSyncProgram, runSyncShop } from '../storefront/sync.server.ts';
import { runSyncTier } from '../tiers/perks.server.ts';
import { runReviewTiers } from '../tiers/review.server.ts';

/**
 * A runner keeps its tasks by renewing their leases; one that was killed is followed by another after this time. A runner
 * that stalls for longer can be overtaken: every task may run twice (outbox-store), so that this does no harm.
 */
const LEASE_MS = 3_000;
const RENEW_MS = 1_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10 * 60_000;

async function run(task: OutboxRef, now: Date): Promise<void> {
  switch (task.topic) {
    case 'create_code':
      return runCreateCode(task.shopId, task.subject, now);
    case 'withdraw_code':
      return runWithdrawCode(task.shopId, task.subject, now);
    case 'collect_credit':
      return runCollectCredit(task.shopId, task.subject, now);
    case 'update_codes':
      return runUpdateCodes(task.shopId, now);
    case 'sync_member':
      return runSyncMember(task.shopId, task.subject, now);
    case 'sync_tier':
      return runSyncTier(task.shopId, task.subject, now);
    case 'tag_customer':
      return runTagCustomer(task.shopId, task.subject);
    case 'review_tiers':
      return runReviewTiers(task.shopId, now);
    case 'sync_program':
      return runSyncProgram(task.shopId);
    case 'sync_shop':
      return runSyncShop(task.shopId);
    case 'learn_products':
      return runLearnProducts(task.shopId, task.subject, now);
    case 'refresh_order':
      return runRefreshOrder(task.shopId, task.subject, now);
    case 'tell_flow':
      return runTellFlow(task.shopId, task.subject, now);
    case 'send_message':
      return runSendMessages(task.shopId, task.subject, now);
  }
}

/** What this process runs at this moment, and the clock that renews the leases of it. */
const underWay = new Set<OutboxTask>();
let renewing: NodeJS.Timeout | undefined;

function hold(task: OutboxTask): void {
  underWay.add(task);
  renewing ??= setInterval(() => {
    renewLeases([...underWay], LEASE_MS).catch((error: unknown) =>
      log.warn('the leases of the outbox could not be renewed', { error: messageOf(error) }),
    );
  }, RENEW_MS);
}

function letGo(task: OutboxTask): void {
  underWay.delete(task);
  if (underWay.size > 0) return;
  clearInterval(renewing);
  renewing = undefined;
}

async function runClaimed(task: OutboxTask, now: Date): Promise<boolean> {
  hold(task);
  try {
    await run(task, now);
    await complete(task);
    return true;
  } catch (error) {
    const backoffMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(task.attempts, 20));
    const askedMs = error instanceof ShopifyUnavailable ? (error.retryAfterMs ?? 0) : 0;
    // A refusal will not change by itself: the task rests until something asks for it anew, and the merchant sees why.
    const isFinal = error instanceof ShopifyRefusal;
    log.warn('an outbox task failed', {
      topic: task.topic,
      shopId: task.shopId,
      attempts: task.attempts,
      error: messageOf(error),
    });
    await postpone(task, messageOf(error), Math.max(backoffMs, askedMs), isFinal);
    return false;
  } finally {
    letGo(task);
  }
}

/** Runs the tasks that are due now, a few at a time. @returns how many were tried. */
export async function runDueOutbox(limit = 20): Promise<number> {
  const tasks = await claimDue(limit, LEASE_MS);
  await Promise.all(tasks.map((task) => runClaimed(task, new Date())));
  return tasks.length;
}

/** How long a caller waits for a task that a worker was at first. */
const AWAITED_MS = 2_000;

/**
 * Runs one task at once. For doors whose caller waits for it. @param isAwaited the answer tells what came of it: then a task that somebody
 * else is at is waited for a moment.
 */
export async function runNow(ref: OutboxRef, { isAwaited = false, now = new Date() } = {}): Promise<void> {
  const task = await claimOne(ref, LEASE_MS);
  if (task) {
    await runClaimed(task, now);
  } else if (isAwaited) {
    const until = performance.now() + AWAITED_MS;
    while (performance.now() < until && (await isUnderWay(ref))) await sleep(50);
  }
}
