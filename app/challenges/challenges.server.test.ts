import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { recordActivity, type ActivityRequest, type RecordedActivity } from '#app/activities/record.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import { makeProgram, type ProgramInput } from '#app/program/document.ts';
import { publish } from '#app/publishing/program-store.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { balanceOf, deliver, openDoors, settle } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, orderPayload, refundPayload, simpleProgram } from '#tests/kit/factories.ts';

const text = (en: string) => ({ en });
type GoalInput = NonNullable<ProgramInput['goals']>[number];

const stampCard: GoalInput = {
  id: 'card',
  enabled: true,
  title: text('Five coffees'),
  measure: { kind: 'items' },
  when: [],
  target: 5,
  within: { kind: 'ever' },
  repeats: true,
  grants: { points: 50 },
};

async function shopWith(goals: GoalInput[], rest: Partial<ProgramInput> = {}): Promise<ShopFacts> {
  return createShop({ program: makeProgram({ ...simpleProgram(), rules: [], ...rest, goals }) });
}

/** Days after NOW, at noon. */
const day = (offset: number) => new Date(NOW.getTime() + offset * 24 * 60 * 60 * 1000);

function did(
  shop: ShopFacts,
  member: ActivityRequest['member'],
  activity: RecordedActivity['activity'],
  more: Partial<ActivityRequest & RecordedActivity> = {},
) {
  const at = more.at ?? NOW;
  return inTransaction((sql) =>
    recordActivity(sql, { shop, member, activity, key: randomUUID(), at, now: at, source: 'staff', ...more }),
  );
}

async function awardsOf(shopId: number) {
  const { rows } = await pool().query<{ goal_id: string; occurrence: string; given: boolean; times: number }>(
    'SELECT goal_id, occurrence, given, times FROM goal_awards WHERE shop_id = $1 ORDER BY goal_id, occurrence',
    [shopId],
  );
  return rows.map((row) => `${row.goal_id} ${row.occurrence} ${row.given ? 'given' : 'taken back'} ${row.times}`);
}

describe('challenges', () => {
  it('Stamps of orders fill a card; a refund takes the award back, and the next purchase gives it again (R1, R2)', async () => {
    const doors = await openDoors();
    try {
      const shop = await shopWith([stampCard]);
      const member = await createMember(shop);
      const first = orderPayload({ customerId: member.customerId, lines: [{ price: '30.00', quantity: 4 }] });
      const second = orderPayload({ customerId: member.customerId, lines: [{ price: '30.00', quantity: 1 }] });
      await deliver(doors, shop, 'orders/paid', first);
      await settle();
      expect(await balanceOf(shop.id, member.id)).toBe(0);
      await deliver(doors, shop, 'orders/paid', second);
      await deliver(doors, shop, 'orders/paid', second);
      await settle();
      expect(await balanceOf(shop.id, member.id)).toBe(50);
      const refund = refundPayload({
        orderId: first.id,
        lines: [{ lineId: first.line_items[0]?.id ?? 0, quantity: 1, subtotal: '30.00' }],
      });
      await deliver(doors, shop, 'refunds/create', refund);
      await deliver(doors, shop, 'refunds/create', refund);
      await settle();
      expect(await balanceOf(shop.id, member.id)).toBe(0);
      expect(await awardsOf(shop.id)).toEqual(['card 1 taken back 1']);
      await deliver(
        doors,
        shop,
        'orders/paid',
        orderPayload({ customerId: member.customerId, lines: [{ price: '30.00', quantity: 6 }] }),
      );
      await settle();
      expect(await balanceOf(shop.id, member.id)).toBe(100);
      expect(await awardsOf(shop.id)).toEqual(['card 1 given 2', 'card 2 given 1']);
    } finally {
      await doors.close();
    }
  });

  it('A reward that a goal gave goes when its ground goes; one that was used is not given twice', async () => {
    const doors = await openDoors();
    try {
      const shop = await shopWith([{ ...stampCard, grants: { rewardId: simpleProgram().rewards[0]?.id ?? '' } }]);
      const member = await createMember(shop);
      const order = orderPayload({ customerId: member.customerId, lines: [{ price: '30.00', quantity: 5 }] });
      const refund = (lineId: number, orderId: number) =>
        refundPayload({ orderId, lines: [{ lineId, quantity: 1, subtotal: '30.00' }] });
      await deliver(doors, shop, 'orders/paid', order);
      await settle();
      const given = async () => {
        const { rows } = await pool().query<{ state: string }>(
          'SELECT state::text FROM redemptions WHERE shop_id = $1 ORDER BY created_at',
          [shop.id],
        );
        return rows.map(({ state }) => state);
      };
      expect(await given()).toHaveLength(1);
      // The code is used before the refund.
      await pool().query(`UPDATE redemptions SET state = 'used', used_at = now() WHERE shop_id = $1`, [shop.id]);
      await deliver(doors, shop, 'refunds/create', refund(order.line_items[0]?.id ?? 0, order.id));
      await settle();
      expect(await awardsOf(shop.id)).toEqual(['card 1 taken back 1']);
      const more = orderPayload({ customerId: member.customerId, lines: [{ price: '30.00', quantity: 1 }] });
      await deliver(doors, shop, 'orders/paid', more);
      await settle();
      expect(await awardsOf(shop.id)).toEqual(['card 1 given 2']);
      expect(await given()).toEqual(['used']);
    } finally {
      await doors.close();
    }
  });

  it('Shipping that went back takes nothing of what orders are counted for, also of those of before (R5)', async () => {
    const doors = await openDoors();
    try {
      const shop = await shopWith([]);
      const member = await createMember(shop);
      const buy = async () => {
        const order = orderPayload({ customerId: member.customerId, lines: [{ price: '100.00' }], shipping: '120.00' });
        await deliver(doors, shop, 'orders/paid', order);
        await deliver(doors, shop, 'refunds/create', refundPayload({ orderId: order.id, shipping: '120.00' }));
        await settle();
        return order;
      };
      const first = await buy();
      const goal: GoalInput = { ...stampCard, countsHistory: true, repeats: false };
      const goals: GoalInput[] = [
        { ...goal, id: 'orders', measure: { kind: 'orders' }, target: 2 },
        { ...goal, id: 'spend', measure: { kind: 'spend' }, target: 20_000 },
        { ...goal, id: 'steps', measure: { kind: 'orders' }, target: 1, countsHistory: false },
      ];
      const program = makeProgram({ ...simpleProgram(), rules: [], goals });
      expect(await publish(shop.id, program, 1, 'test', NOW)).toMatchObject({ ok: true });
      await buy();
      expect(await awardsOf(shop.id)).toEqual(['orders 1 given 1', 'spend 1 given 1', 'steps 1 given 1']);
      const lineId = first.line_items[0]?.id ?? 0;
      const all = refundPayload({ orderId: first.id, lines: [{ lineId, quantity: 1, subtotal: '100.00' }] });
      await deliver(doors, shop, 'refunds/create', all);
      await settle();
      expect(await awardsOf(shop.id)).toEqual(['orders 1 taken back 1', 'spend 1 taken back 1', 'steps 1 given 1']);
    } finally {
      await doors.close();
    }
  });

  it('What goes back after it was spent is forgiven where the merchant says so, and owed elsewhere', async () => {
    const doors = await openDoors();
    try {
      for (const whenSpent of ['forgiven', 'owed'] as const) {
        const shop = await shopWith([stampCard], { refunds: { whenSpent, redeemedPoints: 'kept' } });
        const member = await createMember(shop);
        const order = orderPayload({ customerId: member.customerId, lines: [{ price: '30.00', quantity: 5 }] });
        await deliver(doors, shop, 'orders/paid', order);
        await settle();
        const spent = { shopId: shop.id, memberId: member.id, points: -45, note: 'x', requestId: randomUUID() };
        expect(await adjustPoints({ ...spent, actor: 'test', now: NOW })).toMatchObject({ ok: true });
        const lineId = order.line_items[0]?.id ?? 0;
        const refund = refundPayload({ orderId: order.id, lines: [{ lineId, quantity: 1, subtotal: '30.00' }] });
        for (let time = 0; time < 2; time++) await deliver(doors, shop, 'refunds/create', refund);
        await settle();
        expect(await balanceOf(shop.id, member.id)).toBe(whenSpent === 'forgiven' ? 0 : -45);
      }
    } finally {
      await doors.close();
    }
  });

  it('Two visits at the same moment complete a goal once', async () => {
    const visits: GoalInput = {
      ...stampCard,
      measure: { kind: 'activity', activity: 'visit' },
      target: 20,
      repeats: false,
    };
    const shop = await shopWith([visits]);
    const member = await createMember(shop);
    await Promise.all(Array.from({ length: 20 }, () => did(shop, member, 'visit')));
    expect(await awardsOf(shop.id)).toEqual(['card 1 given 1']);
    expect(await balanceOf(shop.id, member.id)).toBe(50);
  });

  it('A gym: so many weeks in a row, counted in units that the partner reports, with a badge (P14, P22)', async () => {
    const shop = await shopWith([
      {
        ...stampCard,
        id: 'weeks',
        measure: { kind: 'activity', activity: 'custom', subjects: ['training'] },
        target: 3,
        within: { kind: 'streak', period: 'week' },
        repeats: false,
        grants: { badge: { icon: 'flame', title: text('Three weeks') } },
      },
      {
        ...stampCard,
        id: 'minutes',
        measure: { kind: 'activity', activity: 'custom', subjects: ['training'], units: true },
        target: 100,
        within: { kind: 'days', days: 10 },
        grants: { points: 7 },
      },
    ]);
    const member = await createMember(shop);
    for (const offset of [0, 7, 14])
      await did(shop, member, 'custom', { subject: 'training', quantity: 55, at: day(offset) });
    await did(shop, member, 'custom', { subject: 'swimming', quantity: 900, at: day(15) });
    expect(await awardsOf(shop.id)).toEqual(['minutes 1 given 1', 'weeks 1 given 1']);
    expect(await balanceOf(shop.id, member.id)).toBe(7);
  });

  it('A milestone counts the orders of before it began only where the merchant says so (P20)', async () => {
    const doors = await openDoors();
    try {
      const shop = await shopWith([]);
      const member = await createMember(shop);
      const order = (price: string) =>
        deliver(doors, shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price }] }));
      await order('900.00');
      await settle();
      const milestone: GoalInput = { ...stampCard, measure: { kind: 'spend' }, target: 100_000, repeats: true };
      const program = makeProgram({
        ...simpleProgram(),
        rules: [],
        goals: [
          { ...milestone, id: 'all', countsHistory: true },
          { ...milestone, id: 'new' },
        ],
      });
      expect(await publish(shop.id, program, 1, 'test', NOW)).toMatchObject({ ok: true });
      await order('100.00');
      await settle();
      expect(await awardsOf(shop.id)).toEqual(['all 1 given 1']);
      // Without the goal nothing is given any more, and nothing that holds is taken.
      expect(await publish(shop.id, { ...program, goals: [] }, 2, 'test', NOW)).toMatchObject({ ok: true });
      await order('5000.00');
      await settle();
      expect(await awardsOf(shop.id)).toEqual(['all 1 given 1']);
      expect(await balanceOf(shop.id, member.id)).toBe(50);
    } finally {
      await doors.close();
    }
  });
});

describe('activities', () => {
  const visit = {
    id: 'visit',
    enabled: true,
    when: [],
    kind: 'activity' as const,
    activity: 'visit' as const,
    points: 10,
  };

  it('The same key again changes nothing, also at the same moment; the same key for something else is refused', async () => {
    const shop = await createShop({ program: makeProgram({ ...simpleProgram(), rules: [visit] }) });
    const member = await createMember(shop);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => did(shop, member, 'visit', { key: 'one' })));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['recorded', ...Array(7).fill('repeated')]);
    expect(await did(shop, member, 'visit', { key: 'one', quantity: 2 })).toEqual({ outcome: 'conflict' });
    expect(await balanceOf(shop.id, member.id)).toBe(10);
  });

  it('Limits of a member and a budget of all hold, whatever happens at once', async () => {
    const shop = await createShop({
      program: makeProgram({
        ...simpleProgram(),
        rules: [{ ...visit, limits: { perMember: [{ period: 'day', times: 3 }], budgetPoints: 45 } }],
      }),
    });
    const [anna, bo] = [await createMember(shop), await createMember(shop)];
    await Promise.all(
      Array.from({ length: 6 }, (_, index) => [
        did(shop, anna, 'visit'),
        did(shop, bo, 'visit', { at: day(index) }),
      ]).flat(),
    );
    const [ofAnna, ofBo] = [await balanceOf(shop.id, anna.id), await balanceOf(shop.id, bo.id)];
    expect(ofAnna).toBeLessThanOrEqual(30);
    expect(ofAnna + ofBo).toBe(45);
    const { rows } = await pool().query<{ points: number; nothing: { code: string }[] }>(
      `SELECT (explanation ->> 'points')::int AS points, explanation -> 'nothing' AS nothing FROM activities WHERE shop_id = $1`,
      [shop.id],
    );
    // Every activity says why it gave what it gave (N1).
    expect(rows).toHaveLength(12);
    for (const { points, nothing } of rows)
      if (points === 0) expect(nothing[0]?.code).toMatch(/limit_reached|budget_used_up/);
  });

  it('Who is blocked earns nothing, and without a program nothing is recorded', async () => {
    const shop = await createShop({ program: makeProgram({ ...simpleProgram(), rules: [visit] }) });
    const member = await createMember(shop);
    expect(await did(shop, { ...member, status: 'blocked' }, 'visit')).toMatchObject({
      explanation: { points: 0, nothing: [{ code: 'member_blocked' }] },
    });
    const empty = await createShop({ program: null });
    expect(await did(empty, member, 'visit')).toEqual({ outcome: 'no_program' });
  });
});
