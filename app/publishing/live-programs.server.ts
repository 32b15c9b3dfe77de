/** The live programs of several shops at once, for batches. Documents never change, so parsed ones are kept by version. */
import { pool, type Sql } from '../db.server.ts';
import { gather } from '../lib/gather.ts';
import type { Program } from '../program/document.ts';
import { getVersion } from './program-store.server.ts';

export interface LiveProgram {
  version: number;
  program: Program;
  /** Whether this version or one before it had goals or referrals, where that is known: what was given may have to go back. */
  had?: { goals: boolean; referrals: boolean };
}
export type ProgramsByShop = ReadonlyMap<number, LiveProgram>;

const KEPT_DOCUMENTS = 2_000;
const parsed = new Map<string, Omit<LiveProgram, 'version'>>();

/** The live program of each shop that has one. */
export async function livePrograms(sql: Sql, shopIds: readonly number[]): Promise<ProgramsByShop> {
  const { rows } = await sql.query<{ shop_id: number; version: number; published_at: Date }>({
    name: 'programs-live-versions',
    text: `SELECT p.shop_id, p.version, p.published_at FROM unnest($1::int[]) AS s(shop_id) CROSS JOIN LATERAL (
             SELECT shop_id, version, published_at FROM program_versions
             WHERE shop_id = s.shop_id ORDER BY version DESC LIMIT 1) p`,
    values: [[...shopIds]],
  });
  const programs = new Map<number, LiveProgram>();
  for (const { shop_id: shopId, version, published_at: publishedAt } of rows) {
    // A shop that was erased and came back counts its versions from one again; the instant tells them apart.
    const key = `${shopId}/${version}/${publishedAt.getTime()}`;
    let known = parsed.get(key);
    if (!known) {
      known = { program: await getVersion(shopId, version, sql), had: await everHad(sql, shopId, version) };
      if (parsed.size >= KEPT_DOCUMENTS) parsed.clear();
      parsed.set(key, known);
    }
    programs.set(shopId, { version, ...known });
  }
  return programs;
}

/** On the caller's connection: a transaction that waited for another one could wait for ever. */
async function everHad(sql: Sql, shopId: number, version: number): Promise<LiveProgram['had']> {
  const { rows } = await sql.query<{ goals: boolean; referrals: boolean }>(
    `SELECT coalesce(bool_or(jsonb_array_length(document -> 'goals') > 0), false) AS goals,
       coalesce(bool_or(jsonb_typeof(document -> 'referral') = 'object'), false) AS referrals
     FROM program_versions WHERE shop_id = $1 AND version <= $2`,
    [shopId, version],
  );
  return rows[0];
}

const readLive = gather<number, LiveProgram | null>(
  async (shopIds) => {
    const programs = await livePrograms(pool(), [...new Set(shopIds)]);
    return shopIds.map((shopId) => programs.get(shopId) ?? null);
  },
  { maxBatch: 64, maxUnderWay: 2 },
);

/** The live program of one shop, or null before the first was published; readers of the same moment share the statement. */
export function liveProgram(shopId: number): Promise<LiveProgram | null> {
  return readLive(shopId);
}
