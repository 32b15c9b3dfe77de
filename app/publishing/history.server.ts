/** What was published when and by whom, and going back to it. Versions are only read here; words are the screens' business. */
import { pool } from '../db.server.ts';
import { readProgram, type Program } from '../program/document.ts';
import { getPublished, getVersion, saveDraft } from './program-store.server.ts';

export interface HistoryEntry {
  version: number;
  publishedAt: string;
  /** Shopify's number of the person; empty when unknown. */
  publishedBy: string;
  /** Null for a document that cannot be read any more. */
  program: Program | null;
}

const PER_PAGE = 10;

/**
 * Versions, the newest first; one more than are to be shown (`shown`), so that what the last one changed can be told too.
 * @param before only versions older than this one; null for the newest.
 */
export async function readHistory(
  shopId: number,
  before: number | null,
): Promise<{ entries: HistoryEntry[]; shown: number }> {
  const { rows } = await pool().query<{
    version: number;
    document: unknown;
    published_at: Date;
    published_by: string;
  }>(
    `SELECT version, document, published_at, published_by FROM program_versions
     WHERE shop_id = $1 AND ($2::int IS NULL OR version < $2) ORDER BY version DESC LIMIT $3`,
    [shopId, before, PER_PAGE + 1],
  );
  const entries = rows.map((row): HistoryEntry => {
    const reading = readProgram(row.document);
    return {
      version: row.version,
      publishedAt: row.published_at.toISOString(),
      publishedBy: row.published_by,
      program: reading.ok ? reading.program : null,
    };
  });
  return { entries, shown: PER_PAGE };
}

/** A version beside the live one; null when there is no such version. */
export async function compareVersion(
  shopId: number,
  version: number,
): Promise<{ version: number; program: Program; live: { version: number; program: Program } } | null> {
  const live = await getPublished(shopId);
  if (!live || version < 1 || version > live.version) return null;
  return {
    version,
    program: await getVersion(shopId, version),
    live: { version: live.version, program: live.program },
  };
}

/**
 * Makes a version the draft, to be looked at and published again; the live one stays until then. Safe to repeat.
 * @returns false when there is no such version.
 */
export async function restoreVersion(shopId: number, version: number): Promise<boolean> {
  const found = await compareVersion(shopId, version);
  if (!found) return false;
  await saveDraft(shopId, found.program, found.live.version, { revision: null, actor: '' });
  return true;
}
