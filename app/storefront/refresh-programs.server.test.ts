import { expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { publish } from '#app/publishing/program-store.server.ts';
import { createShop, NOW, simpleProgram } from '#tests/kit/factories.ts';
import { refreshPrograms } from './refresh-programs.server.ts';

async function waiting(shopId: number): Promise<number> {
  const { rows } = await pool().query("SELECT 1 FROM outbox_tasks WHERE shop_id = $1 AND topic = 'sync_program'", [
    shopId,
  ]);
  return rows.length;
}

it('After an upgrade the storefront of every shop that has published is told anew, once; the others are not', async () => {
  const [before, gone, none] = [await createShop(), await createShop(), await createShop({ program: null })];
  const ids = [before.id, gone.id, none.id];
  await pool().query('UPDATE shops SET uninstalled_at = $2 WHERE id = $1', [gone.id, NOW]);
  await pool().query('DELETE FROM outbox_tasks WHERE shop_id = ANY($1::int[])', [ids]);
  await pool().query('UPDATE shops SET program_shape = 0 WHERE id = ANY($1::int[])', [ids]);
  while ((await refreshPrograms(100)) === 100);
  expect(await Promise.all(ids.map(waiting))).toEqual([1, 0, 0]);
  await pool().query('DELETE FROM outbox_tasks WHERE shop_id = $1', [before.id]);
  await refreshPrograms(100);
  expect(await waiting(before.id)).toBe(0);
});

it('Who publishes with this version need not be told again', async () => {
  const shop = await createShop({ program: null });
  await publish(shop.id, simpleProgram(), 0, 'staff', NOW);
  await pool().query('DELETE FROM outbox_tasks WHERE shop_id = $1', [shop.id]);
  await refreshPrograms(100);
  expect(await waiting(shop.id)).toBe(0);
});
