import { mails } from '#tests/kit/mail-server.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { redeem } from '#app/rewards/redeem.server.ts';
import { deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, nextNumber, NOW, orderPayload, simpleProgram } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { nextExpiry } from '#app/expiry/next-expiry.server.ts';
import { announceExpiring, forgetProgress } from './expiry-warnings.server.ts';
import { releaseDue } from './release.server.ts';
import { runSendMessages } from './send.server.ts';
import { closeMail } from './smtp.server.ts';

/** The orders of the kit are paid on 20 November 2026 at 10:00 in Copenhagen: 20 February is the last day. */
const terms = { rolling: { kind: 'rolling', months: 3 }, inactivity: { kind: 'inactivity', months: 3 } } as const;
const at = (text: string) => new Date(text);

let doors: Doors;
let shopify: LocalShopify;

beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

/** What the worker does at an instant: the search for ends that are near, and the mail. */
async function work(now: Date): Promise<void> {
  while (await announceExpiring(now, 2));
  for (;;) {
    await releaseDue(now, 100);
    const { rows } = await pool().query<{ subject: string }>(
      `DELETE FROM outbox_tasks WHERE shop_id = $1 AND topic = 'send_message' RETURNING subject`,
      [shopify.shop.id],
    );
    if (rows.length === 0) return;
    for (const { subject } of rows) await runSendMessages(shopify.shop.id, subject, now);
  }
}

async function workEvery4Hours(from: string, until: string): Promise<void> {
  for (let now = at(from); now < at(until); now = new Date(now.getTime() + 4 * 3_600_000)) await work(now);
}

const warnings = () => mails.filter(({ text }) => text.includes('will soon expire'));

describe.each(['rolling', 'inactivity'] as const)('points that run out (%s)', (kind) => {
  beforeEach(async () => {
    shopify = await openLocalShopify({ ...simpleProgram(), expiry: terms[kind] });
    await forgetProgress();
  });
  // The next test's shop has the same address.
  afterEach(async () => {
    closeMail();
    shopify.close();
    await pool().query('DELETE FROM sessions WHERE shop = $1', [shopify.shop.domain]);
    await pool().query(`UPDATE shops SET domain = $2, uninstalled_at = $3 WHERE id = $1`, [
      shopify.shop.id,
      `old-${shopify.shop.id}.myshopify.com`,
      NOW,
    ]);
  });

  async function shopper(points: number) {
    const email = `shopper-${nextNumber()}@example.com`;
    const customer = shopify.world.customers.create({ email, firstName: 'Maja', locale: 'en', state: 'enabled' });
    const member = await createMember(shopify.shop, String(customer.id));
    const order = orderPayload({ customerId: member.customerId, lines: [{ price: `${points}.00` }] });
    expect(await deliver(doors, shopify.shop, 'orders/paid', order)).toBe(200);
    await settle();
    await pool().query(`DELETE FROM messages WHERE shop_id = $1`, [shopify.shop.id]);
    return { ...member, email };
  }

  /** An instant of a day of the shop that lies so many days before the last one on which the points can be used. */
  async function dayBeforeEnd(memberId: string): Promise<(days: number, time: string) => string> {
    const { expiresOn } = (await nextExpiry(shopify.shop.id, memberId)) ?? { expiresOn: '' };
    return (days, time) =>
      new Date(Date.parse(`${expiresOn}T${time}:00+01:00`) - days * 86_400_000).toISOString().slice(0, 19) + 'Z';
  }

  it('Are told of 30 and 7 days ahead, each once, in the morning of the shop (E1)', async () => {
    const member = await shopper(340);
    const before = await dayBeforeEnd(member.id);
    await workEvery4Hours(before(35, '00:00'), before(30, '06:00'));
    await work(at(before(30, '08:55')));
    expect(warnings()).toHaveLength(0);
    await workEvery4Hours(before(30, '09:05'), before(30, '20:00'));
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]?.to).toBe(member.email);
    expect(warnings()[0]?.text).toContain('340 points will soon expire');
    expect(warnings()[0]?.text).toMatch(/February 2\d, 2027, in 30 days/);
    // A restart, and one that has forgotten how far it was.
    await work(at(before(30, '20:30')));
    await forgetProgress();
    await workEvery4Hours(before(30, '21:00'), before(28, '20:00'));
    expect(warnings()).toHaveLength(1);
    await workEvery4Hours(before(8, '00:00'), before(7, '08:00'));
    expect(warnings()).toHaveLength(1);
    await workEvery4Hours(before(7, '09:05'), before(7, '20:00'));
    expect(warnings()).toHaveLength(2);
    expect(warnings()[1]?.text).toContain('in 7 days');
    await forgetProgress();
    await workEvery4Hours(before(6, '00:00'), before(-2, '00:00'));
    expect(warnings()).toHaveLength(2);
  });

  it('Are not spoken of when they were spent meanwhile (E1)', async () => {
    const member = await shopper(100);
    const spend = async () => {
      const result = await redeem({
        shop: shopify.shop,
        member,
        rewardId: simpleProgram().rewards[0]?.id ?? '',
        requestId: crypto.randomUUID(),
        now: at('2027-01-22T08:30:00Z'),
      });
      if (!result.ok) throw new Error(result.refusal);
    };
    // Announced, and spent before the mail went out.
    while (await announceExpiring(at('2027-01-22T08:10:00Z'), 10));
    await spend();
    await work(at('2027-01-22T09:00:00Z'));
    await workEvery4Hours('2027-02-13T08:00:00Z', '2027-02-15T12:00:00Z');
    expect(warnings()).toEqual([]);
    const { rows } = await pool().query(
      `SELECT state, reason FROM messages WHERE shop_id = $1 AND kind = 'points_expiring'`,
      [shopify.shop.id],
    );
    expect(rows).toEqual([{ state: 'skipped', reason: 'no_longer_true' }]);
  });

  it('Several portions of one day are one message with their sum (E1)', async () => {
    const member = await shopper(60);
    const second = orderPayload({ customerId: member.customerId, lines: [{ price: '25.00' }, { price: '15.00' }] });
    await deliver(doors, shopify.shop, 'orders/paid', second);
    await settle();
    await shopper(10);
    await workEvery4Hours('2027-01-22T08:10:00Z', '2027-01-22T12:00:00Z');
    expect(
      warnings()
        .map(({ text }) => /\d+ points will/.exec(text)?.[0])
        .sort(),
    ).toEqual(['10 points will', '100 points will']);
  });

  it('After days without a worker are told late rather than never (E1)', async () => {
    await shopper(50);
    await work(at('2027-01-24T15:00:00Z'));
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]?.text).toMatch(/in 2[78] days/);
  });
});
