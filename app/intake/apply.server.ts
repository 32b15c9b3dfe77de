/**
 * Applies what waits in the inbox, in batches: claimed, applied and marked in one transaction, so that an event's effect
 * and its mark stand or fall together. A batch that fails is applied one by one; an event that cannot be read goes to the
 * dead letters at once, one that cannot be applied after some tries.
 */
import { ZodError } from 'zod';
import { subscribed } from '../activities/newsletter.server.ts';
import { forgetProducts } from '../catalog/product-facts.server.ts';
import { inTransaction, pool, sqlState, type Sql } from '../db.server.ts';
import { joiningOf } from '../enrollment/join.server.ts';
import { cleanText } from '../lib/clean-text.ts';
import { log, messageOf } from '../lib/log.server.ts';
import { applyCustomerMeaning } from '../members/customer-events.server.ts';
import { holdCustomers, type CustomerRef } from '../members/membership.server.ts';
import { changeTags } from '../members/tags.server.ts';
import { applyOrderUpdates, buyerOf, type OrderUpdate } from '../orders/apply.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { eraseShop } from '../shops/erase-shop.server.ts';
import { afterUninstall, updateShop } from '../shops/install.server.ts';
import { shopFactsByIds, type ShopFacts } from '../shops/shop-store.server.ts';
import { restoreTags } from '../tiers/perks.server.ts';
import { applySubscriptionMeaning } from '../tiers/subscriptions.server.ts';
import { readWebhook, type Meaning } from './topics.ts';

const BATCH = 200;
const MAX_ATTEMPTS = 8;

interface InboxRow {
  shopId: number;
  id: number;
  topic: string;
  body: Buffer;
  triggeredAt: Date | null;
  receivedAt: Date;
  attempts: number;
}

interface ReadRow {
  row: InboxRow;
  meaning: Meaning;
}

/** Applies one batch. @returns how many events were taken up; fewer than a full batch means that the inbox is empty. */
export async function applyBatch(now: Date): Promise<number> {
  let claimed: InboxRow[] = [];
  try {
    await inTransaction(
      async (sql, rows: InboxRow[]) => {
        claimed = rows;
        await applyRows(sql, rows, now);
      },
      (sql) => claim(sql, BATCH),
    );
  } catch (error) {
    if (claimed.length === 0 || isConnectionError(error)) throw error;
    log.warn('a batch of events failed and is applied one by one', { events: claimed.length, error: messageOf(error) });
    for (const row of claimed) await applyAlone(row, now);
  }
  return claimed.length;
}

async function applyAlone(row: InboxRow, now: Date): Promise<void> {
  try {
    await inTransaction(async (sql) => {
      const { rows } = await sql.query(
        `SELECT 1 FROM inbox_events WHERE shop_id = $1 AND id = $2 AND state = 'received' FOR UPDATE SKIP LOCKED`,
        [row.shopId, row.id],
      );
      if (rows.length > 0) await applyRows(sql, [row], now);
    });
  } catch (error) {
    if (isConnectionError(error)) throw error;
    log.error('an event could not be applied', {
      topic: row.topic,
      shopId: row.shopId,
      inboxId: row.id,
      error: messageOf(error),
    });
    await pool().query(
      `UPDATE inbox_events SET attempts = attempts + 1, reason = $3, available_at = now() + $5 * interval '1 second',
         state = CASE WHEN attempts + 1 >= $4 THEN 'dead'::inbox_state ELSE state END
       WHERE shop_id = $1 AND id = $2`,
      [row.shopId, row.id, cleanText(messageOf(error), 1000), MAX_ATTEMPTS, Math.min(600, 2 ** row.attempts)],
    );
  }
}

async function claim(sql: Sql, limit: number): Promise<InboxRow[]> {
  const { rows } = await sql.query<InboxRow>({
    name: 'inbox-claim',
    text: `SELECT shop_id AS "shopId", id, topic, body, triggered_at AS "triggeredAt", received_at AS "receivedAt", attempts
           FROM inbox_events WHERE state = 'received' AND available_at <= now()
           ORDER BY available_at, id LIMIT $1 FOR UPDATE SKIP LOCKED`,
    values: [limit],
  });
  return rows;
}

async function applyRows(sql: Sql, rows: readonly InboxRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  const shops = await shopFactsByIds(
    rows.map((row) => row.shopId),
    sql,
  );
  const readable: ReadRow[] = [];
  const outcomes: { row: InboxRow; state: 'applied' | 'ignored' | 'dead'; reason: string | null }[] = [];
  for (const row of rows) {
    const shop = shops.get(row.shopId);
    try {
      if (!shop) throw new Error('The shop is not known.');
      const meaning = readWebhook(row.topic, row.body, {
        currencyCode: shop.currencyCode,
        taxesIncluded: shop.taxesIncluded,
        triggeredAt: (row.triggeredAt ?? row.receivedAt).toISOString(),
      });
      readable.push({ row, meaning });
    } catch (error) {
      outcomes.push({ row, state: 'dead', reason: cleanText(explainUnreadable(error), 1000) });
    }
  }
  const updates: OrderUpdate[] = [];
  for (const { row, meaning } of readable) {
    if (meaning.kind === 'order')
      updates.push({ shopId: row.shopId, orderId: meaning.snapshot.orderId, ...meaning, kind: 'snapshot' });
    if (meaning.kind === 'refund')
      updates.push({ shopId: row.shopId, orderId: meaning.orderId, kind: 'refund', refund: meaning.refund });
  }
  await holdCustomers(sql, customersOf(readable));
  await applyOrderUpdates(sql, updates, shops, now);
  // Who signs up and subscribes at once is told of in any order: the member first.
  const isLast = ({ meaning }: ReadRow) => Number(meaning.kind === 'newsletter');
  for (const { row, meaning } of readable.sort((a, b) => isLast(a) - isLast(b))) {
    const shop = shops.get(row.shopId);
    if (shop) await applyOther(sql, shop, shops, meaning, now, row.triggeredAt ?? row.receivedAt);
    outcomes.push({
      row,
      state: meaning.kind === 'nothing' ? 'ignored' : 'applied',
      reason: meaning.kind === 'nothing' ? meaning.reason : null,
    });
  }
  await mark(sql, outcomes);
}

/**
 * The customers of a batch in which one joins, is merged or goes. All are held at once: held one after another, those of two
 * batches would be held by the one and wanted by the other. A batch of orders alone holds its own.
 */
function customersOf(rows: readonly ReadRow[]): CustomerRef[] {
  const changing = rows.flatMap(({ row: { shopId }, meaning }): CustomerRef[] => {
    switch (meaning.kind) {
      case 'customer':
        return meaning.customer.hasAccount ? joiningOf(shopId, meaning.customer) : [];
      case 'customer_deleted':
        return [{ shopId, customerId: meaning.customerId }];
      case 'customer_redacted':
        return meaning.customerId === null ? [] : [{ shopId, customerId: meaning.customerId }];
      case 'customers_merged':
        return [meaning.keptId, meaning.deletedId].map((customerId) => ({ shopId, customerId }));
      default:
        return [];
    }
  });
  if (changing.length === 0) return [];
  return [
    ...changing,
    ...rows.flatMap(({ row: { shopId }, meaning }) =>
      meaning.kind === 'order' ? buyerOf(shopId, meaning.snapshot) : [],
    ),
  ];
}

async function applyOther(
  sql: Sql,
  shop: ShopFacts,
  shops: ReadonlyMap<number, ShopFacts>,
  meaning: Meaning,
  now: Date,
  toldAt: Date,
): Promise<void> {
  switch (meaning.kind) {
    case 'order':
    case 'refund':
    case 'nothing':
      return;
    case 'order_edited':
      return enqueue(sql, [{ shopId: shop.id, topic: 'refresh_order', subject: meaning.orderId }]);
    case 'product_changed':
      return forgetProducts(sql, shop.id, meaning.productId);
    case 'customer_tags':
      await changeTags(sql, { shopId: shop.id, customerId: meaning.customerId }, meaning.added, meaning.removed);
      return restoreTags(sql, { shopId: shop.id, customerId: meaning.customerId }, meaning.removed);
    case 'newsletter':
      return subscribed(sql, shop, meaning.customerId, now);
    case 'uninstalled':
      return afterUninstall(sql, shop.id, shop.domain, new Date(meaning.toldAt), now);
    case 'shop_updated':
      return updateShop(sql, shop.id, meaning.shop);
    case 'subscription_contract':
    case 'subscription_bill':
      return applySubscriptionMeaning(sql, shop, shops, meaning, now);
    case 'shop_redacted':
      return eraseShop(sql, shop.id, shop.domain);
    default:
      return applyCustomerMeaning(sql, shop, shops, meaning, now, toldAt);
  }
}

/** Marks the events. The body of an applied event is not needed any more, and holds personal data: it is dropped. */
async function mark(
  sql: Sql,
  outcomes: readonly { row: InboxRow; state: 'applied' | 'ignored' | 'dead'; reason: string | null }[],
): Promise<void> {
  await sql.query({
    name: 'inbox-mark',
    text: `UPDATE inbox_events e SET state = o.state, reason = o.reason, applied_at = now(), attempts = e.attempts + 1,
             body = CASE WHEN o.state = 'dead' THEN e.body ELSE ''::bytea END
           FROM unnest($1::int[], $2::bigint[], $3::inbox_state[], $4::text[]) AS o(shop_id, id, state, reason)
           WHERE e.shop_id = o.shop_id AND e.id = o.id`,
    values: [
      outcomes.map((o) => o.row.shopId),
      outcomes.map((o) => o.row.id),
      outcomes.map((o) => o.state),
      outcomes.map((o) => o.reason),
    ],
  });
}

/** What is wrong with a body, in a sentence; never the body itself. */
function explainUnreadable(error: unknown): string {
  if (error instanceof ZodError) {
    const places = error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'the body'}: ${issue.message}`);
    return `The payload is not what the topic promises. ${places.join('; ')}`;
  }
  if (error instanceof SyntaxError || error instanceof TypeError) return 'The body is not JSON.';
  return messageOf(error);
}

/** The database went away: nothing is wrong with the events, they wait. */
function isConnectionError(error: unknown): boolean {
  const state = sqlState(error) ?? '';
  return (
    state.startsWith('08') ||
    state.startsWith('57P') ||
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(state) ||
    /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/.test(
      messageOf(error),
    )
  );
}
