import { expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { createShop, NOW } from '#tests/kit/factories.ts';
import { purgeInbox } from './purge.server.ts';

it('Applied events go after seven days, in portions; dead letters and what waits stay', async () => {
  const shop = await createShop();
  const insert = async (eventId: string, state: string, days: number) =>
    pool().query(
      `INSERT INTO inbox_events (shop_id, topic, event_id, body_hash, body, state, available_at, received_at, applied_at)
       VALUES ($1, 'orders/paid', $2, '', '', $3::inbox_state, $4, $4, CASE WHEN $3 = 'received' THEN NULL ELSE $4::timestamptz END)`,
      [shop.id, eventId, state, new Date(NOW.getTime() - days * 86_400_000)],
    );
  await insert('old-1', 'applied', 8);
  await insert('old-2', 'ignored', 8);
  await insert('old-3', 'applied', 30);
  await insert('young', 'applied', 6);
  await insert('dead', 'dead', 30);
  await insert('waiting', 'received', 30);
  expect(await purgeInbox(NOW, 2)).toBe(2);
  expect(await purgeInbox(NOW, 2)).toBe(1);
  expect(await purgeInbox(NOW, 2)).toBe(0);
  const { rows } = await pool().query<{ event_id: string }>('SELECT event_id FROM inbox_events ORDER BY event_id');
  expect(rows.map((row) => row.event_id)).toEqual(['dead', 'waiting', 'young']);
});
