/** What entering a level gave goes back with it: also when it was spent, or has run out, before. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { expireDue } from '#app/expiry/expire.server.ts';
import { audit } from '#app/ledger/audit.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import { makeProgram, type ProgramInput } from '#app/program/document.ts';
import { balanceOf, deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, orderPayload, refundPayload, simpleProgram } from '#tests/kit/factories.ts';
import { auditTiers } from './audit.server.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

const name = (en: string) => ({ en });

/** Silver, at 100.00 in goods, gives 50 points; a refund takes it at once. Orders themselves earn nothing. */
async function open(
  more: Partial<ProgramInput> = {},
  measure: 'spend' | 'orders' = 'spend',
  threshold = 10_000,
): Promise<{
  balance: () => Promise<number>;
  level: () => Promise<string>;
  spend: (points: number) => Promise<void>;
  buy: () => Promise<{ id: number; line_items: { id: number }[] }>;
  sendBack: (input: Parameters<typeof refundPayload>[0]) => Promise<void>;
}> {
  const shop = await createShop({
    program: makeProgram({
      ...simpleProgram(),
      rules: [],
      tiers: {
        measure,
        window: { kind: 'lifetime' },
        graceDays: 0,
        afterRefund: 'lost',
        levels: [
          { id: 'bronze', name: name('Bronze'), threshold: 0 },
          { id: 'silver', name: name('Silver'), threshold, perks: [{ kind: 'entry_points', points: 50 }] },
        ],
      },
      ...more,
    }),
  });
  const member = await createMember(shop);
  const tell = async (topic: string, payload: unknown): Promise<void> => {
    expect(await deliver(doors, shop, topic, payload)).toBe(200);
    await settle();
  };
  return {
    balance: () => balanceOf(shop.id, member.id),
    async level() {
      const { rows } = await pool().query<{ tier: string }>(
        'SELECT tier_id AS tier FROM members WHERE shop_id = $1 AND id = $2',
        [shop.id, member.id],
      );
      return rows[0]?.tier ?? '';
    },
    async spend(points) {
      const request = { shopId: shop.id, memberId: member.id, points: -points, note: 'why', requestId: randomUUID() };
      expect(await adjustPoints({ ...request, actor: 'test', now: NOW })).toMatchObject({ ok: true });
    },
    async buy() {
      const order = orderPayload({ customerId: member.customerId, lines: [{ price: '100.00' }], shipping: '120.00' });
      await tell('orders/paid', order);
      return order;
    },
    sendBack: (input) => tell('refunds/create', refundPayload(input)),
  };
}

const wholly = (order: { id: number; line_items: { id: number }[] }) => ({
  orderId: order.id,
  lines: [{ lineId: order.line_items[0]?.id ?? 0, quantity: 1, subtotal: '100.00' }],
});

async function auditIsClean(): Promise<void> {
  expect((await audit(pool())).breaches).toEqual([]);
  expect(await auditTiers(pool())).toEqual([]);
}

describe('points for entering a level that are spent when the level goes', () => {
  it('Are forgiven where the merchant says so, once for each time, and owed elsewhere', async () => {
    for (const whenSpent of ['forgiven', 'owed'] as const) {
      const member = await open({ refunds: { whenSpent, redeemedPoints: 'kept' } });
      const back = wholly(await member.buy());
      expect(await member.balance()).toBe(50);
      await member.spend(40);
      await member.sendBack(back);
      expect(await member.balance()).toBe(whenSpent === 'forgiven' ? 0 : -40);
      const again = wholly(await member.buy());
      expect(await member.balance()).toBe(whenSpent === 'forgiven' ? 50 : 10);
      await member.sendBack(again);
      expect(await member.balance()).toBe(whenSpent === 'forgiven' ? 0 : -40);
    }
    await auditIsClean();
  });

  it('Are not taken from other points when they had run out before', async () => {
    const member = await open({ expiry: { kind: 'rolling', months: 1 } });
    const back = wholly(await member.buy());
    await expireDue(new Date(NOW.getTime() + 60 * 86_400_000), 100);
    expect(await member.balance()).toBe(0);
    await member.spend(-30);
    await member.sendBack(back);
    expect(await member.level()).toBe('bronze');
    expect(await member.balance()).toBe(30);
    await auditIsClean();
  });
});

describe('a refund of shipping alone (R5)', () => {
  it.each(['spend', 'orders'] as const)('Leaves the level and what it gave, by %s', async (measure) => {
    const member = await open({}, measure, measure === 'spend' ? 10_000 : 1);
    const order = await member.buy();
    await member.sendBack({ orderId: order.id, shipping: '120.00' });
    expect([await member.level(), await member.balance()]).toEqual(['silver', 50]);
    await member.sendBack(wholly(order));
    expect([await member.level(), await member.balance()]).toEqual(['bronze', 0]);
    await auditIsClean();
  });
});
