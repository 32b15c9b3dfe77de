import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { readSettings } from '#app/messages/settings.ts';
import { newSecret, saveSettings } from '#app/messages/settings-store.server.ts';
import { makeProgram, type Program, type ProgramInput } from '#app/program/document.ts';
import { publish } from '#app/publishing/program-store.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { balanceOf, deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, orderPayload, refundPayload, simpleProgram } from '#tests/kit/factories.ts';
import { auditTiers } from './audit.server.ts';
import { reviewPortion } from './review.server.ts';
import { watchTiers } from './watch.server.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

type TiersInput = NonNullable<ProgramInput['tiers']>;

const name = (en: string) => ({ en });

function tiered(more: Partial<TiersInput> = {}, program: Partial<ProgramInput> = {}): Program {
  return makeProgram({
    ...simpleProgram(),
    tiers: {
      measure: 'spend',
      window: { kind: 'rolling', months: 12 },
      graceDays: 14,
      levels: [
        { id: 'bronze', name: name('Bronze'), threshold: 0 },
        {
          id: 'silver',
          name: name('Silver'),
          threshold: 10_000,
          perks: [
            { kind: 'multiplier', factorBp: 20_000 },
            { kind: 'entry_points', points: 50 },
          ],
        },
        { id: 'gold', name: name('Gold'), threshold: 50_000, perks: [{ kind: 'entry_points', points: 100 }] },
      ],
      ...more,
    },
    ...program,
  });
}

async function tell(shop: ShopFacts, topic: string, payload: unknown): Promise<void> {
  expect(await deliver(doors, shop, topic, payload)).toBe(200);
}

async function state(shop: ShopFacts, memberId: string) {
  const { rows } = await pool().query(
    `SELECT m.tier_id AS tier, t.source, to_char(t.since, 'YYYY-MM-DD') AS since, to_char(t.holds_until, 'YYYY-MM-DD') AS holds,
       to_char(t.grace_until, 'YYYY-MM-DD') AS grace, t.value
     FROM members m LEFT JOIN member_tiers t ON t.shop_id = m.shop_id AND t.member_id = m.id WHERE m.shop_id = $1 AND m.id = $2`,
    [shop.id, memberId],
  );
  return rows[0];
}

async function changes(shop: ShopFacts, memberId: string): Promise<string[]> {
  const { rows } = await pool().query<{ text: string }>(
    `SELECT (detail ->> 'code') || ' ' || coalesce(to_tier_id, '-') AS text FROM tier_changes WHERE shop_id = $1 AND member_id = $2 ORDER BY id`,
    [shop.id, memberId],
  );
  return rows.map((row) => row.text);
}

/** A shop whose messages have a way to go out. */
async function talkingShop(program: Program): Promise<ShopFacts> {
  const shop = await createShop({ program });
  const webhook = { url: 'https://partner.example/hook', secret: newSecret() };
  await saveSettings(shop.id, { ...readSettings(null), webhook });
  return shop;
}

async function told(shop: ShopFacts): Promise<string[]> {
  const { rows } = await pool().query<{ text: string }>(
    `SELECT DISTINCT kind || ' ' || (data ->> 'tierId') || coalesce(' ' || (data ->> 'endsOn'), '') AS text, min(announced_at) AS at
     FROM messages WHERE shop_id = $1 AND kind LIKE 'tier%' GROUP BY 1 ORDER BY 2, 1`,
    [shop.id],
  );
  return rows.map((row) => row.text);
}

const at = (date: string, time = '12:00') => new Date(`${date}T${time}:00Z`);

async function auditIsClean(): Promise<void> {
  expect(await auditTiers()).toEqual([]);
}

describe('levels (K2)', () => {
  it('Are reached at once by spending, multiply from then on, and give their welcome once', async () => {
    const shop = await createShop({ program: tiered() });
    const member = await createMember(shop);
    expect(await state(shop, member.id)).toMatchObject({ tier: 'bronze', grace: null });
    const order = orderPayload({ customerId: member.customerId, lines: [{ price: '120.00' }] });
    for (let delivery = 0; delivery < 2; delivery++) {
      await tell(shop, 'orders/paid', order);
      await settle();
    }
    expect(await state(shop, member.id)).toMatchObject({
      ...{ tier: 'silver', source: 'qualified', since: '2026-11-21', holds: '2027-11-19', grace: '2027-12-03' },
      value: 12_000,
    });
    expect(await balanceOf(shop.id, member.id)).toBe(120 + 50);
    await tell(shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price: '10.00' }] }));
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(120 + 50 + 20);
    expect(await changes(shop, member.id)).toEqual(['joined bronze', 'reached silver']);
    await auditIsClean();
  });

  it('Are lost only after window and grace, told a month ahead, never in silence', async () => {
    const shop = await talkingShop(tiered());
    const member = await createMember(shop);
    await tell(shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price: '120.00' }] }));
    await settle();
    for (const [date, tier] of [
      ['2027-11-02', 'silver'],
      ['2027-11-03', 'silver'],
      ['2027-12-03', 'silver'],
      ['2027-12-04', 'bronze'],
    ] as const) {
      for (let run = 0; run < 2; run++) await watchTiers(at(date, '22:30'), 100);
      expect((await state(shop, member.id)).tier, date).toBe(tier === 'bronze' ? 'bronze' : 'silver');
    }
    expect(await told(shop)).toEqual(['tier_reached silver', 'tier_ending silver 2027-12-03']);
    expect(await changes(shop, member.id)).toEqual(['joined bronze', 'reached silver', 'ended bronze']);
    await auditIsClean();
  });

  it('End by the shop’s own midnight (T1)', async () => {
    for (const [timeZone, before, after] of [
      ['Pacific/Auckland', '2027-12-03T10:59:59Z', '2027-12-03T11:00:00Z'],
      ['America/Los_Angeles', '2027-12-04T07:59:59Z', '2027-12-04T08:00:00Z'],
    ] as const) {
      const shop = await createShop({ program: tiered(), timeZone });
      const member = await createMember(shop);
      const order = { customerId: member.customerId, processedAt: '2026-11-20T12:00:00', lines: [{ price: '120.00' }] };
      await tell(
        shop,
        'orders/paid',
        orderPayload({ ...order, processedAt: `2026-11-20T${timeZone.startsWith('P') ? '06' : '20'}:00:00Z` }),
      );
      await settle();
      expect(await state(shop, member.id)).toMatchObject({ tier: 'silver', grace: '2027-12-03' });
      await watchTiers(new Date(before), 100);
      expect((await state(shop, member.id)).tier).toBe('silver');
      await watchTiers(new Date(after), 100);
      expect((await state(shop, member.id)).tier).toBe('bronze');
    }
    await auditIsClean();
  });

  it('Are the same whatever the order of order, refund and a second order', async () => {
    const results: unknown[] = [];
    for (const sequence of ['abr', 'bar', 'rab', 'rba', 'arb', 'bra']) {
      const shop = await createShop({ program: tiered() });
      const member = await createMember(shop);
      const a = orderPayload({ customerId: member.customerId, lines: [{ price: '300.00' }] });
      const b = orderPayload({
        customerId: member.customerId,
        lines: [{ price: '240.00' }],
        processedAt: '2026-11-21T09:00:00Z',
      });
      const r = refundPayload({
        orderId: a.id,
        lines: [{ lineId: a.line_items[0]?.id ?? 0, quantity: 1, subtotal: '300.00' }],
      });
      for (const what of sequence) {
        await tell(shop, what === 'r' ? 'refunds/create' : 'orders/paid', what === 'a' ? a : what === 'b' ? b : r);
        await settle();
      }
      results.push(await state(shop, member.id));
    }
    for (const result of results) expect(result).toEqual(results[0]);
    expect(results[0]).toMatchObject({ tier: 'silver', value: 24_000 });
    await auditIsClean();
  });

  it('Stay after a refund until they would have ended; or go at once with what they gave, and come back with it', async () => {
    const buyAndReturn = async (program: Program) => {
      const shop = await createShop({ program });
      const member = await createMember(shop);
      const order = orderPayload({ customerId: member.customerId, lines: [{ price: '120.00' }] });
      await tell(shop, 'orders/paid', order);
      await settle();
      const line = { lineId: order.line_items[0]?.id ?? 0, quantity: 1, subtotal: '120.00' };
      await tell(shop, 'refunds/create', refundPayload({ orderId: order.id, lines: [line] }));
      await settle();
      return { shop, member };
    };
    const kept = await buyAndReturn(tiered());
    expect(await state(kept.shop, kept.member.id)).toMatchObject({ tier: 'silver', grace: '2027-12-03', value: 0 });
    expect(await balanceOf(kept.shop.id, kept.member.id)).toBe(50);

    const { shop, member } = await buyAndReturn(tiered({ afterRefund: 'lost' }));
    expect(await state(shop, member.id)).toMatchObject({ tier: 'bronze' });
    expect(await balanceOf(shop.id, member.id)).toBe(0);
    await tell(shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price: '130.00' }] }));
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(130 + 50);
    expect(await changes(shop, member.id)).toEqual([
      'joined bronze',
      'reached silver',
      'refunded bronze',
      'reached silver',
    ]);
    await auditIsClean();
  });

  it('Give nothing twice to who buys, lets the level end and buys again within the window', async () => {
    const shop = await createShop({ program: tiered({ window: { kind: 'since_joining', months: 12 }, graceDays: 0 }) });
    const member = await createMember(shop);
    await tell(shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price: '600.00' }] }));
    await settle();
    // Gold passes Silver on the way: both welcomes, once.
    expect(await balanceOf(shop.id, member.id)).toBe(600 + 50 + 100);
    await tell(shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price: '600.00' }] }));
    await settle();
    expect(await balanceOf(shop.id, member.id)).toBe(600 + 50 + 100 + 600);
    await auditIsClean();
  });

  it('Count points or orders where the program says so', async () => {
    for (const measure of ['points', 'orders'] as const) {
      const shop = await createShop({
        program: tiered({
          measure,
          levels: [
            { id: 'bronze', name: name('Bronze'), threshold: 0 },
            {
              id: 'silver',
              name: name('Silver'),
              threshold: measure === 'points' ? 250 : 2,
              perks: [{ kind: 'entry_points', points: 900 }],
            },
            { id: 'gold', name: name('Gold'), threshold: measure === 'points' ? 600 : 3 },
          ],
        }),
      });
      const member = await createMember(shop);
      const first = orderPayload({ customerId: member.customerId, lines: [{ price: '130.00' }] });
      await tell(shop, 'orders/paid', first);
      await settle();
      expect((await state(shop, member.id)).tier).toBe('bronze');
      await tell(shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price: '130.00' }] }));
      await settle();
      // The 900 points for reaching Silver do not count towards Gold.
      expect(await state(shop, member.id), measure).toMatchObject({
        tier: 'silver',
        value: measure === 'points' ? 260 : 2,
      });
      const line = { lineId: first.line_items[0]?.id ?? 0, quantity: 1, subtotal: '130.00' };
      await tell(shop, 'refunds/create', refundPayload({ orderId: first.id, lines: [line] }));
      await settle();
      expect(await state(shop, member.id), measure).toMatchObject({
        tier: 'silver',
        value: measure === 'points' ? 130 : 1,
      });
    }
    await auditIsClean();
  });

  it('Of two customers who become one, the higher stays, and what both spent counts together', async () => {
    const shop = await createShop({ program: tiered() });
    const [a, b] = [await createMember(shop), await createMember(shop)];
    await tell(shop, 'orders/paid', orderPayload({ customerId: a.customerId, lines: [{ price: '300.00' }] }));
    await tell(shop, 'orders/paid', orderPayload({ customerId: b.customerId, lines: [{ price: '250.00' }] }));
    await settle();
    for (let time = 0; time < 2; time++) {
      await tell(shop, 'customers/merge', {
        admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${a.customerId}`,
        admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${b.customerId}`,
        status: 'completed',
        errors: [],
      });
      await settle();
    }
    expect(await state(shop, a.id)).toMatchObject({ tier: 'gold', value: 55_000 });
    expect(await state(shop, b.id)).toMatchObject({ tier: null, source: null });
    await auditIsClean();
  });

  it('Go with the person who is forgotten', async () => {
    const shop = await createShop({ program: tiered() });
    const member = await createMember(shop);
    await tell(shop, 'orders/paid', orderPayload({ customerId: member.customerId, lines: [{ price: '300.00' }] }));
    await settle();
    await tell(shop, 'customers/redact', {
      shop_id: 1,
      customer: { id: Number(member.customerId), email: 'a@b.example' },
      orders_to_redact: [],
    });
    await settle();
    expect(await state(shop, member.id)).toMatchObject({ tier: null, source: null });
    await auditIsClean();
  });
});

describe('the audit of levels', () => {
  it('Names a level that was tampered with, in what the engine reads or in what is recorded', async () => {
    const shop = await createShop({ program: tiered() });
    const member = await createMember(shop);
    const set = async (table: string, column: string, tier: string) =>
      pool().query(`UPDATE ${table} SET tier_id = $3 WHERE shop_id = $1 AND ${column} = $2`, [
        shop.id,
        member.id,
        tier,
      ]);
    await set('members', 'id', 'gold');
    expect(await auditTiers()).toEqual([`the engine reads level gold of member ${member.id}, who has bronze`]);
    await set('member_tiers', 'member_id', 'gold');
    expect(await auditTiers()).toEqual([
      `member ${member.id} has level gold until null, and should have bronze until null`,
    ]);
    await set('members', 'id', 'bronze');
    await set('member_tiers', 'member_id', 'bronze');
  });

  it('Is clean after many events of a member at the same moment', async () => {
    const shop = await createShop({ program: tiered() });
    const member = await createMember(shop);
    const orders = Array.from({ length: 12 }, () =>
      orderPayload({ customerId: member.customerId, lines: [{ price: '60.00' }] }),
    );
    await Promise.all(orders.map((order) => tell(shop, 'orders/paid', order)));
    await Promise.all([settle(), settle(), settle()]);
    await settle();
    expect(await state(shop, member.id)).toMatchObject({ tier: 'gold', value: 72_000 });
    expect((await changes(shop, member.id)).at(-1)).toBe('reached gold');
    const { rows } = await pool().query<{ points: number }>(
      `SELECT sum(points)::bigint AS points FROM transfers WHERE shop_id = $1 AND rule_id LIKE 'tier\\_entry%'`,
      [shop.id],
    );
    expect(rows[0]?.points).toBe(150);
    await auditIsClean();
  });
});

describe('a change of the levels (T2)', () => {
  it('T2: moves members up at once and lets nobody fall before the promised grace', async () => {
    const shop = await talkingShop(tiered());
    const [low, high] = [await createMember(shop), await createMember(shop)];
    await tell(shop, 'orders/paid', orderPayload({ customerId: low.customerId, lines: [{ price: '80.00' }] }));
    await tell(shop, 'orders/paid', orderPayload({ customerId: high.customerId, lines: [{ price: '120.00' }] }));
    await settle();
    const harder = tiered({
      graceDays: 40,
      levels: [
        { id: 'bronze', name: name('Bronze'), threshold: 0 },
        { id: 'copper', name: name('Copper'), threshold: 7_000 },
        { id: 'silver', name: name('Silver'), threshold: 20_000 },
      ],
    });
    expect(await publish(shop.id, harder, 1, 'test', NOW)).toMatchObject({ ok: true, version: 2 });
    let portions = 1;
    while (await reviewPortion(shop.id, NOW, 1)) portions++;
    expect(portions).toBe(3);
    expect(await state(shop, low.id)).toMatchObject({ tier: 'copper', source: 'qualified' });
    expect(await state(shop, high.id)).toMatchObject({ tier: 'silver', source: 'kept', grace: '2026-12-31' });
    expect(await told(shop)).toContain('tier_ending silver 2026-12-31');
    await watchTiers(at('2026-12-31'), 100);
    expect(await state(shop, high.id)).toMatchObject({ tier: 'silver' });
    await watchTiers(at('2027-01-01'), 100);
    expect(await state(shop, high.id)).toMatchObject({ tier: 'copper', source: 'qualified' });
    expect(await reviewPortion(shop.id, NOW, 1)).toBe(false);
    await auditIsClean();
  });

  it('T2: that removes the levels leaves nobody with one', async () => {
    const shop = await createShop({ program: tiered() });
    const member = await createMember(shop);
    await publish(shop.id, simpleProgram(), 1, 'test', NOW);
    while (await reviewPortion(shop.id, NOW, 100));
    expect(await state(shop, member.id)).toMatchObject({ tier: null });
    await auditIsClean();
  });
});
