import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '#app/db.server.ts';
import { adjustPoints } from '#app/members/adjust.server.ts';
import { openDoors, type Doors } from '#tests/kit/door.ts';
import { createMember, orderPayload, refundPayload } from '#tests/kit/factories.ts';
import { AFTER, DAY_MS, openReferrals, PAID_AT } from '#tests/kit/referrals.ts';
import { claimReferral } from './claim.server.ts';
import { describeReferral } from './describe.server.ts';
import { noEvidence } from './evidence.ts';
import { settleDueReferrals } from './watch.server.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

const open = (referral: Parameters<typeof openReferrals>[1] = {}, rest: Parameters<typeof openReferrals>[2] = {}) =>
  openReferrals(doors, referral, rest);

describe('a friend who orders (K5)', () => {
  it('Is held for the return period and then rewarded once, however often it is looked at', async () => {
    const house = await open();
    const order = house.order();
    await house.send('orders/paid', order);
    await house.send('orders/paid', order);
    expect(await house.row()).toMatchObject([{ state: 'held', reasons: [] }]);
    expect(await house.points()).toBe(0);
    await settleDueReferrals(new Date(PAID_AT.getTime() + 13 * DAY_MS), 10);
    expect(await house.points()).toBe(0);
    for (let time = 0; time < 2; time++) await settleDueReferrals(AFTER, 10);
    expect(await house.points()).toBe(500);
    await house.send('orders/paid', order);
    expect(await house.points()).toBe(500);
    await house.audit();
  });

  it('A refund takes back its share, a full one everything, and what came before the reward never pays', async () => {
    const house = await open();
    const order = house.order();
    await house.send('orders/paid', order);
    await settleDueReferrals(AFTER, 10);
    const lineId = order.line_items[0]?.id ?? 0;
    await house.send('refunds/create', refundPayload({ orderId: order.id, amountOnly: '25.00' }));
    expect(await house.points()).toBe(375);
    await house.send('refunds/create', refundPayload({ orderId: order.id, amountOnly: '75.00' }));
    expect(await house.points()).toBe(0);
    expect(await house.row()).toMatchObject([{ state: 'reversed', reasons: ['order_gone'] }]);
    await house.audit();

    const early = house.order({ email: 'early@example.com', address1: 'Elsegade 9' });
    await house.send(
      'refunds/create',
      refundPayload({
        orderId: early.id,
        lines: [{ lineId: lineId + 1, quantity: 0, subtotal: '0.00' }],
        amountOnly: '100.00',
      }),
    );
    await house.send('orders/paid', early);
    await settleDueReferrals(AFTER, 10);
    expect(await house.points()).toBe(0);
  });
});

describe('what goes back of a friend’s order', () => {
  it('Takes nothing from the advocate when it is shipping alone, however much that was (R5)', async () => {
    const house = await open();
    const order = house.order({ lines: [{ price: '60.00' }], shipping: '80.00' });
    await house.send('orders/paid', order);
    await house.send('refunds/create', refundPayload({ orderId: order.id, shipping: '70.00' }));
    await settleDueReferrals(AFTER, 10);
    expect(await house.points()).toBe(500);
    await house.send('refunds/create', refundPayload({ orderId: order.id, shipping: '10.00', amountOnly: '15.00' }));
    expect(await house.row()).toMatchObject([{ state: 'reversed', reasons: ['below_minimum'] }]);
    expect(await house.points()).toBe(0);
    await house.audit();
  });

  it('Is forgiven where the merchant forgives what was spent, once and never more than goes back', async () => {
    const house = await open({}, { refunds: { whenSpent: 'forgiven', redeemedPoints: 'returned' } });
    const order = house.order();
    await house.send('orders/paid', order);
    await settleDueReferrals(AFTER, 10);
    const spent = {
      shopId: house.shop.id,
      memberId: house.advocate.id,
      points: -450,
      note: 'x',
      requestId: randomUUID(),
    };
    expect(await adjustPoints({ ...spent, actor: 'test', now: AFTER })).toMatchObject({ ok: true });
    await house.send('refunds/create', refundPayload({ orderId: order.id, amountOnly: '25.00' }));
    await house.send('refunds/create', refundPayload({ orderId: order.id, amountOnly: '75.00' }));
    expect(await house.points()).toBe(0);
    await house.audit();
  });
});

describe('abuse is refused on every path (F1)', () => {
  it.each<[string, Parameters<Awaited<ReturnType<typeof open>>['order']>[0], string]>([
    ['the own address in another spelling', { email: 'Anna.B.erg+x@googlemail.com' }, 'same_person'],
    ['the own browser', { device: 'device-of-anna' }, 'same_device'],
    ['an order below the minimum', { lines: [{ price: '49.00' }] }, 'below_minimum'],
  ])('By the order: %s', async (_what, input, reason) => {
    const house = await open();
    await house.send('orders/paid', house.order(input));
    await settleDueReferrals(AFTER, 10);
    expect(await house.row()).toMatchObject([{ state: 'refused', reasons: [reason] }]);
    expect(await house.points()).toBe(0);
  });

  it('By the order: the own account, and who bought here before', async () => {
    const house = await open();
    await house.send('orders/paid', house.order({ customerId: house.advocate.customerId, email: 'other@example.com' }));
    expect((await house.row())[0].reasons).toContain('own_link');
    const regular = await createMember(house.shop);
    await house.send(
      'orders/paid',
      orderPayload({
        customerId: regular.customerId,
        processedAt: '2026-11-01T10:00:00Z',
        lines: [{ price: '10.00' }],
      }),
    );
    await house.send(
      'orders/paid',
      house.order({ customerId: regular.customerId, email: 'regular@example.com', address1: 'Cgade 3' }),
    );
    await settleDueReferrals(AFTER, 10);
    expect((await house.row()).map((row) => row.state)).toEqual(['refused', 'refused']);
    expect((await house.row())[1].reasons).toContain('existing_customer');
    expect(await house.points()).toBe(100);
  });

  it('By claiming: the own link, another recommendation before, and a ring', async () => {
    const house = await open();
    const { shop, live, code } = house;
    const friend = await createMember(shop);
    const claim = (member: typeof friend, of: string) =>
      claimReferral({ shop, live, friend: member, code: of, evidence: noEvidence, now: PAID_AT });
    expect(await claim(house.advocate, code)).toMatchObject({ ok: false, reasons: ['own_link'] });
    expect(await claim(friend, 'NOBODY22')).toMatchObject({ ok: false, refusal: 'code_unknown' });
    const first = await claim(friend, code);
    expect(first).toMatchObject({ ok: true, reward: { rewardId: 'rw_friend', costPoints: 0 } });
    const again = await claim(friend, code);
    expect(again.ok && first.ok && again.reward?.id === first.reward?.id).toBe(true);
    const friendCode = (await describeReferral(friend, live, 'en', PAID_AT))?.code ?? '';
    expect(await claim(house.advocate, friendCode)).toMatchObject({ ok: false, reasons: ['ring'] });
    const third = await createMember(shop);
    const thirdCode = (await describeReferral(third, live, 'en', PAID_AT))?.code ?? '';
    expect(await claim(friend, thirdCode)).toMatchObject({ ok: false, reasons: ['already_referred'] });
    // Whom the friend brought belongs to the ring as well.
    expect(await claim(third, friendCode)).toMatchObject({ ok: true });
    expect(await claim(house.advocate, thirdCode)).toMatchObject({
      ok: false,
      reasons: expect.arrayContaining(['ring']),
    });
  });

  it('By many friends of one address, and beyond the month, only as many count as are allowed', async () => {
    const house = await open({ maxPerMonth: 2 });
    const sent = [];
    for (const [index, address1] of ['Agade 1', 'Agade 1', 'Dgade 4', 'Egade 5'].entries())
      sent.push(
        house.order({ email: `friend${index}@example.com`, address1, processedAt: `2026-11-${10 + index}T10:00:00Z` }),
      );
    for (const order of sent) await house.send('orders/paid', order);
    await settleDueReferrals(AFTER, 10);
    expect((await house.row()).map(({ state, reasons }) => [state, reasons])).toEqual([
      ['rewarded', []],
      ['refused', ['same_household']],
      ['rewarded', []],
      ['refused', ['monthly_limit']],
    ]);
    expect(await house.points()).toBe(1_000);
    await house.audit();
  });
});

it('Erasing the friend leaves the decision and no trace of the person', async () => {
  const house = await open();
  const friend = await createMember(house.shop);
  await house.send('orders/paid', house.order({ customerId: friend.customerId }));
  await house.send('customers/redact', {
    shop_id: 1,
    shop_domain: house.shop.domain,
    customer: { id: Number(friend.customerId), email: 'bo@example.com' },
    orders_to_redact: [],
  });
  expect(await house.row()).toMatchObject([{ evidence: {} }]);
  const { rows } = await inTransaction((sql) =>
    sql.query(`SELECT 1 FROM orders WHERE shop_id = $1 AND jsonb_typeof(facts -> 'person') = 'object'`, [
      house.shop.id,
    ]),
  );
  expect(rows).toEqual([]);
});
