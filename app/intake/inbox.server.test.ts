/** The inbox keeps what came, byte by byte, and each delivery once. */
import { createHash, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { createShop } from '#tests/kit/factories.ts';
import { store, type Delivery } from './inbox.server.ts';

it('Keeps bodies of any bytes and of any length as they came, many in one commit, and a delivery that comes again once', async () => {
  const { id: shopId } = await createShop();
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const bodies = [Buffer.alloc(0), everyByte, Buffer.from('{"note":"\\\\x00 {},\\"ő"}'), Buffer.alloc(300_000, 7)];
  const deliveries = bodies.map((body): Delivery => ({
    shopId,
    topic: 'orders/paid',
    eventId: randomUUID(),
    body,
    triggeredAt: null,
  }));
  await Promise.all([...deliveries, ...deliveries].map(store));
  const { rows } = await pool().query<{ event_id: string; body: Buffer; body_hash: Buffer }>(
    'SELECT event_id, body, body_hash FROM inbox_events WHERE shop_id = $1',
    [shopId],
  );
  expect(rows).toHaveLength(bodies.length);
  for (const delivery of deliveries) {
    const row = rows.find((kept) => kept.event_id === delivery.eventId);
    expect(row?.body.equals(delivery.body)).toBe(true);
    expect(row?.body_hash).toEqual(createHash('sha256').update(delivery.body).digest());
  }
});
