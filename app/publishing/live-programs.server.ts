/** The live programs of several shops at once, for batches. Documents never change, so parsed ones are kept by version. */
import { pool, type Sql } from '../db.server.ts';
import { gather } from '../lib/gather.ts';
import type { Program } from '../program/document.ts';
import { requireProgram } from './program-store.server.ts';

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
  // A shop that was erased and came back counts its versions from one again; the instant tells them apart.
  const live = rows.map(({ shop_id: shopId, version, published_at: publishedAt }) => ({
    shopId,
    version,
    key: `${shopId}/${version}/${publishedAt.getTime()}`,
  }));
  const read = await readDocuments(
    sql,
    live.filter(({ key }) => !parsed.has(key)),
  );
  const programs = new Map(
    live.flatMap(({ shopId, version, key }): [number, LiveProgram][] => {
      const known = parsed.get(key) ?? read.get(key);
      return known ? [[shopId, { version, ...known }]] : [];
    }),
  );
  for (const [key, known] of read) parsed.set(key, known);
  // The oldest go first.
  for (const key of parsed.keys()) {
    if (parsed.size <= KEPT_DOCUMENTS) break;
    parsed.delete(key);
  }
  return programs;
}

/** On the caller's connection: a transaction that waited for another one could wait for ever. @returns by `key`. */
async function readDocuments(
  sql: Sql,
  asked: readonly { shopId: number; version: number; key: string }[],
): Promise<Map<string, Omit<LiveProgram, 'version'>>> {
  if (asked.length === 0) return new Map();
  const { rows } = await sql.query<{
    key: string;
    version: number;
    document: unknown;
    goals: boolean;
    referrals: boolean;
  }>({
    name: 'programs-documents',
    text: `SELECT a.key, p.version, p.document, h.goals, h.referrals
           FROM unnest($1::int[], $2::int[], $3::text[]) AS a(shop_id, version, key)
           JOIN program_versions p ON p.shop_id = a.shop_id AND p.version = a.version
           CROSS JOIN LATERAL (
             SELECT coalesce(bool_or(jsonb_array_length(document -> 'goals') > 0), false) AS goals,
               coalesce(bool_or(jsonb_typeof(document -> 'referral') = 'object'), false) AS referrals
             FROM program_versions WHERE shop_id = a.shop_id AND version <= a.version) h`,
    values: [asked.map(({ shopId }) => shopId), asked.map(({ version }) => version), asked.map(({ key }) => key)],
  });
  return new Map(
    rows.map(({ key, version, document, ...had }) => [key, { program: requireProgram(document, version), had }]),
  );
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
