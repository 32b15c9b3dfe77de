/** Views of the members list that the shop's people gave a name. Owns their table. */
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import { inTransaction, pool } from '../db.server.ts';
import { cleanText } from '../lib/clean-text.ts';
import { viewOf } from './members-params.ts';

export interface SavedView {
  id: string;
  name: string;
  /** The query of the address. */
  query: string;
}

export type ViewRefusal = 'name_missing' | 'name_taken' | 'too_many';

const MOST_VIEWS = 50;

export async function listViews(shopId: number): Promise<SavedView[]> {
  const { rows } = await pool().query<SavedView>({
    name: 'saved-views',
    text: 'SELECT id, name, query FROM saved_views WHERE shop_id = $1 ORDER BY created_at, id',
    values: [shopId],
  });
  return rows;
}

/**
 * Keeps a view: a new one, or another name or query of one that is there. Written under its id, so that sending it twice, and taking
 * a deletion back, is the same.
 */
export async function saveView(
  shopId: number,
  view: SavedView,
  actor: string,
  now: Date,
): Promise<{ ok: true } | { ok: false; refusal: ViewRefusal }> {
  const name = cleanText(view.name, 60).trim();
  if (name === '') return { ok: false, refusal: 'name_missing' };
  const query = viewOf(new URLSearchParams(view.query)).slice(0, 4_000);
  return inTransaction(async (sql) => {
    const { rows } = await sql.query<SavedView>(
      'SELECT id, name, query FROM saved_views WHERE shop_id = $1 FOR UPDATE',
      [shopId],
    );
    const before = rows.find(({ id }) => id === view.id);
    if (rows.some((other) => other.id !== view.id && other.name.toLowerCase() === name.toLowerCase()))
      return { ok: false, refusal: 'name_taken' };
    if (!before && rows.length >= MOST_VIEWS) return { ok: false, refusal: 'too_many' };
    await sql.query(
      `INSERT INTO saved_views (shop_id, id, name, query, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (shop_id, id) DO UPDATE SET name = excluded.name, query = excluded.query`,
      [shopId, view.id, name, query, now],
    );
    await recordAdminAction(sql, {
      ...{ shopId, actor, at: now, action: 'view_saved', subject: view.id },
      detail: { name, query, before: before ? { name: before.name, query: before.query } : null },
    });
    return { ok: true };
  });
}

/** @returns false when it was gone already. */
export async function deleteView(shopId: number, id: string, actor: string, now: Date): Promise<boolean> {
  return inTransaction(async (sql) => {
    const { rows } = await sql.query<{ name: string; query: string }>(
      'DELETE FROM saved_views WHERE shop_id = $1 AND id = $2 RETURNING name, query',
      [shopId, id],
    );
    if (!rows[0]) return false;
    await recordAdminAction(sql, {
      ...{ shopId, actor, at: now, action: 'view_deleted', subject: id },
      detail: { before: rows[0] },
    });
    return true;
  });
}
