/**
 * Telling Shopify Flow what happened, so that merchants' workflows begin with it. Owns the tables of Flow's settings and events.
 * What is news is decided where messages are announced; here it is kept, in the same transaction, and sent after the commit,
 * each fact once. Whether a shop has switched Flow on is remembered for a few seconds.
 */
import { pool, type Sql } from '../../db.server.ts';
import { toJsonb } from '../../lib/clean-text.ts';
import type { Announcement } from '../../messages/kinds.ts';
import { enqueue } from '../../outbox/outbox-store.server.ts';
import { shopFactsByIds } from '../../shops/shop-store.server.ts';

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

export async function isFlowOn(shopId: number): Promise<boolean> {
  const { rows } = await pool().query<{ enabled: boolean }>('SELECT enabled FROM flow_settings WHERE shop_id = $1', [
    shopId,
  ]);
  return rows[0]?.enabled ?? false;
}

export async function switchFlow(shopId: number, enabled: boolean, now: Date, sql: Sql = pool()): Promise<void> {
  switchedOn.delete(shopId);
  await sql.query(
    `INSERT INTO flow_settings (shop_id, enabled, updated_at) VALUES ($1, $2, $3)
     ON CONFLICT (shop_id) DO UPDATE SET enabled = excluded.enabled, updated_at = excluded.updated_at`,
    [shopId, enabled, now],
  );
  switchedOn.delete(shopId);
}

const CACHE_MS = 5_000;
const KEPT_SHOPS = 5_000;
const switchedOn = new Map<number, { isOn: boolean; readAtMs: number }>();

/** Which of these shops have switched Flow on, remembered for a few seconds: nearly every order asks. */
async function withFlow(sql: Sql, shopIds: readonly number[]): Promise<Set<number>> {
  const isFresh = (shopId: number) => performance.now() - (switchedOn.get(shopId)?.readAtMs ?? -Infinity) < CACHE_MS;
  const asked = [...new Set(shopIds)];
  const missing = asked.filter((shopId) => !isFresh(shopId));
  const on = new Set(asked.filter((shopId) => isFresh(shopId) && switchedOn.get(shopId)?.isOn));
  if (missing.length === 0) return on;
  // On the caller's connection: a transaction that waited for another one could wait for ever.
  const { rows } = await sql.query<{ shopId: number }>({
    name: 'flow-shops',
    text: `SELECT shop_id AS "shopId" FROM flow_settings WHERE shop_id = ANY($1::int[]) AND enabled`,
    values: [missing],
  });
  for (const { shopId } of rows) on.add(shopId);
  if (switchedOn.size > KEPT_SHOPS) switchedOn.clear();
  for (const shopId of missing) switchedOn.set(shopId, { isOn: on.has(shopId), readAtMs: performance.now() });
  return on;
}

interface FlowNews {
  shopId: number;
  key: string;
  handle: 'points-earned' | 'tier-reached' | 'reward-ready';
  memberId: string;
  payload: Record<string, string | number>;
}

/** What of an announcement Flow has a trigger for; null for the rest. */
function newsOf(item: Announcement): FlowNews | null {
  if (item.memberId === null) return null;
  const about = { shopId: item.shopId, memberId: item.memberId, key: item.key };
  switch (item.kind) {
    case 'points_earned':
      return { ...about, handle: 'points-earned', payload: { points: item.data.points } };
    case 'tier_reached':
      return {
        ...about,
        handle: 'tier-reached',
        payload: { level: item.data.name['en'] ?? '', levelId: item.data.tierId },
      };
    case 'code_ready':
      return { ...about, handle: 'reward-ready', payload: { reward: item.data.title['en'] ?? '' } };
    default:
      return null;
  }
}

/** Must run inside the transaction that makes it true. The same key again changes nothing. */
export async function noteForFlow(sql: Sql, items: readonly Announcement[], now: Date): Promise<void> {
  const told = items.flatMap((item) => newsOf(item) ?? []);
  if (told.length === 0) return;
  const on = await withFlow(
    sql,
    told.map(({ shopId }) => shopId),
  );
  const news = told.filter(({ shopId }) => on.has(shopId));
  if (news.length === 0) return;
  const { rows } = await sql.query<{ shopId: number; key: string }>({
    name: 'flow-note',
    text: `INSERT INTO flow_events (shop_id, key, handle, member_id, payload, created_at)
           SELECT n.*, $6 FROM unnest($1::int[], $2::text[], $3::text[], $4::uuid[], $5::jsonb[]) AS n(shop_id, key, handle, member_id, payload)
           JOIN flow_settings s ON s.shop_id = n.shop_id AND s.enabled
           ORDER BY n.shop_id, n.key
           ON CONFLICT DO NOTHING RETURNING shop_id AS "shopId", key`,
    values: [
      news.map((n) => n.shopId),
      news.map((n) => n.key),
      news.map((n) => n.handle),
      news.map((n) => n.memberId),
      news.map((n) => toJsonb(n.payload)),
      now.toISOString(),
    ],
  });
  await enqueue(
    sql,
    rows.map(({ shopId, key }) => ({ shopId, topic: 'tell_flow', subject: key })),
  );
}

/** Sends what waits under the key. What was sent, or belongs to nobody any more, is not sent. */
export async function runTellFlow(shopId: number, key: string, now: Date): Promise<void> {
  const { rows } = await pool().query<{
    handle: string;
    payload: Record<string, string | number>;
    customerId: string | null;
  }>(
    `SELECT e.handle, e.payload, coalesce(i.customer_id, m.customer_id) AS "customerId" FROM flow_events e
     JOIN members m ON m.shop_id = e.shop_id AND m.id = e.member_id
     LEFT JOIN members i ON i.shop_id = m.shop_id AND i.id = m.merged_into
     WHERE e.shop_id = $1 AND e.key = $2 AND e.sent_at IS NULL`,
    [shopId, key],
  );
  const event = rows[0];
  const shop = (await shopFactsByIds([shopId])).get(shopId);
  if (!event || !shop?.isInstalled || event.customerId === null) return;
  // Shopify's library is loaded when there is something to tell: whoever announces in a tool of the command line needs none of it.
  const { tellFlow } = await import('../../shopify/flow.server.ts');
  // Flow starts a workflow twice when the answer is lost: it offers no key for a trigger.
  await tellFlow(shop.domain, event.handle, { customer_id: Number(event.customerId), ...event.payload });
  await pool().query('UPDATE flow_events SET sent_at = $3 WHERE shop_id = $1 AND key = $2', [shopId, key, now]);
}

/** @returns how many old events went. */
export async function purgeFlowEvents(now: Date, limit: number): Promise<number> {
  const { rowCount } = await pool().query(
    `DELETE FROM flow_events WHERE (shop_id, key) IN (SELECT shop_id, key FROM flow_events WHERE created_at < $1 ORDER BY created_at LIMIT $2)`,
    [new Date(now.getTime() - KEPT_MS), limit],
  );
  return rowCount ?? 0;
}
