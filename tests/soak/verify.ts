/** Compares what the app has with what the model says, history by history, audits the ledger, and clears the tables for the next batch. */
import { pool } from '#app/db.server.ts';
import { audit } from '#app/ledger/audit.server.ts';
import { auditFigures } from '#app/figures/audit.server.ts';
import { foldPortion } from '#app/figures/fold.server.ts';
import { auditTiers } from '#app/tiers/audit.server.ts';
import { CASHBACK_ID, readPaidOut, verifyMoney } from './cashback.ts';
import { verifyForgotten } from './forget.ts';
import { observe } from './observe.ts';
import { customerId, NOW, type Run } from './run.ts';
import { readRunOut, verifyRunOut } from './run-out.ts';
import type { Stub } from './shopify-stub.ts';

export async function verify(runs: readonly Run[], stub: Stub): Promise<void> {
  const ids = runs.map((run) => run.shop.id);
  await observe(runs);
  await verifyForgotten(runs);
  await verifyRunOut(runs);
  await verifyMoney(runs, stub);
  const [ranOut, paidOut] = [await readRunOut(ids), await readPaidOut(ids)];
  const [balances, orders, forgiven, redemptions, leftover] = await Promise.all([
    pool().query<{ shop_id: number; customer_id: string; member_id: string; available: number; pending: number }>(
      `SELECT m.shop_id, m.customer_id, coalesce(m.merged_into, m.id)::text AS member_id, coalesce(b.available, 0) AS available,
         coalesce(b.pending, 0) AS pending
       FROM members m LEFT JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = coalesce(m.merged_into, m.id)
       WHERE m.shop_id = ANY($1::int[])`,
      [ids],
    ),
    pool().query<{ shop_id: number; order_id: string; points_awarded: number; points_reversed: number }>(
      'SELECT shop_id, order_id, points_awarded, points_reversed FROM orders WHERE shop_id = ANY($1::int[])',
      [ids],
    ),
    // Follows merges: what was forgiven to the one is the other's now.
    pool().query<{ shop_id: number; member_id: string; points: number }>(
      `SELECT t.shop_id, coalesce(m.merged_into, m.id)::text AS member_id, sum(t.points)::bigint AS points
       FROM transfers t JOIN members m ON m.shop_id = t.shop_id AND m.id = t.member_id
       WHERE t.shop_id = ANY($1::int[]) AND t.detail ->> 'code' = 'debt_forgiven' GROUP BY 1, 2`,
      [ids],
    ),
    pool().query<{ shop_id: number; id: string; state: string; code: string }>(
      'SELECT shop_id, id, state, code FROM redemptions WHERE shop_id = ANY($1::int[]) AND reward_id <> $2',
      [ids, CASHBACK_ID],
    ),
    pool().query<{ shop_id: number; what: string }>(
      `SELECT shop_id, 'an event is ' || state || ': ' || coalesce(reason, '') AS what FROM inbox_events
         WHERE shop_id = ANY($1::int[]) AND state IN ('received', 'dead')
       UNION ALL SELECT shop_id, 'a conflict is kept: ' || key FROM ledger_conflicts WHERE shop_id = ANY($1::int[])
       UNION ALL SELECT shop_id, 'a task is left: ' || topic || ' ' || subject FROM outbox_tasks
         WHERE shop_id = ANY($1::int[]) AND topic IN ('refresh_order', 'withdraw_code')`,
      [ids],
    ),
  ]);
  const byShop = new Map(runs.map((run) => [run.shop.id, run]));
  const fail = (shopId: number, sentence: string) => byShop.get(shopId)?.failures.push(sentence);
  for (const row of leftover.rows) fail(row.shop_id, row.what);
  const forgivenOf = new Map(forgiven.rows.map((row) => [`${row.shop_id} ${row.member_id}`, row.points]));
  const seen = new Map(balances.rows.map((row) => [`${row.shop_id} ${row.customer_id}`, row]));
  const seenById = new Map(balances.rows.map((row) => [`${row.shop_id} ${row.member_id}`, row]));
  const ordersSeen = new Map(orders.rows.map((row) => [`${row.shop_id} ${row.order_id}`, row]));
  for (const run of runs) {
    const { model, plan } = run.history;
    plan.customers.forEach((_, customer) => {
      // An id that was merged away before anything was known of it need not be remembered.
      const memberId = run.forgotten.get(model.root(customer));
      const row =
        seenById.get(`${run.shop.id} ${memberId ?? ''}`) ??
        seen.get(`${run.shop.id} ${customerId(customer)}`) ??
        seen.get(`${run.shop.id} ${customerId(model.root(customer))}`);
      const mercy = row ? (forgivenOf.get(`${run.shop.id} ${row.member_id}`) ?? 0) : 0;
      const gone = row ? (ranOut.get(`${run.shop.id} ${row.member_id}`) ?? 0) : 0;
      const paid = row ? (paidOut.get(`${run.shop.id} ${row.member_id}`) ?? 0) : 0;
      const expected = model.balance(customer) + mercy - gone - paid;
      if ((row?.available ?? 0) !== expected)
        run.failures.push(
          `customer ${customer}: the model says ${expected} points, the ledger ${row?.available ?? 'no member'}`,
        );
      if ((row?.pending ?? 0) !== model.pending(customer))
        run.failures.push(`customer ${customer}: ${model.pending(customer)} points should wait, ${row?.pending} do`);
      if (mercy > 0 && plan.whenSpent === 'owed')
        run.failures.push(`customer ${customer}: ${mercy} points were forgiven`);
    });
    for (const orderId of model.orders.keys()) {
      const row = ordersSeen.get(`${run.shop.id} ${orderId}`);
      const { awarded, reversed } = model.pointsOf(orderId);
      if (row?.points_awarded !== awarded || row.points_reversed !== reversed)
        run.failures.push(
          `order ${orderId}: the model says ${awarded} - ${reversed}, the ledger ${row?.points_awarded} - ${row?.points_reversed}`,
        );
    }
  }
  for (const row of redemptions.rows) {
    const run = byShop.get(row.shop_id);
    const model = run?.history.model.redemptions[run.redemptionIds.indexOf(row.id)];
    if (model?.state !== row.state) fail(row.shop_id, `a redemption is ${row.state}, the model says ${model?.state}`);
  }
  await auditAll(runs, fail);
}

/** Of the shops that keep figures: all that changed is marked, and folded they are what a recomputation says. */
async function foldFigures(runs: readonly Run[]): Promise<void> {
  const { rows } = await pool().query<{ shop_id: number }>(
    'SELECT shop_id FROM figure_states WHERE shop_id = ANY($1::int[]) ORDER BY shop_id',
    [runs.map((run) => run.shop.id)],
  );
  for (const { shop_id: shopId } of rows) while (await foldPortion(shopId, NOW));
}

async function auditAll(
  runs: readonly Run[],
  fail: (shopId: number, sentence: string) => number | undefined,
): Promise<void> {
  await foldFigures(runs);
  const client = await pool().connect();
  try {
    const { breaches } = await audit(client);
    for (const breach of await auditFigures(client)) {
      const shopId = Number(/\bshop (\d+)/.exec(breach)?.[1]);
      if (fail(shopId, `audit: figures: ${breach}`) === undefined) throw new Error(`audit: figures: ${breach}`);
    }
    // Sentences about levels name members by their own ids.
    const members = await client.query<{ id: string; shop_id: number }>('SELECT id, shop_id FROM members');
    const shopOf = new Map(members.rows.map((row) => [row.id, row.shop_id]));
    for (const breach of await auditTiers(client)) {
      const shopId = shopOf.get(/[0-9a-f-]{36}/.exec(breach)?.[0] ?? '');
      if (fail(shopId ?? -1, `audit: levels: ${breach}`) === undefined) throw new Error(`audit: levels: ${breach}`);
    }
    for (const breach of breaches) {
      const shopId = Number(/"shop_id":(\d+)/.exec(breach.row)?.[1]);
      if (fail(shopId, `audit: ${breach.invariant}: ${breach.row}`) === undefined)
        throw new Error(`audit: ${breach.invariant}: ${breach.row}`);
    }
  } finally {
    client.release();
  }
}

export async function wipe(): Promise<void> {
  const { rows } = await pool().query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> '_prisma_migrations'`,
  );
  await pool().query(`TRUNCATE ${rows.map((row) => row.name).join(', ')}`);
}
