/** However the news of a friend comes, and however often, the referral ends in the same state and with the same points. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { mergeCustomers } from '#app/members/merge.server.ts';
import { getPublished, publish } from '#app/publishing/program-store.server.ts';
import { openDoors, type Doors } from '#tests/kit/door.ts';
import { createMember, NOW, refundPayload } from '#tests/kit/factories.ts';
import { AFTER, openReferrals, PAID_AT } from '#tests/kit/referrals.ts';
import { auditReferrals } from './audit.server.ts';
import { claimReferral } from './claim.server.ts';
import { decideByHand } from './by-hand.server.ts';
import { noEvidence } from './evidence.ts';
import { ownerOfCode } from './referral-store.server.ts';
import { settleDueReferrals } from './watch.server.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

type House = Awaited<ReturnType<typeof openReferrals>>;
const merge = ({ shop }: House, kept: string, deleted: string) =>
  inTransaction((sql) => mergeCustomers(sql, shop, kept, deleted, NOW));

async function changeTerms({ shop }: House, change: Record<string, unknown> | null): Promise<void> {
  const published = await getPublished(shop.id);
  if (!published) throw new Error('the shop of the test has a program');
  const { program, version } = published;
  const referral = change && program.referral ? { ...program.referral, ...change } : null;
  const result = await publish(shop.id, { ...program, referral }, version, 'test', NOW);
  expect(result).toMatchObject({ ok: true });
}

describe('any order of events (K5)', () => {
  type Step = 'paid' | 'refund' | 'cancel' | 'due' | 'friend' | 'advocate';
  const steps: Step[] = ['paid', 'refund', 'due', 'friend', 'advocate'];

  async function play(sequence: readonly Step[], ends: { cancel: boolean; self: boolean }): Promise<unknown> {
    const house = await openReferrals(doors);
    const { shop, live, code, advocate } = house;
    const [friend, otherFriend, otherAdvocate] = [
      await createMember(shop),
      await createMember(shop),
      await createMember(shop),
    ];
    const claimed = await claimReferral({ shop, live, friend, code, evidence: noEvidence, now: PAID_AT });
    expect(claimed.ok).toBe(true);
    const order = house.order({ customerId: friend.customerId });
    const refund = refundPayload({ orderId: order.id, amountOnly: '40.00' });
    const canceled = { ...order, cancelled_at: '2026-11-21T10:00:00Z', updated_at: '2026-11-21T10:00:00Z' };
    const kept = ends.self ? otherFriend : otherAdvocate;
    const doIt: Record<Step, () => Promise<unknown>> = {
      paid: () => house.send('orders/paid', order),
      refund: () => house.send('refunds/create', refund),
      cancel: () => house.send('orders/cancelled', canceled),
      due: () => settleDueReferrals(AFTER, 100),
      friend: () => merge(house, otherFriend.customerId, friend.customerId),
      advocate: () => merge(house, kept.customerId, advocate.customerId),
    };
    const all: Step[] = [...sequence, ...(ends.cancel && !sequence.includes('cancel') ? (['cancel'] as const) : [])];
    for (const step of all) await doIt[step]();
    // What has not been told by now is told in the end, and the job runs once more.
    for (const step of steps) if (!all.includes(step)) await doIt[step]();
    await doIt.due();
    await house.audit();
    const [row, ...more] = await house.row();
    expect(more).toEqual([]);
    const { rows } = await pool().query<{ points: number }>(
      `SELECT coalesce(sum(CASE WHEN kind = 'award_reversal' THEN -points ELSE points END), 0)::int AS points
       FROM transfers WHERE shop_id = $1 AND source_id = $2`,
      [shop.id, row.id],
    );
    return [row.state === 'reversed' ? 'refused' : row.state, rows[0]?.points];
  }

  it(
    'Paid, refunded, canceled, due and merged, in any order and twice, it ends the same',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom<Step>(...steps, 'cancel'), { minLength: 3, maxLength: 9 }),
          fc.boolean(),
          async (sequence, self) => {
            const cancel = sequence.includes('cancel');
            expect(await play(sequence, { cancel, self })).toEqual(cancel || self ? ['refused', 0] : ['rewarded', 300]);
          },
        ),
        { numRuns: 25 },
      );
    },
  );

  it('The first order counts, whichever of two is told first', async () => {
    for (const turn of [0, 1]) {
      const house = await openReferrals(doors);
      const friend = await createMember(house.shop);
      const { shop, live, code } = house;
      await claimReferral({ shop, live, friend, code, evidence: noEvidence, now: new Date('2026-11-09T10:00:00Z') });
      const orders = ['2026-11-10T10:00:00Z', '2026-11-12T10:00:00Z'].map((processedAt) =>
        house.order({ customerId: friend.customerId, processedAt }),
      );
      for (const order of turn ? orders.reverse() : orders) await house.send('orders/paid', order);
      await settleDueReferrals(AFTER, 100);
      const first = turn ? orders[1] : orders[0];
      expect(await house.row()).toMatchObject([{ state: 'rewarded', order_id: String(first?.id) }]);
      expect(await house.points()).toBe(500);
      await house.audit();
    }
  });
});

describe('who a friend turns out to be', () => {
  it('A guest who orders with the code, then joins and claims it, came once and counts', async () => {
    const house = await openReferrals(doors);
    const { shop, live, code } = house;
    const customerId = '8800001';
    const order = house.order({ customerId, state: 'disabled' });
    await house.send('orders/paid', order);
    expect(await house.row()).toMatchObject([{ state: 'held', friend_id: null }]);
    const friend = await createMember(shop, customerId);
    await claimReferral({ shop, live, friend, code, evidence: noEvidence, now: PAID_AT });
    await house.send('orders/paid', { ...order, updated_at: '2026-11-21T10:00:00Z' });
    await settleDueReferrals(AFTER, 100);
    expect(await house.row()).toMatchObject([{ state: 'rewarded', friend_id: friend.id }]);
    expect(await house.points()).toBe(500);
    await house.audit();
  });

  it('The same, claimed before the guest order is known to be theirs', async () => {
    const house = await openReferrals(doors);
    const { shop, live, code } = house;
    const order = house.order({ customerId: null, email: 'bo@example.com' });
    await house.send('orders/paid', order);
    const friend = await createMember(shop);
    await claimReferral({ shop, live, friend, code, evidence: noEvidence, now: PAID_AT });
    expect(await house.row()).toHaveLength(2);
    await house.send('orders/paid', {
      ...order,
      customer: { id: Number(friend.customerId), state: 'enabled' },
      updated_at: '2026-11-21T10:00:00Z',
    });
    await settleDueReferrals(AFTER, 100);
    expect(await house.row()).toMatchObject([{ state: 'rewarded', friend_id: friend.id }]);
    await house.audit();
  });

  it('Two accounts of one friend came once; two of the advocate are known by the browsers of both (F1)', async () => {
    const house = await openReferrals(doors);
    const { shop, live, code, advocate } = house;
    const [one, two, other] = [await createMember(shop), await createMember(shop), await createMember(shop)];
    for (const friend of [one, two])
      await claimReferral({ shop, live, friend, code, evidence: noEvidence, now: PAID_AT });
    await merge(house, two.customerId, one.customerId);
    expect(await house.row()).toMatchObject([
      { state: 'claimed', friend_id: two.id },
      { state: 'refused', reasons: ['already_referred'] },
    ]);
    await merge(house, other.customerId, advocate.customerId);
    expect(await inTransaction((sql) => ownerOfCode(sql, shop.id, code))).toBe(other.id);
    await house.send('orders/paid', house.order({ customerId: two.customerId, device: 'device-of-anna' }));
    expect((await house.row())[0]).toMatchObject({ state: 'refused', reasons: ['same_device'] });
    await house.audit();
  });
});

describe('what was promised', () => {
  it('Is kept when the terms change or recommending is switched off during the return period', async () => {
    for (const change of [null, { enabled: false }, { advocatePoints: 1, minimumOrderMinor: 900_000, holdDays: 300 }]) {
      const house = await openReferrals(doors);
      const order = house.order();
      await house.send('orders/paid', order);
      await changeTerms(house, change);
      await settleDueReferrals(AFTER, 100);
      expect(await house.points()).toBe(500);
      await house.send('refunds/create', refundPayload({ orderId: order.id, amountOnly: '100.00' }));
      expect(await house.points()).toBe(0);
      await house.send(
        'orders/paid',
        house.order({ email: 'late@example.com', address1: 'Fgade 6', processedAt: '2026-11-20T12:00:00Z' }),
      );
      expect((await house.row())[1]?.state ?? 'refused').toBe('refused');
      await house.audit();
    }
  });
});

describe('decided by hand', () => {
  const by = ({ shop }: House, referralId: string, accept: boolean, reason = 'We know them') =>
    decideByHand({ shopId: shop.id, referralId, accept, reason, actor: 'owner', now: AFTER });

  it('A refused one that is accepted pays once, and goes back with the order; a reason is asked for and kept', async () => {
    const house = await openReferrals(doors);
    const order = house.order({ device: 'device-of-anna' });
    await house.send('orders/paid', order);
    const [{ id }] = await house.row();
    expect(await by(house, id, true, '  ')).toEqual({ ok: false, refusal: 'reason_missing' });
    expect(await by(house, id, true)).toEqual({ ok: true });
    expect(await by(house, id, true)).toEqual({ ok: false, refusal: 'already_decided' });
    expect(await house.row()).toMatchObject([{ state: 'rewarded', reasons: [], by_hand: 'We know them' }]);
    expect(await house.points()).toBe(500);
    await house.send('orders/paid', order);
    expect(await house.points()).toBe(500);
    await house.send('refunds/create', refundPayload({ orderId: order.id, amountOnly: '100.00' }));
    expect(await house.points()).toBe(0);
    const { rows } = await pool().query(
      'SELECT action, detail FROM admin_actions WHERE shop_id = $1 AND subject = $2',
      [house.shop.id, id],
    );
    expect(rows).toMatchObject([{ action: 'referral_accepted', detail: { reason: 'We know them', was: 'refused' } }]);
    await house.audit();
  });

  it('One that is refused pays nothing, is taken back when it had paid, and can be accepted again', async () => {
    const house = await openReferrals(doors);
    await house.send('orders/paid', house.order());
    const [{ id }] = await house.row();
    expect(await by(house, id, false)).toEqual({ ok: true });
    await settleDueReferrals(AFTER, 100);
    expect(await house.row()).toMatchObject([{ state: 'refused', reasons: ['by_hand'] }]);
    expect(await by(house, id, true)).toEqual({ ok: true });
    expect(await house.points()).toBe(500);
    expect(await by(house, id, false)).toEqual({ ok: true });
    expect(await house.row()).toMatchObject([{ state: 'reversed', reasons: ['by_hand'] }]);
    expect(await house.points()).toBe(0);
    expect(await by(house, id, true)).toEqual({ ok: true });
    expect(await house.points()).toBe(500);
    await house.audit();
  });

  it('Before the friend has ordered: refusing takes the gift back, accepting gives it', async () => {
    const house = await openReferrals(doors);
    const { shop, live, code } = house;
    const friend = await createMember(shop);
    await claimReferral({ shop, live, friend, code, evidence: noEvidence, now: PAID_AT });
    const [{ id }] = await house.row();
    const gifts = async () => {
      const { rows } = await pool().query(
        `SELECT count(*)::int AS n FROM redemptions WHERE shop_id = $1 AND grant_key = $2`,
        [shop.id, `referral:${id}:friend`],
      );
      return rows[0].n;
    };
    expect(await gifts()).toBe(1);
    expect(await by(house, id, false)).toEqual({ ok: true });
    expect(await gifts()).toBe(0);
    expect(await by(house, id, true)).toEqual({ ok: true });
    expect(await gifts()).toBe(1);
    expect(await by(house, '00000000-0000-7000-8000-000000000000', true)).toMatchObject({
      refusal: 'referral_not_found',
    });
    await house.audit();
  });
});

it('The audit of referrals bites', async () => {
  const house = await openReferrals(doors);
  await house.send('orders/paid', house.order());
  await settleDueReferrals(AFTER, 100);
  await house.audit();
  const change = (to: string) => pool().query(`UPDATE referrals SET ${to} WHERE shop_id = $1`, [house.shop.id]);
  const breaches = async () => (await auditReferrals()).join();
  await change('points = points + 1');
  const points = await breaches();
  await change(`points = points - 1, state = 'refused'`);
  const state = await breaches();
  await change(`state = 'rewarded'`);
  expect(points).toContain('the points of a referral');
  expect(state).toContain('only what counts pays');
  await house.audit();
});
