/** What became of an import, row by row, for the merchant and the command line. Only reads. */
import { pool } from '../db.server.ts';
import type { RowProblem } from './read-row.ts';

export interface ImportReport {
  id: string;
  kind: 'balances' | 'history';
  fileName: string;
  /** Rows of the file without its first line. */
  rows: number;
  /** Rows of known customers, and how many of them have had their turn. */
  toApply: number;
  applied: number;
  /** Rows that wait for the customer who proves their e-mail address. */
  waiting: number;
  refused: number;
  /** E-mail addresses that Shopify is asked about, and how many of them it was; `isLookingUp` until all were. */
  toLookUp: number;
  lookedUp: number;
  isLookingUp: boolean;
  /** Why the last try to ask failed; it is tried again. */
  lookUpTrouble: 'unavailable' | 'refused' | null;
  stagedAt: Date;
  askedAt: Date | null;
  finishedAt: Date | null;
}

const reportText = `SELECT i.id, i.kind, i.file_name AS "fileName", i.rows, i.to_apply AS "toApply", i.applied_until AS applied,
    (SELECT count(*) FROM waiting_imports w WHERE w.shop_id = i.shop_id AND w.import_id = i.id)::int AS waiting,
    (SELECT count(*) FROM import_problems p WHERE p.shop_id = i.shop_id AND p.import_id = i.id)::int AS refused,
    i.to_look_up AS "toLookUp", i.looked_up AS "lookedUp", i.look_up_at IS NOT NULL AS "isLookingUp", i.look_up_trouble AS "lookUpTrouble",
    i.staged_at AS "stagedAt", i.asked_at AS "askedAt", i.finished_at AS "finishedAt"
  FROM imports i WHERE i.shop_id = $1`;

export async function getImport(shopId: number, importId: string): Promise<ImportReport | null> {
  const { rows } = await pool().query<ImportReport>(`${reportText} AND i.id = $2`, [shopId, importId]);
  return rows[0] ?? null;
}

/** The latest imports of a shop, newest first. */
export async function listImports(shopId: number, limit = 20): Promise<ImportReport[]> {
  const { rows } = await pool().query<ImportReport>(`${reportText} ORDER BY i.id DESC LIMIT $2`, [shopId, limit]);
  return rows;
}

/** The rows that were not taken, in the file's order, from after a line on. */
export async function listProblems(
  shopId: number,
  importId: string,
  afterLine = 0,
  limit = 1_000,
): Promise<{ line: number; code: RowProblem }[]> {
  const { rows } = await pool().query<{ line: number; code: RowProblem }>(
    'SELECT line, code FROM import_problems WHERE shop_id = $1 AND import_id = $2 AND line > $3 ORDER BY line LIMIT $4',
    [shopId, importId, afterLine, limit],
  );
  return rows;
}

/**
 * Before an import is applied: the rows that would take more than was given until then. What members have here already is
 * not counted, so that it is a warning; the ledger decides when the row has its turn.
 */
export async function listUncovered(shopId: number, importId: string, limit = 1_000): Promise<number[]> {
  const { rows } = await pool().query<{ line: number }>(
    `SELECT line FROM (
       SELECT line, points, sum(points) OVER (PARTITION BY customer_id ORDER BY position) AS left_over FROM imported_rows
       WHERE shop_id = $1 AND import_id = $2) r
     WHERE points < 0 AND left_over < 0 ORDER BY line LIMIT $3`,
    [shopId, importId, limit],
  );
  return rows.map((row) => row.line);
}
