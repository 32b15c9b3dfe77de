/**
 * One schedule: load through the signed doors for some seconds, while a seed decides what is killed, cut or made to fail and
 * when. Then everything is let go, recovery is measured, and every sum is compared with what was acknowledged.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { auditFigures } from '#app/figures/audit.server.ts';
import { audit } from '#app/ledger/audit.server.ts';
import { randomFrom, type Random } from '#tests/soak/random.ts';
import { ask, deliver, paidPayload, refundPayload, type DirectOrder } from './clients.ts';
import { REWARD_POINTS, type Fleet } from './fleet.ts';

export interface ScheduleResult {
  seed: number;
  /** What is wrong, a sentence each; none is right. */
  failures: string[];
  /** From the end of the last kill to the balance of an order that was sent after it. */
  recoveryMs: number;
  events: number;
  redemptions: number;
  deeds: string[];
  /** Where its seconds went. */
  seconds?: { load: number; recovery: number; rest: number; proof: number };
}

interface Shopper {
  customerId: string;
  orders: DirectOrder[];
  refunded: Set<number>;
}

const SHOPPERS = 6;
const WELCOME_LIMIT_MS = 15_000;
let nextOrderId = 70_000_000;
/** What the product promises. */
const RECOVERY_LIMIT_MS = 5_000;
const SETTLE_LIMIT_MS = 60_000;

/**
 * @param load for how long there is load; a busy machine goes on until so many events were sent, at most a minute
 * @param recoveryLimitMs when it counts as a failure
 */
export async function runSchedule(
  fleet: Fleet,
  seed: number,
  load: { forMs: number; events?: number },
  recoveryLimitMs = RECOVERY_LIMIT_MS,
): Promise<ScheduleResult> {
  const random = randomFrom(seed);
  const result: ScheduleResult = { seed, failures: [], recoveryMs: 0, events: 0, redemptions: 0, deeds: [] };
  const shoppers = await Promise.all(Array.from({ length: SHOPPERS }, () => welcome(fleet, result)));
  const startedAt = performance.now();
  const isLoading = () => {
    const passedMs = performance.now() - startedAt;
    return passedMs < load.forMs || (result.events < (load.events ?? 0) && passedMs < SETTLE_LIMIT_MS);
  };
  const [, , , , lastKillAt] = await Promise.all([
    buy(fleet, shoppers, randomFrom(seed + 1), isLoading, result),
    buy(fleet, shoppers, randomFrom(seed + 2), isLoading, result),
    redeem(fleet, shoppers, randomFrom(seed + 3), isLoading, result),
    buyAtShopify(fleet, shoppers, randomFrom(seed + 4), isLoading, result),
    harm(fleet, random, isLoading, result),
  ]);
  const loadedAt = performance.now();
  await measureRecovery(fleet, lastKillAt, recoveryLimitMs, result);
  const recoveredAt = performance.now();
  await fleet.control('/faults', undefined, 'DELETE');
  await settle(fleet, result);
  const restingAt = performance.now();
  await verify(fleet, shoppers, result);
  result.seconds = {
    load: (loadedAt - startedAt) / 1000,
    recovery: (recoveredAt - loadedAt) / 1000,
    rest: (restingAt - recoveredAt) / 1000,
    proof: (performance.now() - restingAt) / 1000,
  };
  return result;
}

/** A shopper who has bought before, and so can redeem from the first moment: a short schedule has redemptions to harm too. */
async function welcome(fleet: Fleet, result: ScheduleResult): Promise<Shopper> {
  const { customer } = await fleet.control<{ customer: { id: number } }>('/customers', {
    email: `chaos-${randomUUID()}@example.com`,
    firstName: 'Chaos',
    state: 'enabled',
  });
  const order: DirectOrder = {
    id: (nextOrderId += 10),
    customerId: String(customer.id),
    wholeUnits: [REWARD_POINTS, 2 * REWARD_POINTS],
  };
  await deliver(fleet, 'orders/paid', paidPayload(order));
  result.events++;
  await untilPoints(fleet, order.customerId, 3 * REWARD_POINTS, performance.now() + WELCOME_LIMIT_MS);
  return { customerId: order.customerId, orders: [order], refunded: new Set() };
}

/** Shopify's webhooks of orders and refunds, several at once, some of them twice, some refunds before their order. */
async function buy(
  fleet: Fleet,
  shoppers: Shopper[],
  random: Random,
  isLoading: () => boolean,
  result: ScheduleResult,
) {
  while (isLoading()) {
    const shopper = shoppers[random.below(shoppers.length)];
    if (!shopper) return;
    const order: DirectOrder = {
      id: (nextOrderId += 10),
      customerId: shopper.customerId,
      wholeUnits: [1 + random.below(80), 20 + random.below(100)],
    };
    shopper.orders.push(order);
    const sendings: (() => Promise<void>)[] = [];
    const eventId = randomUUID();
    sendings.push(() => deliver(fleet, 'orders/paid', paidPayload(order), eventId));
    if (random.chance(0.2)) sendings.push(() => deliver(fleet, 'orders/paid', paidPayload(order), eventId));
    if (random.chance(0.2)) sendings.push(() => deliver(fleet, 'orders/paid', paidPayload(order)));
    if (random.chance(0.25)) {
      shopper.refunded.add(order.id);
      sendings.push(() => deliver(fleet, 'refunds/create', refundPayload(order)));
      if (random.chance(0.3)) sendings.push(() => deliver(fleet, 'refunds/create', refundPayload(order)));
    }
    result.events += sendings.length;
    await Promise.all(random.shuffle(sendings).map((send) => send()));
    await sleep(random.below(40));
  }
}

/** Shoppers who redeem with one request id until somebody answers, and sometimes take the code back. */
async function redeem(
  fleet: Fleet,
  shoppers: Shopper[],
  random: Random,
  isLoading: () => boolean,
  result: ScheduleResult,
) {
  while (isLoading()) {
    await sleep(80 + random.below(200));
    const shopper = shoppers[random.below(shoppers.length)];
    if (!shopper) return;
    const wish = { rewardId: ['rw_amount', 'rw_shipping'][random.below(2)], requestId: randomUUID() };
    const takesBack = random.chance(0.4);
    let redemptionId: string | null = null;
    for (let attempt = 0; attempt < 10 && isLoading(); attempt++) {
      const answer = await ask(fleet, shopper.customerId, 'POST', 'redeem', wish);
      if (answer && answer.status < 500) {
        redemptionId = typeof answer.body.redemptionId === 'string' ? answer.body.redemptionId : null;
        break;
      }
      await sleep(100);
    }
    if (redemptionId === null) continue;
    result.redemptions++;
    if (takesBack) await ask(fleet, shopper.customerId, 'POST', `redemptions/${redemptionId}/cancel`, {});
  }
}

/** Orders at the sandbox, whose webhooks it delivers itself, with its own repetition, delay and disorder. */
async function buyAtShopify(
  fleet: Fleet,
  shoppers: Shopper[],
  random: Random,
  isLoading: () => boolean,
  result: ScheduleResult,
) {
  while (isLoading()) {
    await sleep(250 + random.below(300));
    const shopper = shoppers[random.below(shoppers.length)];
    const quantity = 1 + random.below(2);
    const { order } = await fleet.control<{ order: { id: number } }>('/orders', {
      customer: Number(shopper?.customerId),
      lines: [{ variant: 'NE-250', quantity }],
      shippingRateId: 'afhentning',
    });
    result.events++;
    if (random.chance(0.3)) {
      await fleet.control(`/orders/${order.id}/refund`, { lines: [{ line: 'NE-250', quantity: 1 }] });
      result.events++;
    }
  }
}

/** Harms the product until the end of the load. @returns when the last harm was over. */
async function harm(fleet: Fleet, random: Random, isLoading: () => boolean, result: ScheduleResult): Promise<number> {
  let lastKillAt = performance.now();
  while (isLoading()) {
    await sleep(150 + random.below(900));
    const deed = random.below(12);
    const part = fleet.parts[random.below(fleet.parts.length)];
    const note = (what: string) => result.deeds.push(what);
    if (deed < 5 && part) {
      note(`kill ${part}`);
      fleet.kill(part);
    } else if (deed === 5) {
      note('kill both workers');
      fleet.kill('worker-1');
      fleet.kill('worker-2');
    } else if (deed === 6) {
      note('crash PostgreSQL');
      await fleet.crashDatabase();
    } else if (deed === 7) {
      note('cut connections');
      await fleet.cutConnections();
    } else if (deed < 10) {
      const kind = ['throttled', 'server_error', 'timeout', 'timeout_after_success'][random.below(4)];
      note(`Shopify: ${kind}`);
      const timeoutMs = kind?.startsWith('timeout') ? { timeoutMs: 100 + random.below(1500) } : {};
      await fleet.control('/faults/api', { kind, count: 1 + random.below(4), ...timeoutMs });
      continue;
    } else {
      const fault = [
        { kind: 'duplicate', copies: 2, spacingMs: 200, count: 3 },
        { kind: 'reorder', window: 3, order: 'shuffled', seed: random.below(1000) },
        { kind: 'delay', delayMs: 1500, count: 3 },
      ][random.below(3)];
      note(`deliveries: ${fault?.kind}`);
      await fleet.control('/faults/deliveries', fault);
      continue;
    }
    lastKillAt = performance.now();
  }
  // The schedule always ends with a kill, so that there is something to recover from.
  const last = random.below(3);
  if (last === 0) await fleet.crashDatabase();
  for (const part of fleet.parts.filter(() => last === 1 || random.chance(0.5))) fleet.kill(part);
  result.deeds.push(['crash PostgreSQL and some', 'kill everything', 'kill some'][last] ?? '');
  lastKillAt = performance.now();
  return lastKillAt;
}

async function measureRecovery(
  fleet: Fleet,
  lastKillAt: number,
  limitMs: number,
  result: ScheduleResult,
): Promise<void> {
  const { customer } = await fleet.control<{ customer: { id: number } }>('/customers', {
    email: `chaos-${randomUUID()}@example.com`,
    state: 'enabled',
  });
  const order: DirectOrder = { id: (nextOrderId += 10), customerId: String(customer.id), wholeUnits: [33] };
  await deliver(fleet, 'orders/paid', paidPayload(order));
  await untilPoints(fleet, order.customerId, 33, lastKillAt + SETTLE_LIMIT_MS);
  result.recoveryMs = Math.round(performance.now() - lastKillAt);
  if (result.recoveryMs > limitMs)
    result.failures.push(`recovery took ${result.recoveryMs} ms, more than ${limitMs} ms`);
}

/** Waits until the storefront tells this shopper of so many points, or the deadline is there. */
async function untilPoints(fleet: Fleet, customerId: string, points: number, deadline: number): Promise<void> {
  while (performance.now() < deadline) {
    const answer = await ask(fleet, customerId, 'GET', 'member');
    const member = answer?.body.member as { availablePoints: number } | null | undefined;
    if (member?.availablePoints === points) return;
    await sleep(20);
  }
}

export async function settle(fleet: Fleet, result: ScheduleResult): Promise<void> {
  const deadline = performance.now() + SETTLE_LIMIT_MS;
  await fleet.control('/settle', { timeoutMs: 30_000 });
  for (;;) {
    // What rests because Shopify failed it is tried at once: nobody waits for the back-off here.
    await fleet.query('UPDATE outbox_tasks SET available_at = now() WHERE available_at > now()');
    const [left] = await fleet.query<{ inbox: string; outbox: string; moving: string }>(
      `SELECT (SELECT count(*) FROM inbox_events WHERE state = 'received') AS inbox,
         (SELECT count(*) FROM outbox_tasks WHERE dead_at IS NULL) AS outbox,
         (SELECT count(*) FROM redemptions WHERE state IN ('debited', 'cancelling')) AS moving`,
    );
    const { deliveries } = await fleet.control<{ deliveries: { status: string }[] }>('/deliveries?reverse=1&limit=250');
    const open = deliveries.filter(({ status }) => ['queued', 'held', 'in_flight', 'retrying'].includes(status));
    if (left && Number(left.inbox) + Number(left.outbox) + Number(left.moving) + open.length === 0) return;
    if (performance.now() > deadline) {
      result.failures.push(`it does not come to rest: ${JSON.stringify({ ...left, deliveries: open.length })}`);
      return;
    }
    await sleep(50);
  }
}

interface SandboxOrder {
  id: number;
  finalOfLines: { final: { shopMinor: number } }[];
  lines: { currentQuantity: number; quantity: number }[];
}

export async function verify(fleet: Fleet, shoppers: readonly Shopper[], result: ScheduleResult): Promise<void> {
  const fail = (sentence: string) => result.failures.push(sentence);
  await Promise.all(shoppers.map((shopper) => verifyShopper(fleet, shopper, fail)));
  await findOrphans(fleet, fail);
  const kept = await fleet.query<{ what: string }>(
    `SELECT 'dead letter: ' || topic || ' ' || coalesce(reason, '') AS what FROM inbox_events WHERE state = 'dead'
     UNION ALL SELECT 'conflict: ' || key FROM ledger_conflicts
     UNION ALL SELECT 'dead task: ' || topic || ' ' || coalesce(last_error, '') FROM outbox_tasks WHERE dead_at IS NOT NULL`,
  );
  for (const { what } of kept) fail(what);
  const { breaches } = await fleet.withClient((client) => audit(client));
  for (const breach of breaches) fail(`audit: ${breach.invariant}: ${breach.row}`);
  for (const breach of await fleet.withClient((client) => auditFigures(client))) fail(`audit: ${breach}`);
}

async function verifyShopper(fleet: Fleet, shopper: Shopper, fail: (sentence: string) => void): Promise<void> {
  const { customerId } = shopper;
  const orders = await fleet.query<{ order_id: string; points_awarded: string; points_reversed: string }>(
    `SELECT order_id, points_awarded, points_reversed FROM orders o JOIN members m ON m.shop_id = o.shop_id AND m.id = o.member_id
     WHERE m.customer_id = $1`,
    [customerId],
  );
  const byId = new Map(orders.map((row) => [row.order_id, row]));
  let expected = 0;
  for (const order of shopper.orders) {
    const awarded = order.wholeUnits.reduce((sum, units) => sum + units, 0);
    const reversed = shopper.refunded.has(order.id) ? (order.wholeUnits[0] ?? 0) : 0;
    expected += awarded - reversed;
    const row = byId.get(String(order.id));
    if (Number(row?.points_awarded) !== awarded || Number(row?.points_reversed) !== reversed)
      fail(`order ${order.id}: ${awarded} - ${reversed} were due, the ledger has ${JSON.stringify(row)}`);
  }
  const { orders: atShopify } = await fleet.control<{ orders: SandboxOrder[] }>(`/orders?customer=${customerId}`);
  for (const order of atShopify) {
    const points = Math.floor(order.finalOfLines.reduce((sum, line) => sum + line.final.shopMinor, 0) / 100);
    const line = order.lines[0];
    const gone = line ? line.quantity - line.currentQuantity : 0;
    const reversed = line ? Math.floor((points * gone) / line.quantity) : 0;
    expected += points - reversed;
    const row = byId.get(String(order.id));
    if (Number(row?.points_awarded) !== points || Number(row?.points_reversed) !== reversed)
      fail(`order ${order.id} of the sandbox: ${points} - ${reversed} were due, the ledger has ${JSON.stringify(row)}`);
  }
  const redemptions = await fleet.query<{ id: string; state: string; code: string }>(
    `SELECT r.id, r.state, r.code FROM redemptions r JOIN members m ON m.shop_id = r.shop_id AND m.id = r.member_id
     WHERE m.customer_id = $1`,
    [customerId],
  );
  for (const redemption of redemptions) {
    if (redemption.state !== 'returned') expected -= REWARD_POINTS;
    const live = await isLive(fleet, redemption.code);
    if (live !== (redemption.state === 'ready'))
      fail(`redemption ${redemption.id} is ${redemption.state}, its code ${live ? 'works' : 'does not work'}`);
  }
  const [balance] = await fleet.query<{ available: string }>(
    `SELECT b.available FROM balances b JOIN members m ON m.shop_id = b.shop_id AND m.id = b.member_id WHERE m.customer_id = $1`,
    [customerId],
  );
  if (Number(balance?.available ?? 0) !== expected)
    fail(`customer ${customerId}: ${expected} points were due, the ledger has ${balance?.available}`);
}

async function isLive(fleet: Fleet, code: string): Promise<boolean> {
  const found = await fleet
    .control<{ discount: { status: string } }>(`/discounts/${encodeURIComponent(code)}`)
    .catch(() => null);
  return found?.discount.status === 'active';
}

/** Every code of ours that works at Shopify has its redemption. */
async function findOrphans(fleet: Fleet, fail: (sentence: string) => void): Promise<void> {
  const { discounts } = await fleet.control<{ discounts: { title: string; status: string; codes: string[] }[] }>(
    '/discounts?limit=250&reverse=1',
  );
  const live = discounts
    .filter((discount) => discount.title.endsWith('(Regulars)') && discount.status === 'active')
    .flatMap((discount) => discount.codes);
  const rows = await fleet.query<{ code: string }>(
    `SELECT code FROM redemptions WHERE state IN ('ready', 'used') AND code = ANY($1)`,
    [live],
  );
  const known = new Set(rows.map((row) => row.code));
  for (const code of live) if (!known.has(code)) fail(`the code ${code} works at Shopify and belongs to no redemption`);
}
