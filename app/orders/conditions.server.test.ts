import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { makeProgram, type Program, type ProgramInput } from '#app/program/document.ts';
import { balanceOf, deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import {
  createMember,
  createShop,
  orderPayload,
  refundPayload,
  simpleProgram,
  type OrderInput,
  type RefundInput,
} from '#tests/kit/factories.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

/** One point for each crown, and what the test adds. */
function programOf(changes: Partial<ProgramInput>): Program {
  return makeProgram({ ...simpleProgram(), ...changes });
}
const [orderRule] = simpleProgram().rules;
if (orderRule?.kind !== 'order_amount') throw new Error('the simple program has an order rule');

async function openMember(program: Program) {
  const shop = await createShop({ program });
  const member = await createMember(shop);
  return {
    shop,
    balance: () => balanceOf(shop.id, member.id),
    /** Sends the orders in one batch, in the given order. */
    async buy(...orders: Omit<OrderInput, 'customerId'>[]) {
      const sent = orders.map((order) => orderPayload({ ...order, customerId: member.customerId }));
      for (const order of sent) expect(await deliver(doors, shop, 'orders/paid', order)).toBe(200);
      await settle();
      return sent;
    },
  };
}
const on = (day: string, price = '100.00') => ({ processedAt: `${day}T10:00:00+01:00`, lines: [{ price }] });

describe('rules with conditions, by what a member did before', () => {
  it('The first order is the one that was paid first, whichever event comes first in a batch', async () => {
    const first = { ...orderRule, id: 'first', kind: 'order_fixed' as const, points: 500 };
    const member = await openMember(
      programOf({ rules: [orderRule, { ...first, when: [{ kind: 'order_number', from: 1, to: 1 }] }] }),
    );
    const [later, earlier] = await member.buy(on('2026-11-20'), on('2026-11-10'));
    expect(await member.balance()).toBe(700);
    const { rows } = await pool().query<{ source_id: string }>(
      `SELECT source_id FROM transfers WHERE shop_id = $1 AND rule_id = 'first'`,
      [member.shop.id],
    );
    expect(rows).toEqual([{ source_id: String(earlier?.id) }]);
    expect(later?.id).not.toBe(earlier?.id);
  });

  it('What was bought before is the goods that are kept: shipping that went back is none of it (R5)', async () => {
    const fixed = { ...orderRule, kind: 'order_fixed' as const, points: 500 };
    const third = [{ kind: 'order_number' as const, from: 3, to: 3 }];
    const rich = [{ kind: 'spend' as const, minMinor: 30_000 }];
    const member = await openMember(
      programOf({
        rules: [
          { ...fixed, id: 'third', when: third },
          { ...fixed, id: 'rich', points: 7, when: rich },
        ],
      }),
    );
    const buy = async (orderNumber: number, giftCard = false) => {
      const [order] = await member.buy({
        ...{ processedAt: `2026-11-0${orderNumber}T10:00:00+01:00`, shipping: '150.00' },
        lines: [{ price: '150.00' }, ...(giftCard ? [{ price: '150.00', giftCard }] : [])],
      });
      return order ?? { id: 0, line_items: [] };
    };
    const sendBack = async (order: { id: number }, what: { shipping?: string; lines?: RefundInput['lines'] }) => {
      expect(await deliver(doors, member.shop, 'refunds/create', refundPayload({ orderId: order.id, ...what }))).toBe(
        200,
      );
      await settle();
    };
    await sendBack(await buy(1), { shipping: '150.00' });
    const second = await buy(2, true);
    const card = second.line_items[1]?.id ?? 0;
    await sendBack(second, { lines: [{ lineId: card, quantity: 1, subtotal: '150.00' }] });
    await buy(3);
    expect(await member.balance()).toBe(507);
    const { rows } = await pool().query(
      'SELECT eligible_minor, returned_minor, refunded_minor FROM orders WHERE shop_id = $1 ORDER BY paid_at',
      [member.shop.id],
    );
    expect(rows).toEqual([
      { eligible_minor: 15_000, returned_minor: 0, refunded_minor: 15_000 },
      { eligible_minor: 15_000, returned_minor: 0, refunded_minor: 15_000 },
      { eligible_minor: 15_000, returned_minor: 0, refunded_minor: 0 },
    ]);
  });

  it('A limit of a member holds within a batch and between batches, by the day of the event, and says so', async () => {
    const member = await openMember(
      programOf({ rules: [{ ...orderRule, limits: { perMember: [{ period: 'day', points: 150 }] } }] }),
    );
    await member.buy(on('2026-11-20'), on('2026-11-20'));
    expect(await member.balance()).toBe(150);
    await member.buy(on('2026-11-20'));
    expect(await member.balance()).toBe(150);
    await member.buy(on('2026-11-19'));
    expect(await member.balance()).toBe(250);
    const { rows } = await pool().query<{ explanation: { reasons: { code: string }[] } }>(
      'SELECT explanation FROM orders WHERE shop_id = $1 AND points_awarded = 0',
      [member.shop.id],
    );
    expect(rows.map((row) => row.explanation.reasons)).toEqual([[{ code: 'limit_reached', ruleId: 'order' }]]);
  });

  it('A budget for all members is never overdrawn, by orders of many batches at once', async () => {
    const shop = await createShop({ program: programOf({ rules: [{ ...orderRule, limits: { budgetPoints: 450 } }] }) });
    const members = await Promise.all(Array.from({ length: 6 }, () => createMember(shop)));
    for (const member of members) {
      const order = orderPayload({ customerId: member.customerId, lines: [{ price: '100.00' }] });
      expect(await deliver(doors, shop, 'orders/paid', order)).toBe(200);
    }
    await Promise.all([settle(), settle(), settle()]);
    const balances = await Promise.all(members.map((member) => balanceOf(shop.id, member.id)));
    expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(450);
    const { rows } = await pool().query('SELECT points FROM budget_uses WHERE shop_id = $1', [shop.id]);
    expect(rows).toEqual([{ points: 450 }]);
  });

  it('A campaign doubles what its hours and its channel hold, by the clock of the shop', async () => {
    const member = await openMember(
      programOf({
        campaigns: [
          {
            id: 'happy',
            enabled: true,
            name: { en: 'Happy hour' },
            when: [
              { kind: 'hours', weekdays: [5], fromMinute: 16 * 60, toMinute: 18 * 60 },
              { kind: 'channel', channels: ['pos'] },
            ],
            effect: { kind: 'multiply', factorBp: 20_000 },
          },
        ],
      }),
    );
    // 20 November 2026 is a Friday; 15:30 UTC is 16:30 in Copenhagen.
    await member.buy({ processedAt: '2026-11-20T15:30:00Z', channel: 'pos', lines: [{ price: '100.00' }] });
    expect(await member.balance()).toBe(200);
    await member.buy({ processedAt: '2026-11-20T15:30:00Z', channel: 'web', lines: [{ price: '100.00' }] });
    expect(await member.balance()).toBe(300);
    await member.buy({ processedAt: '2026-11-20T17:30:00Z', channel: 'pos', lines: [{ price: '100.00' }] });
    expect(await member.balance()).toBe(400);
  });
});

describe('shipping that earns', () => {
  it('Earns, and a refund of shipping alone takes back what shipping earned and nothing else (R5)', async () => {
    const member = await openMember(programOf({ rules: [{ ...orderRule, includeShipping: true }] }));
    const [order] = await member.buy({ lines: [{ price: '100.00' }], shipping: '40.00' });
    expect(await member.balance()).toBe(140);
    const refund = refundPayload({ orderId: order?.id ?? 0, shipping: '10.00' });
    expect(await deliver(doors, member.shop, 'refunds/create', refund)).toBe(200);
    await settle();
    expect(await member.balance()).toBe(130);
  });
});

describe('what is counted for goals', () => {
  it('Items of an order are steps, and a refund takes back the steps of its lines', async () => {
    const member = await openMember(
      programOf({
        goals: [
          {
            id: 'cups',
            enabled: true,
            title: { en: 'Ten cups' },
            measure: { kind: 'items' },
            target: 10,
            within: { kind: 'ever' },
            repeats: true,
            grants: { points: 10 },
          },
        ],
      }),
    );
    const [order] = await member.buy({ lines: [{ price: '30.00', quantity: 4 }] });
    const steps = async () =>
      (await pool().query('SELECT goal_id, amount FROM goal_progress WHERE shop_id = $1', [member.shop.id])).rows;
    expect(await steps()).toEqual([{ goal_id: 'cups', amount: 4 }]);
    const lineId = order?.line_items[0]?.id ?? 0;
    const refund = refundPayload({ orderId: order?.id ?? 0, lines: [{ lineId, quantity: 1, subtotal: '30.00' }] });
    expect(await deliver(doors, member.shop, 'refunds/create', refund)).toBe(200);
    await settle();
    expect(await steps()).toEqual([{ goal_id: 'cups', amount: 3 }]);
  });

  it('An order of a gift card is a step once goods are added to it, and goods added to goods make no second one', async () => {
    const visits = { id: 'visits', enabled: true, title: { en: 'Three visits' }, target: 3, repeats: true };
    const member = await openMember(
      programOf({
        goals: [{ ...visits, measure: { kind: 'orders' }, within: { kind: 'ever' }, grants: { points: 10 } }],
      }),
    );
    const steps = async () =>
      (await pool().query<{ amount: number }>('SELECT amount FROM goal_progress WHERE shop_id = $1', [member.shop.id]))
        .rows;
    const lines = [{ price: '200.00', giftCard: true }, { price: '30.00' }, { price: '40.00' }];
    const [order] = await member.buy({ lines: lines.slice(0, 1) });
    expect(await steps()).toEqual([]);
    for (const count of [2, 3]) {
      await member.buy({
        id: order?.id ?? 0,
        lines: lines.slice(0, count),
        updatedAt: `2026-11-21T0${count}:00:00+01:00`,
      });
      expect(await steps()).toEqual([{ amount: 1 }]);
    }
  });
});
