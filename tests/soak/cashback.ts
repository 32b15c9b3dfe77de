/**
 * Cashback in the shops whose plan has any. Which points are paid out when depends on the order of events, so that the model takes
 * the ledger's word for how many. What is proven is the money: every credit and debit at Shopify is one payout or one collection
 * and has its amount, whatever was lost on the way; what can be paid is paid; what is owed is taken as far as the accounts reach.
 */
import { pool } from '#app/db.server.ts';
import { payOutDue } from '#app/rewards/cashback.server.ts';
import { runCreateCode } from '#app/rewards/code-tasks.server.ts';
import { runCollectCredit } from '#app/rewards/collect-credit.server.ts';
import { fates, type StubCredit } from './credit-stub.ts';
import { cashbackOf, type CashbackPlan } from './plan.ts';
import { customerId, NOW, type Run } from './run.ts';
import type { Stub } from './shopify-stub.ts';
import { inParallel, runTask, type Survive } from './tasks.ts';

export const CASHBACK_ID = 'rw_cashback';
/** Longer than a call can be on its way. */
const ATTEMPT_MS = 2 * 60_000;

type Topic = 'create_code' | 'collect_credit';

/** What waits to be moved at Shopify. */
async function waiting(shopIds: readonly number[]): Promise<{ shopId: number; topic: Topic; subject: string }[]> {
  const { rows } = await pool().query<{ shopId: number; topic: Topic; subject: string }>(
    `SELECT t.shop_id AS "shopId", t.topic, t.subject FROM outbox_tasks t WHERE t.shop_id = ANY($1::int[]) AND (t.topic = 'collect_credit'
       OR t.topic = 'create_code' AND EXISTS (
         SELECT 1 FROM redemptions r WHERE r.shop_id = t.shop_id AND r.id::text = t.subject AND r.reward_id = $2))
     ORDER BY 1, 2, 3`,
    [shopIds, CASHBACK_ID],
  );
  return rows;
}

/** Moves what waits, each as a worker would, some of it as two would at once. */
export async function moveMoney(survive: Survive, run: Run): Promise<void> {
  const nowOf = () => new Date(NOW.getTime() + ++run.minutes * ATTEMPT_MS);
  for (const task of await waiting([run.shop.id])) {
    if (run.random.chance(0.2)) {
      const work = task.topic === 'create_code' ? runCreateCode : runCollectCredit;
      const now = nowOf();
      // Two whose leases both ran out: at most one of them gets through, the other is turned away.
      await Promise.allSettled([1, 2].map(() => work(task.shopId, task.subject, now)));
    }
    await runTask(survive, task, nowOf);
  }
}

/** Between two pauses workers move money in half of the shops, and something may come between. */
export async function moveSome(survive: Survive, runs: readonly Run[], stub: Stub, calm: boolean): Promise<void> {
  const moving = runs.filter((run) => cashbackOf(run.history.plan) !== null && (calm || run.random.chance(0.5)));
  await inParallel(moving, async (run) => {
    const credit = creditAt(stub, run);
    if (!calm && run.random.chance(0.4)) credit.next = fates[run.random.below(fates.length)] ?? 'made';
    await moveMoney(survive, run);
    credit.next = 'made';
  });
}

export function creditAt(stub: Stub, { shop }: Run): StubCredit {
  const found = stub.shops.get(shop.domain);
  if (!found) throw new Error('every shop is at Shopify');
  return found.credit;
}

/** Pays out and collects until nothing is left to do. */
export async function settleMoney(survive: Survive, runs: readonly Run[]): Promise<void> {
  const concerned = runs.filter(({ history }) => cashbackOf(history.plan) !== null);
  const ids = concerned.map(({ shop }) => shop.id);
  for (let round = 0; round < 30; round++) {
    while (await survive(0.3, () => payOutDue(NOW, 500)));
    const tasks = await waiting(ids);
    if (tasks.length === 0) return;
    const shops = new Set(tasks.map(({ shopId }) => shopId));
    await inParallel(
      concerned.filter(({ shop }) => shops.has(shop.id)),
      (run) => moveMoney(survive, run),
    );
  }
  throw new Error('Cashback does not come to an end.');
}

interface Payout {
  shopId: number;
  memberId: string;
  customerId: string;
  state: string;
  costPoints: number;
  amountMinor: number;
  credit: { amountMinor: number; currencyCode: string } | null;
  gid: string | null;
  returned: number;
}

async function readPayouts(shopIds: readonly number[]): Promise<Payout[]> {
  const { rows } = await pool().query<Payout>(
    `SELECT r.shop_id AS "shopId", r.member_id::text AS "memberId", r.customer_id AS "customerId", r.state::text AS state,
       r.cost_points AS "costPoints", r.amount_minor AS "amountMinor", r.delivery -> 'credit' AS credit, r.fulfilled_gid AS gid,
       coalesce((SELECT sum(t.points) FROM transfers t WHERE t.shop_id = r.shop_id AND t.member_id = r.member_id
         AND t.source_id = r.id::text AND t.kind = 'redemption_return'), 0)::bigint AS returned
     FROM redemptions r WHERE r.shop_id = ANY($1::int[]) AND r.reward_id = $2 ORDER BY r.created_at, r.id`,
    [shopIds, CASHBACK_ID],
  );
  return rows;
}

/** What of each member's points became money and has not come back, by `shop member`. */
export async function readPaidOut(shopIds: readonly number[]): Promise<Map<string, number>> {
  const paid = new Map<string, number>();
  for (const { shopId, memberId, costPoints, returned } of await readPayouts(shopIds)) {
    const key = `${shopId} ${memberId}`;
    paid.set(key, (paid.get(key) ?? 0) + costPoints - returned);
  }
  return paid;
}

/** Says of each shop what is wrong with its money. */
export async function verifyMoney(runs: readonly Run[], stub: Stub): Promise<void> {
  const creditOf = (run: Run) => creditAt(stub, run);
  const concerned = runs.filter(({ history }) => cashbackOf(history.plan) !== null);
  const ids = concerned.map(({ shop }) => shop.id);
  const [payouts, taken, members, tasks] = await Promise.all([
    readPayouts(ids),
    pool().query<{ shopId: number; gid: string | null; amountMinor: number; state: string }>(
      `SELECT shop_id AS "shopId", transaction_gid AS gid, amount_minor AS "amountMinor", state FROM credit_collections
       WHERE shop_id = ANY($1::int[]) AND state <> 'failed'`,
      [ids],
    ),
    pool().query<{ shopId: number; customerId: string; memberId: string; available: number }>(
      `SELECT m.shop_id AS "shopId", m.customer_id AS "customerId", m.id::text AS "memberId", b.available FROM members m
       JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.id
       WHERE m.shop_id = ANY($1::int[]) AND m.status = 'active' AND m.customer_id IS NOT NULL`,
      [ids],
    ),
    waiting(ids),
  ]);
  const byShop = new Map(concerned.map((run) => [run.shop.id, run]));
  for (const { shopId, topic } of tasks) byShop.get(shopId)?.failures.push(`a task is left: ${topic}`);
  for (const run of concerned) {
    const plan = cashbackOf(run.history.plan);
    if (!plan) continue;
    const own = payouts.filter(({ shopId }) => shopId === run.shop.id);
    const collections = taken.rows.filter(({ shopId }) => shopId === run.shop.id);
    verifyMovements(run, creditOf(run), own, collections);
    for (const payout of own) run.failures.push(...verifyPayout(run, plan, payout));
    for (const { memberId, customerId: id, available } of members.rows.filter(({ shopId }) => shopId === run.shop.id)) {
      // What ran out after the last payout leaves less, never more.
      if (available >= plan.costPoints) run.failures.push(`${available} points of ${id} should have been paid out`);
      if (available >= 0) continue;
      for (const payout of own.filter((one) => one.memberId === memberId && one.state === 'used')) {
        const { amountMinor, currencyCode } = moneyOf(run, payout);
        const account = creditOf(run).accounts.find(
          (one) => one.customerId === id && one.currencyCode === currencyCode && one.balanceMinor > 0,
        );
        const back = Math.min(-available, payout.costPoints - payout.returned);
        if (account && back * amountMinor >= payout.costPoints)
          run.failures.push(`${id} owes ${-available} points and has ${account.balanceMinor} ${currencyCode}`);
      }
    }
  }
}

const moneyOf = ({ shop }: Run, { credit, amountMinor }: Payout) =>
  credit ?? { amountMinor, currencyCode: shop.currencyCode };

/** Every movement that the app asked for is the one of a payout or a collection, once, with its amount and its currency. */
function verifyMovements(
  run: Run,
  credit: StubCredit,
  payouts: readonly Payout[],
  collections: readonly { gid: string | null; amountMinor: number; state: string }[],
): void {
  const booked = new Map<string, string>();
  const book = (gid: string | null, words: string) => {
    if (gid === null || booked.has(gid)) run.failures.push(`${words} is no movement of its own: ${gid}`);
    else booked.set(gid, words);
  };
  for (const payout of payouts) {
    const { amountMinor, currencyCode } = moneyOf(run, payout);
    if (payout.state === 'used') book(payout.gid, `credit ${amountMinor} ${currencyCode}`);
    else if (payout.state !== 'returned') run.failures.push(`a payout is ${payout.state} at the end`);
  }
  for (const { gid, amountMinor, state } of collections) {
    if (state === 'done') book(gid, `debit ${amountMinor}`);
    else run.failures.push(`a collection is ${state} at the end`);
  }
  // Of who was forgotten while a call was on its way, nobody can ask any more.
  const gone = new Set([...run.forgotten.keys()].map(customerId));
  for (const account of credit.accounts) {
    if (account.balanceMinor < 0) run.failures.push(`an account is overdrawn: ${account.balanceMinor}`);
    for (const { gid, kind, by, amountMinor } of account.movements) {
      if (by === 'shopper') continue;
      const words = booked.get(gid);
      booked.delete(gid);
      const is = kind === 'credit' ? `credit ${amountMinor} ${account.currencyCode}` : `debit ${amountMinor}`;
      if (words !== is && !(words === undefined && gone.has(account.customerId)))
        run.failures.push(`Shopify booked ${is} for ${account.customerId}, the app ${words ?? 'nothing'}`);
    }
  }
  for (const words of booked.values()) run.failures.push(`${words} was booked, and Shopify knows nothing of it`);
}

/** As much money as the points are worth, and no point more than it takes; in a currency that the buyer has paid in. */
function verifyPayout({ history, shop }: Run, plan: CashbackPlan, payout: Payout): string[] {
  const { costPoints, amountMinor, credit } = payout;
  const needed = Number(
    (BigInt(amountMinor) * BigInt(plan.costPoints) + BigInt(plan.amountMinor) - 1n) / BigInt(plan.amountMinor),
  );
  const wrong: string[] = [];
  if (costPoints !== needed || amountMinor < plan.amountMinor)
    wrong.push(`${costPoints} points became ${amountMinor}, which takes ${needed}`);
  if (!credit) return wrong;
  const { abroad } = plan;
  const paidAbroad = history.orders.some(
    (order) => order.abroad && (order.anonymous || customerId(order.customer) === payout.customerId),
  );
  if (
    !abroad ||
    credit.currencyCode !== abroad.currencyCode ||
    !paidAbroad ||
    credit.currencyCode === shop.currencyCode
  )
    return [...wrong, `credit is in ${credit.currencyCode}`];
  if (abroad.isRefused && payout.state === 'used') wrong.push(`credit in ${credit.currencyCode} was given, and is not`);
  const exact = (amountMinor * abroad.perMille) / 1000;
  // The rate is that of an order, whose amounts are whole minor units: of a hundred at least.
  if (Math.abs(credit.amountMinor - exact) > 1 + exact * 0.011)
    wrong.push(`${amountMinor} became ${credit.amountMinor} ${credit.currencyCode} instead of about ${exact}`);
  return wrong;
}
