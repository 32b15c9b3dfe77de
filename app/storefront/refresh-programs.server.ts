/**
 * Tells the storefronts of shops that published before an upgrade what the new version of the app writes of a program, so
 * that nobody has to publish again for it.
 */
import { inTransaction } from '../db.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { PROGRAM_SHAPE } from '../program/storefront.ts';

/** @returns how many shops were found, at most `limit`. Safe to run twice and to be killed anywhere. */
export async function refreshPrograms(limit: number): Promise<number> {
  return inTransaction(async (sql) => {
    const { rows } = await sql.query<{ id: number }>({
      name: 'shops-of-older-shape',
      text: `SELECT s.id FROM shops s
             WHERE s.program_shape < $1 AND s.uninstalled_at IS NULL
               AND EXISTS (SELECT 1 FROM program_versions v WHERE v.shop_id = s.id)
             ORDER BY s.id LIMIT $2 FOR UPDATE OF s SKIP LOCKED`,
      values: [PROGRAM_SHAPE, limit],
    });
    const ids = rows.map(({ id }) => id);
    await enqueue(
      sql,
      ids.map((shopId) => ({ shopId, topic: 'sync_program' as const, subject: 'program' })),
    );
    await sql.query('UPDATE shops SET program_shape = $2 WHERE id = ANY($1::int[])', [ids, PROGRAM_SHAPE]);
    return ids.length;
  });
}
