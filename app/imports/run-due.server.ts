/** Brings in what merchants asked for on the import screen, a portion at a time: the page can be closed meanwhile. */
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import { inTransaction, pool } from '../db.server.ts';
import { shopFactsByIds } from '../shops/shop-store.server.ts';
import { applyPortion } from './apply.server.ts';

/** From here on the worker brings the import in. @returns false when there is none that waits for that: its customers are found first. */
export async function askForImport(shopId: number, importId: string, actor: string, now: Date): Promise<boolean> {
  return inTransaction(async (sql) => {
    const { rows } = await sql.query<{ file_name: string; kind: string; to_apply: number }>(
      `UPDATE imports SET asked_at = $3, finished_at = CASE WHEN to_apply = 0 THEN $3::timestamptz END
       WHERE shop_id = $1 AND id = $2 AND asked_at IS NULL AND look_up_at IS NULL RETURNING file_name, kind, to_apply`,
      [shopId, importId, now],
    );
    const found = rows[0];
    if (!found) return false;
    await recordAdminAction(sql, {
      ...{ shopId, actor, at: now },
      action: 'import_asked',
      subject: importId,
      detail: { fileName: found.file_name, kind: found.kind, rows: found.to_apply },
    });
    return true;
  });
}

/** Applies the next portion of the import that has waited longest. @returns whether there is more to do at once. */
export async function runDueImports(now: Date): Promise<boolean> {
  const { rows } = await pool().query<{ shop_id: number; id: string }>({
    name: 'imports-due',
    text: `SELECT shop_id, id FROM imports WHERE asked_at IS NOT NULL AND finished_at IS NULL ORDER BY asked_at LIMIT 1`,
  });
  const due = rows[0];
  const shop = due && (await shopFactsByIds([due.shop_id])).get(due.shop_id);
  if (!due || !shop) return false;
  const progress = await applyPortion(shop, due.id, now);
  // Nothing free: the command has these rows in hand at the moment.
  return progress !== null && progress.rows > 0;
}
