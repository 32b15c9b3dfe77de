/**
 * The best customers of the periods that are looked at every day. The morning adds them up and keeps more of them than are shown; the
 * fold moves who has changed. A list says from where on it knows nobody, so that it stays right without anybody being added up anew:
 * who is not in it comes after that place, or has a mark.
 */
import { pool, type Sql } from '../db.server.ts';
import { periodPresets, resolvePeriod, type DateRange } from '../analytics/period.ts';
import { byPlace, measures, valueIn, type ListedPeriod, type Measure, type Place } from './best.ts';
import { findBest } from './find-best.server.ts';
import type { ShopOfFigures } from './load-parts.server.ts';
import type { MemberPart } from './part.ts';

/** How many members are shown of a list. */
export const SHOWN = 25;
/** How many are kept when it is made; it is cut to as many again when there are twice as many. */
const KEPT = 100;

/** Of each list: the first of whom it does not hold. Null where it holds everybody who has anything. */
export interface BestList extends ListedPeriod {
  beyond: Place | null;
}

/** The periods that the page offers by name; two of them may be the same. */
function listedRanges(todayOn: string): DateRange[] {
  const ranges = periodPresets
    .filter((preset) => preset !== 'custom')
    .map((preset) => resolvePeriod({ preset, comparison: 'none' }, todayOn).current);
  return [...new Map(ranges.map((range) => [`${range.firstOn} ${range.lastOn}`, range])).values()];
}

/** Makes the lists of a day in place of those of the day before. The caller has locked the shop's state. */
export async function makeBestLists(sql: Sql, shop: ShopOfFigures, todayOn: string): Promise<void> {
  const lists: BestList[] = [];
  const places: (ListedPeriod & Place)[] = [];
  for (const range of listedRanges(todayOn)) {
    for (const measure of measures) {
      const list = { measure, ...range };
      const found = await findBest(sql, shop, list, KEPT + 1);
      lists.push({ ...list, beyond: found[KEPT] ?? null });
      places.push(...found.slice(0, KEPT).map((place) => ({ ...list, ...place })));
    }
  }
  await forgetBestLists(sql, shop.id);
  await sql.query(
    `INSERT INTO best_lists (shop_id, measure, first_on, last_on, beyond_value, beyond_member)
     SELECT $1, * FROM unnest($2::text[], $3::date[], $4::date[], $5::bigint[], $6::uuid[])`,
    [
      shop.id,
      ...columnsOf(lists),
      lists.map(({ beyond }) => beyond?.value ?? null),
      lists.map(({ beyond }) => beyond?.memberId ?? null),
    ],
  );
  await putPlaces(sql, shop.id, [], places);
}

export async function forgetBestLists(sql: Sql, shopId: number): Promise<void> {
  for (const table of ['best_lists', 'best_members'])
    await sql.query(`DELETE FROM ${table} WHERE shop_id = $1`, [shopId]);
}

function columnsOf(lists: readonly ListedPeriod[]): [string[], string[], string[]] {
  return [lists.map(({ measure }) => measure), lists.map(({ firstOn }) => firstOn), lists.map(({ lastOn }) => lastOn)];
}

/** Gives members whose parts were worked out anew their places. The caller has locked the shop's state. */
export async function placeMembers(sql: Sql, shopId: number, parts: ReadonlyMap<string, MemberPart>): Promise<void> {
  if (parts.size === 0) return;
  const lists = await readBestLists(sql, shopId);
  if (lists.length === 0) return;
  const places = lists.flatMap(({ beyond, ...list }) =>
    [...parts]
      .map(([memberId, part]) => ({ ...list, memberId, value: valueIn(part, list) }))
      .filter((place) => isListed(place, beyond)),
  );
  if (await putPlaces(sql, shopId, [...parts.keys()], places)) await cutLists(sql, shopId);
}

/** Whether a member with so much is in a list that knows nobody from a place on. */
export function isListed(place: Place, beyond: Place | null): boolean {
  return place.value > 0 && (beyond === null || byPlace(place, beyond) < 0);
}

export async function readBestLists(sql: Sql, shopId: number): Promise<BestList[]> {
  const { rows } = await sql.query<ListedPeriod & { value: number | null; memberId: string }>({
    name: 'figures-best-lists',
    text: `SELECT measure, to_char(first_on, 'YYYY-MM-DD') AS "firstOn", to_char(last_on, 'YYYY-MM-DD') AS "lastOn",
             beyond_value AS value, beyond_member AS "memberId" FROM best_lists WHERE shop_id = $1`,
    values: [shopId],
  });
  return rows.map(({ value, memberId, ...list }) => ({ ...list, beyond: value === null ? null : { value, memberId } }));
}

/** Writes places, and takes away what these members had besides them. @returns whether anything changed. */
async function putPlaces(
  sql: Sql,
  shopId: number,
  memberIds: readonly string[],
  places: readonly (ListedPeriod & Place)[],
): Promise<boolean> {
  const { rows } = await sql.query<{ changed: boolean }>({
    name: 'figures-best-places',
    text: `WITH placed AS (
             SELECT * FROM unnest($3::text[], $4::date[], $5::date[], $6::uuid[], $7::bigint[]) AS p(measure, first_on, last_on, member_id, value)
           ), gone AS (
             DELETE FROM best_members b WHERE shop_id = $1 AND member_id = ANY($2::uuid[]) AND NOT EXISTS (
               SELECT 1 FROM placed p WHERE p.measure = b.measure AND p.first_on = b.first_on AND p.last_on = b.last_on AND p.member_id = b.member_id)
             RETURNING 1
           ), put AS (
             INSERT INTO best_members AS b (shop_id, measure, first_on, last_on, member_id, value) SELECT $1, * FROM placed
             ON CONFLICT (shop_id, measure, first_on, last_on, member_id) DO UPDATE SET value = excluded.value WHERE b.value <> excluded.value
             RETURNING 1)
           SELECT EXISTS (SELECT 1 FROM gone) OR EXISTS (SELECT 1 FROM put) AS changed`,
    values: [
      shopId,
      memberIds,
      ...columnsOf(places),
      places.map(({ memberId }) => memberId),
      places.map(({ value }) => value),
    ],
  });
  return rows[0]?.changed ?? false;
}

/**
 * Cuts lists that have grown long, and forgets those that have become shorter than what is shown and do not hold everybody: until the
 * next morning their period is added up when somebody looks.
 */
async function cutLists(sql: Sql, shopId: number): Promise<void> {
  const { rows } = await sql.query<ListedPeriod & { members: number }>({
    name: 'figures-best-lengths',
    text: `SELECT measure, to_char(first_on, 'YYYY-MM-DD') AS "firstOn", to_char(last_on, 'YYYY-MM-DD') AS "lastOn", count(b.member_id)::int AS members
           FROM best_lists l LEFT JOIN best_members b USING (shop_id, measure, first_on, last_on) WHERE shop_id = $1
           GROUP BY measure, first_on, last_on, l.beyond_member
           HAVING count(b.member_id) > 2 * ${KEPT} OR (count(b.member_id) < ${SHOWN} AND l.beyond_member IS NOT NULL)`,
    values: [shopId],
  });
  for (const { measure, firstOn, lastOn, members } of rows) {
    const values = [shopId, measure, firstOn, lastOn];
    const ofList = 'measure = $2 AND first_on = $3 AND last_on = $4';
    if (members < SHOWN)
      for (const table of ['best_lists', 'best_members'])
        await sql.query(`DELETE FROM ${table} WHERE shop_id = $1 AND ${ofList}`, values);
    else
      await sql.query(
        `WITH places AS (
           SELECT member_id, value, row_number() OVER (ORDER BY value DESC, member_id) AS place FROM best_members WHERE shop_id = $1 AND ${ofList}
         ), gone AS (
           DELETE FROM best_members WHERE shop_id = $1 AND ${ofList} AND member_id IN (SELECT member_id FROM places WHERE place > ${KEPT}))
         UPDATE best_lists SET beyond_value = p.value, beyond_member = p.member_id FROM places p WHERE shop_id = $1 AND ${ofList} AND p.place = ${KEPT + 1}`,
        values,
      );
  }
}

/** The members of a list from its top, as many as are shown: `member_id` and `bound`. $1 the shop, $2 and $4 the first and the last day. */
export function listedText(measure: Measure): string {
  return `SELECT member_id, value AS bound FROM best_members
    WHERE shop_id = $1 AND measure = '${measure}' AND first_on = $2::date AND last_on = $4::date ORDER BY value DESC, member_id LIMIT ${SHOWN}`;
}

/** Whether there is such a list: it may be empty. */
export async function hasBestList(shopId: number, { measure, firstOn, lastOn }: ListedPeriod): Promise<boolean> {
  const { rowCount } = await pool().query({
    name: 'figures-has-best-list',
    text: 'SELECT 1 FROM best_lists WHERE shop_id = $1 AND measure = $2 AND first_on = $3 AND last_on = $4',
    values: [shopId, measure, firstOn, lastOn],
  });
  return rowCount === 1;
}
