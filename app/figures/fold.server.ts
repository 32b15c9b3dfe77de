/**
 * Folds what changed into the figures. A shop's figures have one writer at a time (its row in `figure_states` is locked), and a
 * portion is one transaction: it takes marks away, reads what their members come to now, and writes the difference to what was
 * written for them before. A change that commits later has a mark of its own. So each counts exactly once, whatever is killed.
 */
import { inTransaction, pool, type Sql } from '../db.server.ts';
import { dateInZone, dateOfDay } from '../lib/calendar.ts';
import { forgetBestLists, placeMembers } from './best-lists.server.ts';
import { keepLatestTransfers } from './latest-transfers.server.ts';
import { countsAsOrder, loadParts, type ShopOfFigures } from './load-parts.server.ts';
import {
  difference,
  FIGURES_VERSION,
  readPart,
  splitName,
  storePart,
  usualPause,
  type Contributions,
  type MemberPart,
  type StoredPart,
} from './part.ts';
import { takeSnapshot } from './snapshot.server.ts';

/** Members of one portion: a transaction of some tenths of a second. */
const PORTION = 1_000;
/** Of the members of a shop with a history: the larger, the more of them fall on the same sums. */
const FILL_PORTION = 5_000;
/** A run of the job ends after about so long, and goes on at once with the next. */
const RUN_MS = 3_000;

/** The job. @returns true when there is more to do at once. */
export async function foldDue(now: Date): Promise<boolean> {
  const startedAtMs = performance.now();
  const isOver = () => performance.now() - startedAtMs > RUN_MS;
  let failure: unknown;
  for (const shopId of await dueShops(now)) {
    try {
      while ((await foldPortion(shopId, now)) && !isOver());
    } catch (error) {
      // One shop that cannot be folded must not hold up the others.
      failure ??= error;
    }
    if (isOver()) break;
  }
  if (failure !== undefined) throw failure;
  return isOver();
}

/** Those that waited longest first: shops with changes, shops that are not filled by today's definitions, and shops whose day has changed. */
async function dueShops(now: Date): Promise<number[]> {
  const { rows } = await pool().query<{ id: number }>({
    name: 'figures-due-shops',
    text: `SELECT s.id FROM shops s LEFT JOIN figure_states f ON f.shop_id = s.id
           WHERE s.installed_at IS NOT NULL AND s.uninstalled_at IS NULL AND (
             f.shop_id IS NULL OR NOT f.is_filled OR f.version <> $2 OR f.time_zone <> s.time_zone OR f.currency_code <> s.currency_code
             OR f.snapshot_on IS NULL OR f.snapshot_on < ($1::timestamptz AT TIME ZONE f.time_zone)::date
             OR EXISTS (SELECT 1 FROM figure_changes c WHERE c.shop_id = s.id))
           ORDER BY f.updated_at NULLS FIRST, s.id`,
    values: [now.toISOString(), FIGURES_VERSION],
  });
  return rows.map(({ id }) => id);
}

interface State {
  version: number;
  time_zone: string;
  currency_code: string;
  after_member: string | null;
  is_filled: boolean;
  snapshot_on: string | null;
}

/** Does one portion of a shop. @returns whether there is more. */
export async function foldPortion(
  shopId: number,
  now: Date,
  portion = PORTION,
  fillPortion = portion === PORTION ? FILL_PORTION : portion,
): Promise<boolean> {
  return inTransaction(async (sql) => {
    const opened = await openState(sql, shopId);
    if (!opened) return false;
    const { shop, state } = opened;
    const changes = await takeChanges(sql, shopId, portion);
    let memberIds = changes.memberIds;
    if (!state.is_filled) {
      if (state.after_member === null) await refreshDays(sql, shop, null);
      const next = await membersAfter(sql, shopId, state.after_member, fillPortion);
      memberIds = [...new Set([...memberIds, ...next])];
      await sql.query(
        'UPDATE figure_states SET after_member = coalesce($2, after_member), is_filled = $3 WHERE shop_id = $1',
        [shopId, next.at(-1) ?? null, next.length < fillPortion],
      );
    }
    await refreshMembers(sql, shop, memberIds);
    await keepLatestTransfers(sql, shopId, memberIds);
    await sql.query('UPDATE figure_states SET updated_at = now() WHERE shop_id = $1', [shopId]);
    if (changes.days.length > 0) await refreshDays(sql, shop, changes.days);
    if (!state.is_filled || changes.more) return true;
    const todayOn = dateInZone(now, shop.timeZone);
    if (state.snapshot_on === null || state.snapshot_on < todayOn) await takeSnapshot(sql, shop, todayOn);
    return false;
  });
}

/** Locks the shop's row; where definitions, time zone or currency are others than those of the figures, they begin anew. */
async function openState(sql: Sql, shopId: number): Promise<{ shop: ShopOfFigures; state: State } | null> {
  const { rows: shops } = await sql.query<ShopOfFigures>(
    'SELECT id, time_zone AS "timeZone", currency_code AS "currencyCode" FROM shops WHERE id = $1',
    [shopId],
  );
  const shop = shops[0];
  if (!shop) return null;
  await sql.query(
    'INSERT INTO figure_states (shop_id, version, time_zone, currency_code) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [shopId, FIGURES_VERSION, shop.timeZone, shop.currencyCode],
  );
  const { rows } = await sql.query<State>(
    `SELECT version, time_zone, currency_code, after_member, is_filled, to_char(snapshot_on, 'YYYY-MM-DD') AS snapshot_on
     FROM figure_states WHERE shop_id = $1 FOR UPDATE`,
    [shopId],
  );
  const state = rows[0];
  if (!state) return null;
  if (
    state.version === FIGURES_VERSION &&
    state.time_zone === shop.timeZone &&
    state.currency_code === shop.currencyCode
  )
    return { shop, state };
  for (const table of ['figure_parts', 'figure_rollups', 'member_figures'])
    await sql.query(`DELETE FROM ${table} WHERE shop_id = $1`, [shopId]);
  await forgetBestLists(sql, shopId);
  await sql.query(
    `UPDATE figure_states SET version = $2, time_zone = $3, currency_code = $4, after_member = NULL, is_filled = false, snapshot_on = NULL
     WHERE shop_id = $1`,
    [shopId, FIGURES_VERSION, shop.timeZone, shop.currencyCode],
  );
  return { shop, state: { ...state, after_member: null, is_filled: false, snapshot_on: null } };
}

interface Changes {
  memberIds: string[];
  days: string[];
  more: boolean;
}

/** Takes marks away until they name about so many members: the oldest first. */
async function takeChanges(sql: Sql, shopId: number, limit: number): Promise<Changes> {
  const { rows } = await sql.query<{ member_ids: string[]; days: string[] }>({
    name: 'figures-take-changes',
    text: `DELETE FROM figure_changes WHERE shop_id = $1 AND id IN (
             SELECT id FROM (
               SELECT id, sum(cardinality(member_ids)) OVER (ORDER BY id) - cardinality(member_ids) AS before
               FROM (SELECT id, member_ids FROM figure_changes WHERE shop_id = $1 ORDER BY id LIMIT $2) oldest) counted
             WHERE before < $2)
           RETURNING member_ids::text[], days::text[]`,
    values: [shopId, limit],
  });
  const memberIds = [...new Set(rows.flatMap((row) => row.member_ids))];
  const { rowCount } = await sql.query('SELECT 1 FROM figure_changes WHERE shop_id = $1 LIMIT 1', [shopId]);
  return { memberIds, days: [...new Set(rows.flatMap((row) => row.days))], more: (rowCount ?? 0) > 0 };
}

async function membersAfter(sql: Sql, shopId: number, after: string | null, limit: number): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>({
    name: 'figures-members-after',
    text: `SELECT id FROM members WHERE shop_id = $1 AND id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000') ORDER BY id LIMIT $3`,
    values: [shopId, after, limit],
  });
  return rows.map(({ id }) => id);
}

/** Works members out anew and writes the difference. The caller has locked the shop's state. */
async function refreshMembers(sql: Sql, shop: ShopOfFigures, memberIds: readonly string[]): Promise<void> {
  if (memberIds.length === 0) return;
  const before = await storedParts(sql, shop.id, memberIds);
  const now = await loadParts(sql, shop, memberIds);
  const changed: [string, MemberPart, string][] = [];
  const sums: Contributions = new Map();
  for (const [id, part] of now) {
    const known = before.get(id);
    const text = JSON.stringify(storePart(part));
    if (known && JSON.stringify(known) === text) continue;
    difference(known ? readPart(known) : null, part, sums);
    changed.push([id, part, text]);
  }
  await saveParts(sql, shop.id, changed);
  // All of them: what the morning's lists were made of may have been there already, and be gone again.
  await placeMembers(sql, shop.id, now);
  await addToRollups(sql, shop.id, sums);
}

async function storedParts(sql: Sql, shopId: number, memberIds: readonly string[]): Promise<Map<string, StoredPart>> {
  const { rows } = await sql.query<{ member_id: string; part: StoredPart }>({
    name: 'figures-stored-parts',
    text: 'SELECT member_id, part FROM figure_parts WHERE shop_id = $1 AND member_id = ANY($2::uuid[])',
    values: [shopId, memberIds],
  });
  return new Map(rows.map(({ member_id: id, part }) => [id, part]));
}

async function saveParts(sql: Sql, shopId: number, changed: readonly [string, MemberPart, string][]): Promise<void> {
  if (changed.length === 0) return;
  const ids = changed.map(([id]) => id);
  const on = (day: number | null | undefined) => (day === null || day === undefined ? null : dateOfDay(day));
  await sql.query({
    name: 'figures-save-parts',
    text: `INSERT INTO figure_parts (shop_id, member_id, part) SELECT $1, * FROM unnest($2::uuid[], $3::jsonb[])
           ON CONFLICT (shop_id, member_id) DO UPDATE SET part = excluded.part`,
    values: [shopId, ids, changed.map(([, , text]) => text)],
  });
  await sql.query({
    name: 'figures-save-members',
    text: `INSERT INTO member_figures (shop_id, member_id, is_counted, joined_on, orders, spent_minor, first_order_on, last_order_on,
             usual_pause_days, points_earned, points_redeemed, redemptions, rewards_used, referrals)
           SELECT $1, * FROM unnest($2::uuid[], $3::boolean[], $4::date[], $5::int[], $6::bigint[], $7::date[], $8::date[], $9::int[],
             $10::bigint[], $11::bigint[], $12::int[], $13::int[], $14::int[])
           ON CONFLICT (shop_id, member_id) DO UPDATE SET is_counted = excluded.is_counted, joined_on = excluded.joined_on,
             orders = excluded.orders, spent_minor = excluded.spent_minor, first_order_on = excluded.first_order_on,
             last_order_on = excluded.last_order_on, usual_pause_days = excluded.usual_pause_days, points_earned = excluded.points_earned,
             points_redeemed = excluded.points_redeemed, redemptions = excluded.redemptions, rewards_used = excluded.rewards_used,
             referrals = excluded.referrals, updated_at = now()`,
    values: [
      shopId,
      ids,
      changed.map(([, part]) => part.isCounted),
      changed.map(([, part]) => dateOfDay(part.joinedDay)),
      changed.map(([, part]) => part.orderDays.reduce((sum, { orders }) => sum + orders, 0)),
      changed.map(([, part]) => part.orderDays.reduce((sum, { spentMinor }) => sum + spentMinor, 0)),
      changed.map(([, part]) => on(part.orderDays[0]?.day)),
      changed.map(([, part]) => on(part.orderDays.at(-1)?.day)),
      changed.map(([, part]) => usualPause(part.orderDays)),
      changed.map(([, part]) => part.pointsEarned),
      changed.map(([, part]) => part.pointsRedeemed),
      changed.map(([, part]) => part.rewards.length),
      changed.map(([, part]) => part.rewards.filter(({ usedDay }) => usedDay !== null).length),
      changed.map(([, part]) => part.referrals.filter(({ rewardedDay }) => rewardedDay !== null).length),
    ],
  });
}

async function addToRollups(sql: Sql, shopId: number, sums: Contributions): Promise<void> {
  // In the order of the key: neighbors lie together, and are written while their page is at hand.
  const entries = [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [...splitName(name), value] as const);
  if (entries.length === 0) return;
  await sql.query({
    name: 'figures-add',
    text: `INSERT INTO figure_rollups AS r (shop_id, metric, on_date, key, value)
           SELECT $1, * FROM unnest($2::text[], $3::date[], $4::text[], $5::bigint[])
           ON CONFLICT (shop_id, metric, on_date, key) DO UPDATE SET value = r.value + excluded.value`,
    values: [
      shopId,
      entries.map(([metric]) => metric),
      entries.map(([, on]) => on),
      entries.map(([, , key]) => key),
      entries.map(([, , , value]) => value),
    ],
  });
}

/** Orders without a member belong to nobody's part: their days are summed anew. @param days null for all. */
async function refreshDays(sql: Sql, shop: ShopOfFigures, days: readonly string[] | null): Promise<void> {
  await sql.query({
    name: 'figures-guest-days',
    text: `WITH sums AS (${guestSumsText('AND ($2::date[] IS NULL OR paid_on = ANY($2::date[]))')}),
           gone AS (
             DELETE FROM figure_rollups r WHERE r.shop_id = $1 AND r.metric IN ('orders', 'revenue') AND r.key = 'other'
               AND ($2::date[] IS NULL OR r.on_date = ANY($2::date[])) AND r.on_date NOT IN (SELECT paid_on FROM sums))
           INSERT INTO figure_rollups AS r (shop_id, metric, on_date, key, value)
           SELECT $1, 'orders', paid_on, 'other', orders FROM sums UNION ALL SELECT $1, 'revenue', paid_on, 'other', revenue FROM sums
           ON CONFLICT (shop_id, metric, on_date, key) DO UPDATE SET value = excluded.value`,
    values: [shop.id, days, shop.currencyCode],
  });
  await sql.query({
    name: 'figures-guest-months',
    text: `WITH months AS (SELECT DISTINCT date_trunc('month', d)::date AS month FROM unnest($2::date[]) AS d),
           sums AS (
             SELECT metric || '_m' AS metric, date_trunc('month', on_date)::date AS month, sum(value)::bigint AS value FROM figure_rollups
             WHERE shop_id = $1 AND metric IN ('orders', 'revenue') AND key = 'other'
               AND ($2::date[] IS NULL OR date_trunc('month', on_date)::date IN (SELECT month FROM months)) GROUP BY 1, 2),
           gone AS (
             DELETE FROM figure_rollups r WHERE r.shop_id = $1 AND r.metric IN ('orders_m', 'revenue_m') AND r.key = 'other'
               AND ($2::date[] IS NULL OR r.on_date IN (SELECT month FROM months)) AND r.on_date NOT IN (SELECT month FROM sums))
           INSERT INTO figure_rollups AS r (shop_id, metric, on_date, key, value) SELECT $1, metric, month, 'other', value FROM sums
           ON CONFLICT (shop_id, metric, on_date, key) DO UPDATE SET value = excluded.value`,
    values: [shop.id, days],
  });
}

/** @param which further conditions. `$1` the shop, `$3` its currency. */
export function guestSumsText(which = ''): string {
  return `SELECT paid_on, count(*) AS orders, sum(greatest(0, total_minor - refunded_minor))::bigint AS revenue
    FROM orders WHERE shop_id = $1 AND member_id IS NULL AND ${countsAsOrder} ${which} GROUP BY paid_on`;
}
