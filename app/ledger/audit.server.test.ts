/** The audit finds every kind of tampering. Each is done in a transaction that is rolled back afterwards. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, pool, type Sql } from '#app/db.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import { applyOrderUpdates } from '#app/orders/apply.server.ts';
import { redeem } from '#app/rewards/redeem.server.ts';
import { readOrderPayload } from '#app/shopify/payloads/order.ts';
import { readRefundPayload } from '#app/shopify/payloads/refund.ts';
import { createMember, createShop, NOW, orderPayload, refundPayload } from '#tests/kit/factories.ts';
import { audit } from './audit.server.ts';
import { post } from './post.server.ts';
import type { NewTransfer } from './transfer.ts';

let shopId: number;
let memberId: string;
let orderId: string;
let redemptionId: string;

beforeAll(async () => {
  const shop = await createShop();
  const member = await createMember(shop);
  const order = orderPayload({ customerId: member.customerId, lines: [{ price: '60.00', quantity: 2 }] });
  const at = NOW.toISOString();
  const snapshot = readOrderPayload(order, true, at);
  const lineId = order.line_items[0]?.id ?? 0;
  const refund = refundPayload({ orderId: order.id, lines: [{ lineId, quantity: 1, subtotal: '60.00' }] });
  await inTransaction((sql) =>
    applyOrderUpdates(
      sql,
      [
        { shopId: shop.id, orderId: snapshot.orderId, kind: 'snapshot', snapshot },
        {
          shopId: shop.id,
          orderId: snapshot.orderId,
          kind: 'refund',
          refund: readRefundPayload(refund, 'DKK', true, at).refund,
        },
      ],
      new Map([[shop.id, shop]]),
      NOW,
    ),
  );
  const gift = { shopId: shop.id, memberId: member.id, points: 140, note: 'a gift', requestId: randomUUID() };
  await adjustPoints({ ...gift, actor: 'test', now: NOW });
  const result = await redeem({ shop, member, rewardId: 'rw_amount', requestId: randomUUID(), now: NOW });
  [shopId, memberId, orderId, redemptionId] = [
    shop.id,
    member.id,
    snapshot.orderId,
    result.ok ? result.redemption.id : '',
  ];
});

/** What the audit says while `tamper` is in force. The audit's own BEGIN and COMMIT are left out: the transaction is ours. */
async function breachesAfter(tamper: (sql: Sql) => Promise<unknown>): Promise<string[]> {
  const client = await pool().connect();
  try {
    await client.query('BEGIN');
    await tamper(client);
    const inside = {
      query: (statement: string) => (/^(BEGIN|COMMIT)/.test(statement) ? { rows: [] } : client.query(statement)),
    };
    const { breaches } = await audit(inside as Pick<pg.PoolClient, 'query'> as pg.PoolClient);
    return [...new Set(breaches.map((breach) => breach.invariant))];
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

const run =
  (text: string, values: unknown[] = []) =>
  (sql: Sql) =>
    sql.query(text, values);

describe('the audit', () => {
  it('Finds nothing wrong in what the app has booked', async () => {
    expect(await breachesAfter(async () => {})).toEqual([]);
  });

  it.each<[string, string, (sql: Sql) => Promise<unknown>]>([
    [
      'a balance that was raised by hand',
      '1 every balance',
      (sql) => run('UPDATE balances SET available = available + 1 WHERE member_id = $1', [memberId])(sql),
    ],
    [
      'a balance without a journal',
      '1 every balance',
      (sql) =>
        run('INSERT INTO balances (shop_id, member_id, available) VALUES ($1, $2, 5)', [shopId, randomUUID()])(sql),
    ],
    [
      'a balance that was deleted',
      '1 every balance',
      (sql) => run('DELETE FROM balances WHERE member_id = $1', [memberId])(sql),
    ],
    [
      'a transfer that was deleted',
      '1 every balance',
      (sql) => run(`DELETE FROM transfers WHERE kind = 'adjustment'`)(sql),
    ],
    [
      'a transfer whose points were changed',
      '2 every transfer',
      (sql) => run(`UPDATE transfers SET points = points + 1 WHERE kind = 'award'`)(sql),
    ],
    [
      'a transfer that was given to another member',
      '2 every transfer',
      (sql) => run(`UPDATE transfers SET member_id = $1 WHERE kind = 'award'`, [randomUUID()])(sql),
    ],
    [
      'a balance below zero without a debt',
      '3 available',
      (sql) => run(`UPDATE balances SET available = -1; DELETE FROM transfers WHERE kind = 'award_reversal'`)(sql),
    ],
    [
      'a lot whose remains were raised',
      '4 the remains of the lots',
      (sql) => run('UPDATE lots SET remaining = points')(sql),
    ],
    [
      'a lot from nowhere',
      '4 the remains',
      (sql) =>
        run(
          'INSERT INTO lots (shop_id, key, member_id, points, remaining, opened_at) VALUES ($1, $2, $3, 5, 0, now())',
          [shopId, 'nowhere', memberId],
        )(sql),
    ],
    [
      'an extension of lots that the member does not have',
      '4 what holds longer',
      (sql) =>
        run(
          `INSERT INTO transfers (shop_id, key, member_id, from_account, to_account, points, kind, source_type, source_id, input_hash, detail,
             booked_on, occurred_at)
           SELECT shop_id, 'extend:x', member_id, 'available', 'available', 5, 'extension', 'manual', 'x', input_hash,
             '{"lots": [{"lotKey": "nowhere"}]}', booked_on, occurred_at FROM transfers WHERE member_id = $1 LIMIT 1`,
          [memberId],
        )(sql),
    ],
    ['a second reversal beyond the award', '5 never more', (sql) => again(sql, 'award_reversal')],
    [
      'a reversal that names no award',
      '5 every reversal',
      (sql) => run(`UPDATE transfers SET reverses_key = 'nothing' WHERE kind = 'award_reversal'`)(sql),
    ],
    [
      'a redemption without its debit',
      '6 a redemption ends',
      (sql) => run(`DELETE FROM transfers WHERE kind = 'redemption'`)(sql),
    ],
    [
      'a redemption returned in name only',
      '6 a redemption ends',
      (sql) => run(`UPDATE redemptions SET state = 'returned' WHERE id = $1`, [redemptionId])(sql),
    ],
    [
      'a cheaper redemption',
      '6 a redemption ends',
      (sql) => run('UPDATE redemptions SET cost_points = cost_points - 1 WHERE id = $1', [redemptionId])(sql),
    ],
    ['points back while the code is alive', '6 a redemption ends', (sql) => again(sql, 'redemption_return')],
    [
      'points back twice',
      '6 a redemption never gives back',
      async (sql) => {
        await again(sql, 'redemption_return', 'one');
        await again(sql, 'redemption_return', 'two');
      },
    ],
    [
      'a movement of a redemption that is gone',
      '6 every movement',
      (sql) => run('DELETE FROM redemptions WHERE id = $1', [redemptionId])(sql),
    ],
    ['a rollup that was changed', '7 rollups', (sql) => run('UPDATE daily_rollups SET points = points + 1')(sql)],
    ['a rollup that was deleted', '7 rollups', (sql) => run('DELETE FROM daily_rollups')(sql)],
    [
      'an order that shows other points',
      'orders agree',
      (sql) => run('UPDATE orders SET points_awarded = 1 WHERE order_id = $1', [orderId])(sql),
    ],
    [
      'an order that was deleted',
      'orders agree',
      (sql) => run('DELETE FROM orders WHERE order_id = $1', [orderId])(sql),
    ],
  ])('Names %s', async (_name, invariant, tamper) => {
    const found = await breachesAfter(tamper);
    expect(found.filter((name) => name.startsWith(invariant))).toHaveLength(1);
  });
});

/** One more movement of a kind, through the ledger itself, which knows nothing of what it is for. */
async function again(sql: Sql, kind: 'award_reversal' | 'redemption_return', name = 'again'): Promise<void> {
  const { rows } = await sql.query<{ key: string; points: number; source_id: string }>(
    'SELECT key, points, source_id FROM transfers WHERE kind = $1',
    [kind === 'award_reversal' ? 'award' : 'redemption'],
  );
  const of = rows[0] ?? { key: '', points: 0, source_id: '' };
  const isReversal = kind === 'award_reversal';
  const transfer: NewTransfer = {
    ...{ shopId, key: `test:${name}`, memberId, points: of.points, kind, sourceId: of.source_id, reversesKey: of.key },
    from: isReversal ? 'available' : 'redeemed',
    to: isReversal ? 'revoked' : 'available',
    sourceType: isReversal ? 'order' : 'redemption',
    detail: { code: 'adjustment', note: '', actor: 'test' },
    ...{ occurredAt: NOW, bookedOn: '2026-11-21' },
  };
  expect(await post(sql, [transfer])).toEqual(['posted']);
}

describe('posting', () => {
  const transferOf = (changes: Partial<NewTransfer> = {}): NewTransfer => ({
    ...{
      shopId,
      key: `test:${randomUUID()}`,
      memberId,
      from: 'adjusted',
      to: 'available',
      points: 5,
      kind: 'adjustment',
    },
    ...{ sourceType: 'manual', sourceId: 'test', occurredAt: NOW, bookedOn: '2026-11-21' },
    detail: { code: 'adjustment', note: 'test', actor: 'test' },
    ...changes,
  });

  it('One fact is booked once, in one call and over calls; another fact under its key is refused aloud and kept', async () => {
    const fact = transferOf();
    expect(await inTransaction((sql) => post(sql, [fact, fact]))).toEqual(['posted', 'duplicate']);
    const other = { ...fact, points: 6 };
    const later = { ...fact, occurredAt: new Date(NOW.getTime() + 1000) };
    expect(await inTransaction((sql) => post(sql, [fact, other, later]))).toEqual([
      'duplicate',
      'conflict',
      'duplicate',
    ]);
    const { rows } = await pool().query('SELECT transfer FROM ledger_conflicts WHERE shop_id = $1 AND key = $2', [
      shopId,
      fact.key,
    ]);
    expect(rows).toMatchObject([{ transfer: { points: 6 } }]);
  });

  it('Refuses points that are not positive, whole and exact, and movements that touch no account of the member', async () => {
    for (const points of [0, -1, 1.5, NaN, Infinity, 2 ** 53])
      await expect(inTransaction((sql) => post(sql, [transferOf({ points })]))).rejects.toThrow(
        'positive whole number',
      );
    await expect(inTransaction((sql) => post(sql, [transferOf({ to: 'revoked' })]))).rejects.toThrow(
      'account of its member',
    );
  });

  it('Many at once to the same members end at the sum, whatever their order', async () => {
    const members = Array.from({ length: 5 }, () => randomUUID());
    const transfers = Array.from({ length: 60 }, (_, index) =>
      transferOf({ memberId: members[index % 5] ?? '', points: 1 + (index % 7) }),
    );
    const batches = Array.from({ length: 12 }, (_, batch) =>
      transfers.filter((_transfer, index) => index % 12 === batch),
    );
    await Promise.all(
      batches.map((batch, index) => inTransaction((sql) => post(sql, index % 2 ? batch : [...batch].reverse()))),
    );
    const { rows } = await pool().query('SELECT sum(available)::int AS sum FROM balances WHERE member_id = ANY($1)', [
      members,
    ]);
    expect(rows[0].sum).toBe(transfers.reduce((sum, transfer) => sum + transfer.points, 0));
  });
});
