/**
 * Runs many histories at once, each in a shop of its own, over the real intake, ledger and outbox on a real PostgreSQL: events
 * shuffled between pauses, sent again under other ids, applied by two workers at once, with connections cut before or after
 * any statement. Then compares every balance and order with the model, and audits the ledger.
 */
import { randomUUID } from 'node:crypto';
import { pool } from '#app/db.server.ts';
import { applyBatch } from '#app/intake/apply.server.ts';
import { store } from '#app/intake/inbox.server.ts';
import { matureDue } from '#app/expiry/mature.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import { customerKey, findMembers } from '#app/members/membership.server.ts';
import { setBlocked } from '#app/members/status.server.ts';
import { publish } from '#app/publishing/program-store.server.ts';
import { cancelRedemption } from '#app/rewards/cancel.server.ts';
import { redeem } from '#app/rewards/redeem.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { runReviewTiers } from '#app/tiers/review.server.ts';
import { creditAt, moveMoney, moveSome, settleMoney } from './cashback.ts';
import { isFromCrash, underCrash, type Crash } from './crashes.ts';
import { evidenceOf } from './evidence.ts';
import { redactPayload, rememberMember } from './forget.ts';
import type { Deed, Delivery } from './deeds.ts';
import type { History } from './history.ts';
import { observe } from './observe.ts';
import { codesOf, openShops } from './open-shops.ts';
import { programOf } from './program-of.ts';
import { cashbackOf, type Plan } from './plan.ts';
import { randomFrom, type Random } from './random.ts';
import { runOut } from './run-out.ts';
import type { Stub } from './shopify-stub.ts';
import { inParallel, runTask, type Survive } from './tasks.ts';
import { SENT_AT, type Payloads } from './truth.ts';
import { verify, wipe } from './verify.ts';

export interface BatchResult {
  /** Sentences that say what is wrong, by the place of the history in the batch; -1 for the whole batch. */
  failures: Map<number, string[]>;
  events: number;
  crashes: number;
}

export interface Run {
  index: number;
  history: History;
  shop: ShopFacts;
  payloads: Payloads;
  random: Random;
  codes: string[];
  redemptionIds: string[];
  version: number;
  /** How far the clock of its money has moved. */
  minutes: number;
  /** The member of each customer who was forgotten. */
  forgotten: Map<number, string>;
  /** Events that arrived before: any of them may come again. */
  past: Delivery[];
  queue: Delivery[][];
  deed: Deed | null;
  ended: boolean;
  failures: string[];
}

export const NOW = new Date('2026-11-21T12:00:00Z');
const MAX_STATEMENT = 45;

export function customerId(index: number): string {
  return String(770_077_000 + index);
}

class Batch {
  readonly stub: Stub;
  readonly random: Random;
  readonly withCrashes: boolean;
  events = 0;
  crashes = 0;

  constructor(stub: Stub, seed: number, withCrashes: boolean) {
    this.stub = stub;
    this.random = randomFrom(seed);
    this.withCrashes = withCrashes;
  }

  /** Runs `work` until it goes through, cutting its connection now and then. */
  readonly survive: Survive = async (probability, work) => {
    for (let attempt = 1; ; attempt++) {
      if (!this.withCrashes || attempt > 3 || !this.random.chance(probability)) {
        try {
          return await work();
        } catch (error) {
          if (!isFromCrash(error) || attempt > 20) throw error;
          continue;
        }
      }
      const crash: Crash = {
        statementsLeft: 1 + this.random.below(MAX_STATEMENT),
        when: this.random.chance(0.5) ? 'before' : 'after',
        struck: false,
      };
      try {
        return await underCrash(crash, work);
      } catch (error) {
        if (!isFromCrash(error)) throw error;
      } finally {
        if (crash.struck) this.crashes++;
      }
    }
  };

  task(shopId: number, topic: 'refresh_order' | 'create_code' | 'withdraw_code', subject: string): Promise<void> {
    return runTask(
      (probability, work) => this.survive(probability, work),
      { shopId, topic, subject },
      () => NOW,
    );
  }

  async settle(): Promise<void> {
    const workers = this.withCrashes ? 2 : 1;
    for (;;) {
      const counts = await Promise.all(Array.from({ length: workers }, () => this.survive(0.5, () => applyBatch(NOW))));
      if (counts.every((count) => count === 0)) {
        // A batch that another worker holds is not seen by this one: nothing may be left when both found nothing.
        const { rows } = await pool().query<{ left: number }>(
          `SELECT count(*)::int AS left FROM inbox_events WHERE state = 'received' AND available_at <= now()`,
        );
        if (rows[0]?.left === 0) return;
      }
    }
  }
}

/**
 * @param calm each event once, alone and in the order in which it happened, without crashes. The model is the same, so that
 * plans which pass both ways end in the same state both ways.
 */
export async function runBatch(plans: readonly Plan[], seed: number, stub: Stub, calm = false): Promise<BatchResult> {
  const batch = new Batch(stub, seed, !calm);
  const runs = await openShops(plans, stub);
  const failures = new Map<number, string[]>();
  try {
    const expire = () => runOut(calm ? 1 : 2, (work) => batch.survive(0.3, work));
    for (let round = 1; runs.some((run) => !run.ended); round++) {
      for (const run of runs) if (!run.ended) begin(run, calm);
      while (runs.some((run) => run.queue.length > 0)) {
        const arriving = runs.flatMap((run) => (run.queue.shift() ?? []).map((delivery) => ({ run, delivery })));
        batch.events += arriving.length;
        await deliver(batch, batch.random.shuffle(arriving));
        await batch.settle();
      }
      await refreshEdited(batch, runs);
      await mature(batch);
      if (round % 3 === 0) await expire();
      await moveSome(batch.survive, runs, stub, calm);
      await observe(runs);
      await forget(batch, runs);
      await inParallel(
        runs.filter((run) => run.deed !== null),
        (run) => act(batch, run),
      );
    }
    await settleMoney(batch.survive, runs);
    await expire();
    await verify(runs, stub);
  } catch (error) {
    failures.set(-1, [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  }
  for (const { index, shop, failures: told } of runs)
    if (told.length > 0) failures.set(index, [...told, ...(await evidenceOf(shop.id))]);
  await wipe();
  stub.shops.clear();
  return { failures, events: batch.events, crashes: batch.crashes };
}

/** Takes the next phase of a history, and lays out how its events arrive. */
function begin(run: Run, calm: boolean): void {
  const phase = run.history.next();
  if (!phase) {
    run.ended = true;
    return;
  }
  run.deed = phase.deed;
  if (calm) {
    run.queue.push(...phase.deliveries.map((delivery) => [delivery]));
    return;
  }
  const again = run.past.filter(() => run.random.chance(0.08));
  const twice = phase.deliveries.filter(() => run.random.chance(0.25));
  const arriving = run.random.shuffle([...phase.deliveries, ...twice, ...again]);
  run.past.push(...phase.deliveries);
  while (arriving.length > 0) run.queue.push(arriving.splice(0, 1 + run.random.below(4)));
}

function payloadOf(run: Run, { topic, fact }: Delivery): Record<string, unknown> {
  const gid = (customer: number) => `gid://shopify/Customer/${customerId(customer)}`;
  switch (fact.kind) {
    case 'snapshot':
      return topic === 'orders/edited'
        ? { order_edit: { id: fact.order.at, order_id: fact.order.id } }
        : run.payloads.order(fact.order, customerId(fact.order.customer), codesOf(run, fact.order.redemption));
    case 'refund':
      return run.payloads.refund(fact.orderId, fact.refund);
    case 'join':
      return { id: Number(customerId(fact.customer)), state: 'enabled', email: null, verified_email: true };
    case 'redact':
      return redactPayload(fact.customer, fact.orderIds);
    case 'merge':
      return {
        admin_graphql_api_customer_kept_id: gid(fact.kept),
        admin_graphql_api_customer_deleted_id: gid(fact.deleted),
        status: 'completed',
      };
  }
}

async function deliver(batch: Batch, arriving: readonly { run: Run; delivery: Delivery }[]): Promise<void> {
  const waiting = arriving.map(({ run, delivery }) => ({
    shopId: run.shop.id,
    topic: delivery.topic,
    // Mostly another event that says the same, which only the ledger's keys can tell; sometimes the very same delivery.
    eventId: randomUUID(),
    body: Buffer.from(JSON.stringify(payloadOf(run, delivery))),
    triggeredAt: SENT_AT,
  }));
  await batch.survive(0.1, async () => {
    for (let at = 0; at < waiting.length; at += 1000)
      await Promise.all(waiting.slice(at, at + 1000).map((delivery) => store(delivery)));
  });
}

/** Shopify asks to forget people; like every event, this one may come again, among later ones. */
async function forget(batch: Batch, runs: readonly Run[]): Promise<void> {
  const asked: { run: Run; delivery: Delivery }[] = [];
  for (const run of runs) {
    if (run.deed?.kind !== 'redact') continue;
    const { customer, orderIds } = run.deed;
    await rememberMember(run, customer);
    const delivery: Delivery = {
      topic: 'customers/redact',
      fact: { kind: 'redact', customer, orderIds },
      edited: false,
    };
    run.past.push(delivery);
    asked.push({ run, delivery });
    run.history.done(run.deed, true);
    run.deed = null;
  }
  if (asked.length === 0) return;
  await deliver(batch, asked);
  await batch.settle();
}

/** Runs the job that makes pending points available, as two workers at once would. */
async function mature(batch: Batch): Promise<void> {
  for (;;) {
    const counts = await Promise.all(
      Array.from({ length: batch.withCrashes ? 2 : 1 }, () => batch.survive(0.3, () => matureDue(NOW, 500))),
    );
    if (counts.every((count) => count === 0)) return;
  }
}

/** Runs the tasks of orders that have to be read anew. */
async function refreshEdited(batch: Batch, runs: readonly Run[]): Promise<void> {
  const { rows } = await pool().query<{ shop_id: number; subject: string }>(
    `SELECT shop_id, subject FROM outbox_tasks WHERE topic = 'refresh_order' AND shop_id = ANY($1::int[])`,
    [runs.map((run) => run.shop.id)],
  );
  await inParallel(rows, (row) => batch.task(row.shop_id, 'refresh_order', row.subject));
}

/** Does the deed of the phase and tells the history how it went. */
async function act(batch: Batch, run: Run): Promise<void> {
  const { deed } = run;
  run.deed = null;
  if (!deed) return;
  const { model, plan } = run.history;
  const shopId = run.shop.id;
  const memberOf = async (customer: number) => {
    const ref = { shopId, customerId: customerId(customer) };
    return (await findMembers(pool(), [ref])).get(customerKey(ref));
  };
  let accepted = false;
  let expected: boolean | null = null;
  switch (deed.kind) {
    case 'redeem': {
      const member = await memberOf(deed.customer);
      const { customer, costPoints } = deed;
      expected = model.member(customer) && !model.blocked(customer) && model.balance(customer) >= costPoints;
      if (!member) break;
      const request = { shop: run.shop, member, rewardId: `rw_${costPoints}`, requestId: randomUUID(), now: NOW };
      const result = await batch.survive(0.4, () => redeem(request));
      accepted = result.ok;
      if (!result.ok) break;
      run.codes.push(result.redemption.code);
      run.redemptionIds.push(result.redemption.id);
      break;
    }
    case 'make_code': {
      const stub = batch.stub.shops.get(run.shop.domain);
      if (stub) stub.nextCode = deed.answer;
      await batch.task(shopId, 'create_code', run.redemptionIds[deed.redemption] ?? '');
      accepted = true;
      break;
    }
    case 'take_back': {
      const redemptionId = run.redemptionIds[deed.redemption] ?? '';
      const code = batch.stub.shops.get(run.shop.domain)?.codes.get(run.codes[deed.redemption] ?? '');
      if (code && deed.wasUsed) code.uses = 1;
      const result = await batch.survive(0.3, () =>
        cancelRedemption({ shopId, redemptionId, actor: 'shopper', now: NOW }),
      );
      // An order with the code can have arrived since the deed was thought of.
      expected = model.redemptions[deed.redemption]?.state !== 'used';
      accepted = result.ok;
      await batch.task(shopId, 'withdraw_code', redemptionId);
      break;
    }
    case 'adjust': {
      const member = await memberOf(deed.customer);
      expected = model.member(deed.customer) && (deed.points > 0 || model.balance(deed.customer) + deed.points >= 0);
      if (!member) break;
      const request = {
        shopId,
        memberId: member.id,
        points: deed.points,
        note: `for ${customerId(deed.customer)}`,
        requestId: randomUUID(),
      };
      accepted = (await batch.survive(0.3, () => adjustPoints({ ...request, actor: 'soak', now: NOW }))).ok;
      break;
    }
    case 'block': {
      const member = await memberOf(deed.customer);
      expected = model.member(deed.customer);
      if (!member) break;
      const request = { shopId, memberId: member.id, blocked: deed.blocked, actor: 'soak', now: NOW };
      accepted = await batch.survive(0.2, () => setBlocked(request));
      break;
    }
    case 'pay': {
      const credit = creditAt(batch.stub, run);
      credit.next = deed.answer;
      await moveMoney(batch.survive, run);
      credit.next = 'made';
      break;
    }
    case 'spend': {
      const credit = creditAt(batch.stub, run);
      const account = credit.accounts[deed.account % Math.max(1, credit.accounts.length)];
      if (account) credit.spend(account, Math.floor((account.balanceMinor * deed.perCent) / 100));
      break;
    }
    case 'redact':
      return;
    case 'publish': {
      const terms = { pointsPerUnit: deed.pointsPerUnit, unitMinor: deed.unitMinor };
      const program = programOf(plan, terms, deed.isSecond);
      const result = await batch.survive(0.2, () => publish(shopId, program, run.version, 'soak', NOW));
      // A lost commit answers "somebody else published": it was this one.
      accepted = result.ok || 'conflict' in result;
      expected = true;
      run.version++;
      // The one that is cut off begins where it was; the other waits for it.
      if (plan.tiers) await Promise.all([1, 2].map(() => batch.survive(0.3, () => runReviewTiers(shopId, NOW))));
      break;
    }
  }
  // What is forgiven, has run out or was paid out depends on when; there the app's word is taken, and its sums are checked at the end.
  const isExact = plan.whenSpent === 'owed' && plan.expiry !== 'soon' && cashbackOf(plan) === null;
  if (expected !== null && accepted !== expected && isExact)
    run.failures.push(`${JSON.stringify(deed)}: the model says ${expected}, the app did ${accepted}`);
  run.history.done(deed, accepted);
}
