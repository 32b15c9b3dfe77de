/** What follows from one another when something of a member has changed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { makeProgram } from '#app/program/document.ts';
import { auditTiers } from '#app/tiers/audit.server.ts';
import { balanceOf, deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, orderPayload, refundPayload, simpleProgram } from '#tests/kit/factories.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

const name = (en: string) => ({ en });
const silverGift = [{ kind: 'entry_points' as const, points: 50 }];
const program = makeProgram({
  ...simpleProgram(),
  tiers: {
    measure: 'points',
    window: { kind: 'rolling', months: 12 },
    afterRefund: 'lost',
    levels: [
      { id: 'bronze', name: name('Bronze'), threshold: 0 },
      { id: 'silver', name: name('Silver'), threshold: 10_000, perks: silverGift },
      { id: 'gold', name: name('Gold'), threshold: 10_050 },
    ],
  },
  goals: [
    {
      ...{ id: 'two', enabled: true, title: name('Two orders'), measure: { kind: 'orders' }, when: [], target: 2 },
      ...{ within: { kind: 'ever' }, repeats: false, grants: { points: 9_990 } },
    },
  ],
});

describe('levels by points (K2)', () => {
  it('Are reached at once by the points of a goal, and go with them; what a level gives leads to none (R2)', async () => {
    const shop = await createShop({ program });
    const member = await createMember(shop);
    const state = async () => {
      const { rows } = await pool().query<{ text: string }>(
        'SELECT tier_id || $3 || value AS text FROM member_tiers WHERE shop_id = $1 AND member_id = $2',
        [shop.id, member.id, ' '],
      );
      return rows[0]?.text;
    };
    const [first, second] = [0, 1].map(() =>
      orderPayload({ customerId: member.customerId, lines: [{ price: '10.00' }] }),
    );
    for (const order of [first, second, second]) {
      await deliver(doors, shop, 'orders/paid', order);
      await settle();
    }
    expect(await state()).toBe('silver 10010');
    expect(await balanceOf(shop.id, member.id)).toBe(10_060);
    const lines = [{ lineId: second?.line_items[0]?.id ?? 0, quantity: 1, subtotal: '10.00' }];
    const refund = refundPayload({ orderId: second?.id ?? 0, lines });
    for (let time = 0; time < 2; time++) {
      await deliver(doors, shop, 'refunds/create', refund);
      await settle();
    }
    expect(await state()).toBe('bronze 10');
    expect(await balanceOf(shop.id, member.id)).toBe(10);
    const { rows } = await pool().query<{ text: string }>(
      `SELECT (detail ->> 'code') || ' ' || to_tier_id AS text FROM tier_changes WHERE shop_id = $1 ORDER BY id`,
      [shop.id],
    );
    expect(rows.map(({ text }) => text)).toEqual(['joined bronze', 'reached silver', 'refunded bronze']);
    expect(await auditTiers()).toEqual([]);
  });
});
