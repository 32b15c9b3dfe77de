/**
 * Points that run out, in the shops whose plan says `soon`: every third pause all of theirs do. Which of them were there depends
 * on what was spent before, so that the model takes the ledger's word for how many; that nothing is left, and that nobody
 * loses the same points twice, is proven here.
 */
import { pool } from '#app/db.server.ts';
import { expireDue } from '#app/expiry/expire.server.ts';
import { awardOfLot } from '#app/ledger/lots.ts';
import type { Run } from './run.ts';

/** After the last day of points that are given in November for a month, before that of all others. */
const LATER = new Date('2026-12-26T12:00:00Z');

/** Runs the job as so many workers at once would. */
export async function runOut(workers: number, survive: <T>(work: () => Promise<T>) => Promise<T>): Promise<void> {
  for (;;) {
    const more = await Promise.all(Array.from({ length: workers }, () => survive(() => expireDue(LATER, 500))));
    if (!more.includes(true)) return;
  }
}

/** What has run out of whoever has the points now and has not come back, by `shop member`. */
export async function readRunOut(shopIds: readonly number[]): Promise<Map<string, number>> {
  const { rows } = await pool().query<{ key: string; points: number }>(
    `SELECT t.shop_id || ' ' || coalesce(m.merged_into, m.id)::text AS key,
       sum(CASE t.kind WHEN 'expiry' THEN t.points ELSE -t.points END)::bigint AS points
     FROM transfers t JOIN members m ON m.shop_id = t.shop_id AND m.id = t.member_id
     WHERE t.shop_id = ANY($1::int[]) AND t.kind IN ('expiry', 'expiry_return') GROUP BY 1`,
    [shopIds],
  );
  return new Map(rows.map(({ key, points }) => [key, points]));
}

/** Says of each shop what is wrong with what ran out in it. */
export async function verifyRunOut(runs: readonly Run[]): Promise<void> {
  const byShop = new Map(runs.map((run) => [run.shop.id, run]));
  const ids = runs.flatMap(({ shop, history }) => (history.plan.expiry === 'soon' ? [shop.id] : []));
  const { rows: moved } = await pool().query<{ shopId: number }>(
    `SELECT DISTINCT shop_id AS "shopId" FROM transfers WHERE kind IN ('expiry', 'expiry_return') AND shop_id <> ALL($1::int[])`,
    [ids],
  );
  for (const { shopId } of moved) byShop.get(shopId)?.failures.push('points ran out before their time');
  const { rows: left } = await pool().query<{ shopId: number; key: string; remaining: number }>(
    `SELECT shop_id AS "shopId", key, remaining FROM lots WHERE shop_id = ANY($1::int[]) AND remaining > 0`,
    [ids],
  );
  for (const { shopId, key, remaining } of left)
    byShop.get(shopId)?.failures.push(`${remaining} points of ${key} should have run out`);
  await verifyOnce(ids, byShop);
}

/** Points of an award that ran out are not taken back with it as well. What a redemption returned can run out once more. */
async function verifyOnce(ids: readonly number[], byShop: ReadonlyMap<number, Run>): Promise<void> {
  const { rows } = await pool().query<{ shopId: number; kind: string; key: string; of: string | null; points: number }>(
    `SELECT t.shop_id AS "shopId", t.kind, t.key, t.points, coalesce(CASE t.kind
       WHEN 'expiry' THEN t.detail ->> 'lotKey'
       WHEN 'expiry_return' THEN (SELECT e.detail ->> 'lotKey' FROM transfers e WHERE e.shop_id = t.shop_id AND e.key = t.reverses_key)
     END, t.reverses_key) AS of
     FROM transfers t WHERE t.shop_id = ANY($1::int[]) AND t.kind IN ('award', 'award_reversal', 'award_restoration', 'expiry', 'expiry_return')
       AND NOT EXISTS (SELECT 1 FROM transfers r WHERE r.shop_id = t.shop_id AND r.kind = 'redemption_return')`,
    [ids],
  );
  const leftOf = new Map<string, number>();
  for (const { shopId, kind, key, of, points } of rows) {
    const name = `${shopId} ${awardOfLot(of ?? key)}`;
    const isGain = kind === 'award' || kind === 'award_restoration' || kind === 'expiry_return';
    leftOf.set(name, (leftOf.get(name) ?? 0) + (isGain ? points : -points));
  }
  const awards = new Set(rows.filter(({ kind }) => kind === 'award').map(({ shopId, key }) => `${shopId} ${key}`));
  for (const [name, left] of leftOf)
    if (left < 0 && awards.has(name))
      byShop.get(Number(name.split(' ')[0]))?.failures.push(`${-left} points of ${name} were lost twice`);
}
