/**
 * After a program is published: members are moved to the levels that it gives them, in portions, each of which stands by
 * itself; a restart goes on where the last one ended. Nobody falls without the grace that was promised (lookAt).
 */
import { inTransaction, type Sql } from '../db.server.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import { getVersion } from '../publishing/program-store.server.ts';
import { requireShopFacts } from '../shops/shop-store.server.ts';
import { levelsOf } from './past-programs.server.ts';
import { reconsiderTiers } from './reconsider.server.ts';
import { pageOfMembers } from './tier-store.server.ts';

const PORTION = 200;

/** The outbox task of a publication; runs until every member was looked at. */
export async function runReviewTiers(shopId: number, now: Date): Promise<void> {
  while (await reviewPortion(shopId, now, PORTION));
}

/** @returns whether there is more. */
export async function reviewPortion(shopId: number, now: Date, limit: number): Promise<boolean> {
  const shop = await requireShopFacts(shopId);
  return inTransaction(async (sql) => {
    const programs = await livePrograms(sql, [shopId]);
    const live = programs.get(shopId);
    if (!live) return false;
    await sql.query(
      'INSERT INTO tier_reviews (shop_id, version, finished) VALUES ($1, 0, true) ON CONFLICT DO NOTHING',
      [shopId],
    );
    const { rows } = await sql.query<{ version: number; after: string | null; finished: boolean }>(
      'SELECT version, after_member AS after, finished FROM tier_reviews WHERE shop_id = $1 FOR UPDATE',
      [shopId],
    );
    const review = rows[0];
    if (!review || (review.version === live.version && review.finished)) return false;
    const isNew = review.version !== live.version;
    if (isNew && review.finished && !(await levelsDiffer(sql, shopId, review.version, live.version))) {
      await save(null, true);
      return false;
    }
    const page = await pageOfMembers(sql, shopId, isNew ? null : review.after, limit);
    await reconsiderTiers(sql, { members: page, shops: new Map([[shopId, shop]]), programs, now }, { everyShop: true });
    const isLast = page.length < limit;
    await save(page.at(-1)?.id ?? null, isLast);
    return !isLast;

    async function save(after: string | null, finished: boolean): Promise<void> {
      await sql.query('UPDATE tier_reviews SET version = $2, after_member = $3, finished = $4 WHERE shop_id = $1', [
        ...[shopId, live?.version, after, finished],
      ]);
    }
  });
}

async function levelsDiffer(sql: Sql, shopId: number, before: number, after: number): Promise<boolean> {
  const live = await getVersion(shopId, after, sql);
  if (before !== 0) return levelsOf(await getVersion(shopId, before, sql)) !== levelsOf(live);
  // The first look: also where levels were published and taken away again before it came.
  if (live.tiers !== null) return true;
  const { rowCount } = await sql.query(
    'SELECT 1 FROM member_tiers WHERE shop_id = $1 AND tier_id IS NOT NULL LIMIT 1',
    [shopId],
  );
  return Boolean(rowCount);
}
