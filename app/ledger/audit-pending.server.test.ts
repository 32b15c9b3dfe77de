/** The audit finds tampering with pending points and with expiry. Each is done in a transaction that is rolled back. */
import type pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { applyOrderUpdates } from '#app/orders/apply.server.ts';
import { readOrderPayload } from '#app/shopify/payloads/order.ts';
import { createMember, createShop, NOW, orderPayload, simpleProgram } from '#tests/kit/factories.ts';
import { audit } from './audit.server.ts';
import { post } from './post.server.ts';

let shopId: number;
let memberId: string;

beforeAll(async () => {
  const shop = await createShop({ program: { ...simpleProgram(), pending: { kind: 'after_payment', days: 14 } } });
  const member = await createMember(shop);
  [shopId, memberId] = [shop.id, member.id];
  const payload = orderPayload({ customerId: member.customerId, lines: [{ price: '60.00' }] });
  const snapshot = readOrderPayload(payload, true, NOW.toISOString());
  await inTransaction((sql) =>
    applyOrderUpdates(
      sql,
      [{ shopId: shop.id, orderId: snapshot.orderId, kind: 'snapshot', snapshot }],
      new Map([[shop.id, shop]]),
      NOW,
    ),
  );
});

it.each([
  ['a part that lost a point', '4 the remains of the pending', `UPDATE pending_awards SET remaining = remaining - 1`],
  ['a part that is gone', '4 the remains of the pending', `DELETE FROM pending_awards`],
  ['a part of another size', '4 every pending award', `UPDATE pending_awards SET points = points + 1`],
  ['a part of no award', '4 every pending award', `UPDATE pending_awards SET key = 'none'`],
  ['a refund that took from elsewhere', '5 of an award that is pending', ''],
])('Names %s', async (_name, invariant, tampering) => {
  const client = await pool().connect();
  try {
    await client.query('BEGIN');
    if (tampering) await client.query(tampering);
    else {
      const { rows } = await client.query<{ key: string; source_id: string }>(
        'SELECT key, source_id FROM pending_awards',
      );
      await post(client, [
        {
          ...{ shopId, memberId, key: 'wrong', from: 'available', to: 'revoked', points: 10, kind: 'award_reversal' },
          ...{ sourceType: 'order', sourceId: rows[0]?.source_id ?? '', reversesKey: rows[0]?.key, occurredAt: NOW },
          ...{ bookedOn: '2026-11-21', detail: { code: 'adjustment', note: '', actor: '' } },
        },
      ]);
    }
    const inside = {
      query: (statement: string) => (/^(BEGIN|COMMIT)/.test(statement) ? { rows: [] } : client.query(statement)),
    };
    const { breaches } = await audit(inside as Pick<pg.PoolClient, 'query'> as pg.PoolClient);
    const named = new Set(breaches.map((breach) => breach.invariant));
    expect([...named].filter((name) => name.startsWith(invariant))).toHaveLength(1);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
});
