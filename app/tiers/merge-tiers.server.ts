/** Two members become one, or are forgotten: what becomes of their levels. */
import type { Sql } from '../db.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import type { Promised } from '../program/standing.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { reconsiderTiers } from './reconsider.server.ts';
import { readTierMembers } from './tier-store.server.ts';

/**
 * What the one had is the other's: orders and memberships count together, what was given stays given, and the higher level of
 * the two is kept for as long as it would have lasted. Must run inside the merge's transaction, after orders were moved.
 */
export async function mergeTiers(
  sql: Sql,
  shop: ShopFacts,
  { fromId, intoId, deletedId, keptId }: { fromId: string; intoId: string; deletedId: string; keptId: string },
  now: Date,
): Promise<void> {
  await sql.query('UPDATE membership_contracts SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2', [
    shop.id,
    deletedId,
    keptId,
  ]);
  const programs = await livePrograms(sql, [shop.id]);
  const live = programs.get(shop.id);
  if (!live) return;
  if (fromId !== intoId) {
    const members = await readTierMembers(
      sql,
      [fromId, intoId].map((id) => ({ shopId: shop.id, id })),
      true,
    );
    const from = members.find(({ id }) => id === fromId)?.row ?? null;
    const into = members.find(({ id }) => id === intoId)?.row ?? null;
    const levels = live.program.tiers?.levels ?? [];
    const higher = (a: Promised | null, b: Promised | null): Promised | null => {
      const place = (one: Promised | null) => levels.findIndex(({ id }) => id === one?.tierId);
      return place(b) > place(a) ? b : (a ?? b);
    };
    const had = (row: typeof from): Promised | null =>
      row?.tierId ? { tierId: row.tierId, until: row.graceUntil } : null;
    const given = higher(into?.given ?? null, from?.given ?? null);
    const kept = higher(higher(into?.kept ?? null, from?.kept ?? null), higher(had(into), had(from)));
    await sql.query(
      `INSERT INTO member_tiers AS t (shop_id, member_id, program_version, reckoned_at, given_tier_id, given_until, given_reason, given_at,
         kept_tier_id, kept_until, tags)
       SELECT $1, $3, $4, $5, $6, $7, coalesce(f.given_reason, ''), f.given_at, $8, $9, coalesce(f.tags, '{}')
       FROM (SELECT 1) one LEFT JOIN member_tiers f ON f.shop_id = $1 AND f.member_id = $2
       ON CONFLICT (shop_id, member_id) DO UPDATE SET given_tier_id = excluded.given_tier_id, given_until = excluded.given_until,
         given_reason = CASE WHEN t.given_reason = '' THEN excluded.given_reason ELSE t.given_reason END,
         given_at = coalesce(t.given_at, excluded.given_at), kept_tier_id = excluded.kept_tier_id, kept_until = excluded.kept_until,
         tags = ARRAY(SELECT unnest(coalesce(t.tags, '{}')) UNION SELECT unnest(excluded.tags))`,
      [
        ...[shop.id, fromId, intoId, live.version, now],
        ...[given?.tierId ?? null, given?.until ?? null, kept?.tierId ?? null, kept?.until ?? null],
      ],
    );
    await moveRest(sql, shop.id, fromId, intoId);
  }
  await reconsiderTiers(
    sql,
    { members: [{ shopId: shop.id, id: intoId }], shops: new Map([[shop.id, shop]]), programs, now },
    { merged: true },
  );
  await enqueue(sql, [{ shopId: shop.id, topic: 'sync_tier', subject: intoId }]);
}

async function moveRest(sql: Sql, shopId: number, fromId: string, intoId: string): Promise<void> {
  const values = [shopId, fromId, intoId];
  await sql.query('UPDATE memberships SET member_id = $3 WHERE shop_id = $1 AND member_id = $2', values);
  await sql.query(
    `INSERT INTO tier_entries (shop_id, member_id, tier_id, occasion, entered_on, times, given)
     SELECT shop_id, $3, tier_id, occasion, entered_on, times, given FROM tier_entries WHERE shop_id = $1 AND member_id = $2
     ON CONFLICT DO NOTHING`,
    values,
  );
  for (const table of ['tier_entries', 'member_tiers'])
    await sql.query(`DELETE FROM ${table} WHERE shop_id = $1 AND member_id = $2`, values.slice(0, 2));
  await sql.query('UPDATE members SET tier_id = NULL, paid_until = NULL WHERE shop_id = $1 AND id = $2', [
    shopId,
    fromId,
  ]);
}

/** Forgets the levels of people; of the changes only what names nobody stays. Must run inside the erasure's transaction. */
export async function eraseTiers(
  sql: Sql,
  shopId: number,
  { memberIds, customerId }: { memberIds: readonly string[]; customerId: string },
): Promise<void> {
  for (const table of ['member_tiers', 'tier_entries', 'memberships'])
    await sql.query(`DELETE FROM ${table} WHERE shop_id = $1 AND member_id = ANY($2::uuid[])`, [shopId, memberIds]);
  await sql.query('DELETE FROM membership_contracts WHERE shop_id = $1 AND customer_id = $2', [shopId, customerId]);
  await sql.query(
    `UPDATE tier_changes SET detail = detail - 'reason' WHERE shop_id = $1 AND member_id = ANY($2::uuid[]) AND detail ? 'reason'`,
    [shopId, memberIds],
  );
  await sql.query('UPDATE members SET tier_id = NULL, paid_until = NULL WHERE shop_id = $1 AND id = ANY($2::uuid[])', [
    shopId,
    memberIds,
  ]);
}
