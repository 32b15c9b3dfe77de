/** The live programs of several shops at once, for batches. Documents never change, so parsed ones are kept by version. */
import type { Sql } from '../db.server.ts';
import type { Program } from '../program/document.ts';
import { getVersion } from './program-store.server.ts';

export interface LiveProgram {
  version: number;
  program: Program;
}
export type ProgramsByShop = ReadonlyMap<number, LiveProgram>;

const KEPT_DOCUMENTS = 2_000;
const parsed = new Map<string, Program>();

/** The live program of each shop that has one. */
export async function livePrograms(sql: Sql, shopIds: readonly number[]): Promise<ProgramsByShop> {
  const { rows } = await sql.query<{ shop_id: number; version: number }>({
    name: 'programs-live-versions',
    text: `SELECT s.shop_id, max(p.version) AS version FROM (SELECT DISTINCT unnest($1::int[]) AS shop_id) s
           JOIN program_versions p ON p.shop_id = s.shop_id GROUP BY s.shop_id`,
    values: [[...shopIds]],
  });
  const programs = new Map<number, LiveProgram>();
  for (const { shop_id: shopId, version } of rows) {
    const key = `${shopId}/${version}`;
    let program = parsed.get(key);
    if (!program) {
      program = await getVersion(shopId, version);
      if (parsed.size >= KEPT_DOCUMENTS) parsed.clear();
      parsed.set(key, program);
    }
    programs.set(shopId, { version, program });
  }
  return programs;
}
