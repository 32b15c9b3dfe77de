import { mails } from '#tests/kit/mail-server.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, nextNumber, NOW, orderPayload, simpleProgram } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { releaseDue } from './release.server.ts';
import { runSendMessages } from './send.server.ts';
import { saveSettings } from './settings-store.server.ts';
import { settingsSchema } from './settings.ts';
import { closeMail } from './smtp.server.ts';

let doors: Doors;
let shopify: LocalShopify;
beforeAll(async () => {
  doors = await openDoors();
  // Rewards for 100 points.
  shopify = await openLocalShopify({ ...simpleProgram(), rewards: simpleProgram().rewards.slice(0, 1) });
});
afterAll(async () => {
  closeMail();
  await doors.close();
  shopify.close();
});
beforeEach(() =>
  saveSettings(shopify.shop.id, settingsSchema.parse({ kinds: { points_earned: ['email'] }, earned: 'each' })),
);

async function work(now: Date): Promise<void> {
  await releaseDue(now, 100);
  const { rows } = await pool().query<{ subject: string }>(
    `DELETE FROM outbox_tasks WHERE shop_id = $1 AND topic = 'send_message' RETURNING subject`,
    [shopify.shop.id],
  );
  for (const { subject } of rows) await runSendMessages(shopify.shop.id, subject, now);
}

async function send(topic: string, payload: unknown): Promise<void> {
  expect(await deliver(doors, shopify.shop, topic, payload)).toBe(200);
  await settle();
}

const subjects = () => mails.map(({ subject }) => subject).sort();

async function customer() {
  const email = `buyer-${nextNumber()}@example.com`;
  const made = shopify.world.customers.create({ email, firstName: 'Maja', locale: 'en', state: 'enabled' });
  shopify.world.customers.setConsent(made.id, { channel: 'email', state: 'subscribed' });
  return String(made.id);
}

describe('what the doors bring', () => {
  it('A paid order is told once with all its points, and the reward that it brought within reach (D1)', async () => {
    const customerId = await customer();
    await createMember(shopify.shop, customerId);
    await pool().query(`DELETE FROM messages WHERE shop_id = $1`, [shopify.shop.id]);
    const order = orderPayload({ customerId, lines: [{ price: '70.00' }, { price: '50.00' }] });
    await send('orders/paid', order);
    await send('orders/paid', order);
    await work(NOW);
    expect(subjects()).toEqual(['Within your reach: Free shipping', 'You have earned 120 points']);
    expect(mails.find(({ subject }) => subject.includes('earned'))?.text).toContain('Your balance: 120 points.');
    // More points, and the same reward still within reach: nothing new to say about it.
    await send('orders/paid', orderPayload({ customerId, lines: [{ price: '5.00' }] }));
    await work(new Date(NOW.getTime() + 48 * 3_600_000));
    expect(subjects()).toEqual([
      'Within your reach: Free shipping',
      'You have earned 120 points',
      'You have earned 5 points',
    ]);
  });

  it('Who joins by an order of today is welcomed; who joins by an old one is not', async () => {
    await pool().query(`DELETE FROM messages WHERE shop_id = $1`, [shopify.shop.id]);
    const [today, longAgo] = [await customer(), await customer()];
    await send('orders/paid', orderPayload({ customerId: today, lines: [{ price: '5.00' }] }));
    await send('orders/paid', {
      ...orderPayload({ customerId: longAgo, lines: [{ price: '7.00' }] }),
      processed_at: '2026-10-01T10:00:00+02:00',
      created_at: '2026-10-01T10:00:00+02:00',
    });
    await work(NOW);
    const { rows } = await pool().query<{ customer_id: string }>(
      `SELECT m.customer_id FROM messages o JOIN members m ON m.shop_id = o.shop_id AND m.id = o.member_id
       WHERE o.shop_id = $1 AND o.kind = 'welcome'`,
      [shopify.shop.id],
    );
    expect(rows).toEqual([{ customer_id: today }]);
  });

  it('An account that was made just now is welcomed; one that the shop has edited is not', async () => {
    await pool().query(`DELETE FROM messages WHERE shop_id = $1`, [shopify.shop.id]);
    const [made, edited] = [await customer(), await customer()];
    const payload = (id: string, createdAt: string) => ({ id: Number(id), state: 'enabled', created_at: createdAt });
    await send('customers/update', payload(made, '2026-11-21T12:55:00+01:00'));
    await send('customers/update', payload(edited, '2024-05-01T10:00:00+02:00'));
    await work(NOW);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toContain('Welcome');
  });
});
