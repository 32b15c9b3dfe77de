import { mails, mailServer } from '#tests/kit/mail-server.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import { inTransaction, pool } from '#app/db.server.ts';
import { eraseCustomer } from '#app/members/erase.server.ts';
import { mergeCustomers } from '#app/members/merge.server.ts';
import { NOW } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { announce, type Announcement } from './announce.server.ts';
import { chooseKinds, optOutOfAll } from './opt-outs.server.ts';
import { releaseDue } from './release.server.ts';
import { runSendMessages } from './send.server.ts';
import { saveSettings } from './settings-store.server.ts';
import { defaultSettings, settingsSchema } from './settings.ts';
import { closeMail } from './smtp.server.ts';

let shopify: LocalShopify;
beforeAll(async () => {
  shopify = await openLocalShopify();
});
afterAll(() => {
  closeMail();
  shopify.close();
});
beforeEach(async () => {
  await pool().query('DELETE FROM messages WHERE shop_id = $1', [shopify.shop.id]);
  await pool().query('DELETE FROM outbox_tasks WHERE shop_id = $1', [shopify.shop.id]);
  await saveSettings(shopify.shop.id, defaultSettings);
});

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const later = (ms: number) => new Date(NOW.getTime() + ms);

/** Runs the clock and the outbox as the worker does, at an instant. */
async function work(now: Date): Promise<void> {
  for (;;) {
    await releaseDue(now, 3);
    const { rows } = await pool().query<{ subject: string }>(
      `DELETE FROM outbox_tasks WHERE shop_id = $1 AND topic = 'send_message' RETURNING subject`,
      [shopify.shop.id],
    );
    if (rows.length === 0) return;
    for (const { subject } of rows) await runSendMessages(shopify.shop.id, subject, now);
  }
}

const tell = (items: Announcement[], now = NOW) => inTransaction((sql) => announce(sql, items, now));

async function states(): Promise<string[]> {
  const { rows } = await pool().query<{ line: string }>(
    `SELECT concat_ws(' ', channel, state, reason) AS line FROM messages WHERE shop_id = $1 ORDER BY channel, key`,
    [shopify.shop.id],
  );
  return rows.map(({ line }) => line);
}

async function customer(options: { consent?: boolean; phone?: string; locale?: string } = {}) {
  const member = await shopify.joinedCustomer();
  await pool().query('DELETE FROM messages WHERE shop_id = $1', [shopify.shop.id]);
  const id = Number(member.customerId);
  shopify.world.customers.update(id, {
    firstName: 'Maja',
    locale: options.locale ?? 'en',
    ...(options.phone ? { phone: options.phone } : {}),
  });
  if (options.consent) shopify.world.customers.setConsent(id, { channel: 'email', state: 'subscribed' });
  return { ...member, email: shopify.world.customers.get(id)?.email ?? '' };
}

const welcome = (memberId: string, points = 100): Announcement => ({
  shopId: shopify.shop.id,
  memberId,
  kind: 'welcome',
  key: `welcome:${memberId}`,
  data: { points },
});
const reachable = (memberId: string, key = randomUUID()): Announcement => ({
  shopId: shopify.shop.id,
  memberId,
  kind: 'reward_reachable',
  key,
  data: { rewardId: 'rw', title: { en: 'Free shipping', da: 'Gratis fragt' }, costPoints: 100 },
});

describe('a message', () => {
  it('Goes out once, however often it is announced and however often a worker starts again (D1)', async () => {
    const member = await customer();
    await tell([welcome(member.id), welcome(member.id)]);
    await work(NOW);
    await tell([welcome(member.id)], later(MINUTE_MS));
    await work(later(48 * HOUR_MS));
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
      [member.email, `Welcome to ${shopify.world.shop.get().name}`],
    ]);
    expect(mails[0]?.text).toContain('Hello Maja,');
    expect(mails[0]?.text).toContain('Your account starts with 100 points.');
    expect(mails[0]?.html).toContain('prefers-color-scheme:dark');
    expect(mails[0]?.html).not.toMatch(/<img|url\(|<link|<script/);
    expect(await states()).toEqual(['email sent']);
  });

  it('Is sent by one of two workers who have it at the same moment', async () => {
    const member = await customer();
    await tell([welcome(member.id)]);
    await Promise.all([1, 2, 3].map(() => runSendMessages(shopify.shop.id, `email welcome ${member.id}`, NOW)));
    expect(mails).toHaveLength(1);
  });

  it('Does not go out when the transaction that has the news is rolled back', async () => {
    const member = await customer();
    await expect(
      inTransaction(async (sql) => {
        await announce(sql, [welcome(member.id)], NOW);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    await work(NOW);
    expect(mails).toEqual([]);
  });

  it.each([
    ['da', 'Velkommen hos', 'Hej Maja', 'Du begynder med 1 point'],
    ['sv', 'Välkommen till', 'Hej Maja!', 'Du börjar med 1 poäng'],
    ['hu', 'Üdvözlünk', 'Szia, Maja!', '1 pont'],
    ['de', 'Willkommen bei', 'Hallo Maja,', 'Zum Start bekommst du 1 Punkt.'],
  ])('Speaks %s to a customer who does', async (locale, subject, hello, points) => {
    const member = await customer({ locale });
    await tell([welcome(member.id, 1)]);
    await work(NOW);
    expect(mails[0]?.subject).toContain(subject);
    expect(mails[0]?.text).toContain(hello);
    expect(mails[0]?.text).toContain(points);
  });

  it('Leaves out the line that has nothing to say', async () => {
    const member = await customer();
    await tell([welcome(member.id, 0)]);
    await work(NOW);
    expect(mails[0]?.text).toContain('You are now a member');
    expect(mails[0]?.text).not.toContain('Your account starts');
  });

  it("Says the merchant's own words, with their blanks filled, and cannot be made to carry markup", async () => {
    const member = await customer();
    const words = { subject: 'Hi {name}!', heading: '{points}', body: 'Only at {shop} <b>&</b>\nno {such}', sms: '' };
    await saveSettings(shopify.shop.id, settingsSchema.parse({ words: { welcome: { en: words } } }));
    await tell([welcome(member.id)]);
    await work(NOW);
    expect(mails[0]?.subject).toBe('Hi Maja!');
    expect(mails[0]?.html).toContain('&lt;b&gt;&amp;&lt;/b&gt;');
    expect(mails[0]?.text).toContain('no {such}');
  });
});

describe('how often', () => {
  it('Two of a kind on one day are one mail that day and one the next morning', async () => {
    const member = await customer({ consent: true });
    await tell([reachable(member.id)]);
    await work(NOW);
    await tell([reachable(member.id), reachable(member.id)], later(HOUR_MS));
    await work(later(HOUR_MS));
    await work(later(5 * HOUR_MS));
    expect(mails).toHaveLength(1);
    // 22 November, 9:00 in Copenhagen.
    await work(new Date('2026-11-22T07:59:00Z'));
    expect(mails).toHaveLength(1);
    await work(new Date('2026-11-22T08:00:00Z'));
    expect(mails).toHaveLength(2);
    expect(await states()).toEqual(['email sent', 'email sent', 'email sent']);
  });

  it('Points earned in a day are told together the next morning', async () => {
    const member = await customer();
    await saveSettings(shopify.shop.id, settingsSchema.parse({ kinds: { points_earned: ['email'] } }));
    for (const points of [30, 12])
      await tell([
        { shopId: shopify.shop.id, memberId: member.id, kind: 'points_earned', key: randomUUID(), data: { points } },
      ]);
    await work(later(HOUR_MS));
    expect(mails).toEqual([]);
    await work(later(24 * HOUR_MS));
    expect(mails.map(({ subject }) => subject)).toEqual(['You have earned 42 points']);
  });
});

describe('whether at all', () => {
  it('Advertising goes only to who agreed to it; what is about the own account goes to all', async () => {
    const without = await customer();
    await tell([reachable(without.id), welcome(without.id)]);
    await work(NOW);
    expect(mails.map(({ subject }) => subject)).toEqual([`Welcome to ${shopify.world.shop.get().name}`]);
    expect((await states()).sort()).toEqual(['email sent', 'email skipped no_consent']);
  });

  it('Members choose their kinds, or none', async () => {
    const member = await customer({ consent: true });
    const ref = { shopId: shopify.shop.id, memberId: member.id };
    await chooseKinds(ref, ['reward_reachable'], NOW);
    await tell([welcome(member.id), reachable(member.id)]);
    await work(NOW);
    expect(mails.map(({ subject }) => subject)).toEqual(['Within your reach: Free shipping']);
    await optOutOfAll(ref, NOW);
    await tell([reachable(member.id)], later(48 * HOUR_MS));
    await work(later(48 * HOUR_MS));
    expect(mails).toHaveLength(1);
  });

  it('What the merchant switched off costs not even a row, and what was kept is not sent after it', async () => {
    const member = await customer();
    await tell([welcome(member.id)]);
    await saveSettings(shopify.shop.id, settingsSchema.parse({ kinds: { welcome: [] } }));
    await work(NOW);
    await tell([{ ...welcome(member.id), key: 'again' }]);
    expect(await states()).toEqual(['email skipped switched_off']);
    expect(mails).toEqual([]);
  });

  it('A member who was merged into another hears under the other name, once (G1)', async () => {
    const [kept, gone] = [await customer(), await customer()];
    await tell([welcome(gone.id)]);
    await inTransaction((sql) => mergeCustomers(sql, shopify.shop, kept.customerId, gone.customerId, NOW));
    await work(NOW);
    expect(mails.map(({ to }) => to)).toEqual([kept.email]);
  });

  it('Who is forgotten leaves no message, no wish and no task behind (G1)', async () => {
    const member = await customer();
    await optOutOfAll({ shopId: shopify.shop.id, memberId: member.id }, NOW);
    await tell([
      welcome(member.id),
      {
        shopId: shopify.shop.id,
        memberId: null,
        kind: 'survey_unhappy',
        key: 'answer',
        data: { score: 2, comment: 'Cold', aboutMemberId: member.id },
      },
    ]);
    await inTransaction((sql) =>
      eraseCustomer(sql, shopify.shop.id, { customerId: member.customerId, email: null, orderIds: [] }),
    );
    const left = await pool().query(
      `SELECT key FROM messages WHERE shop_id = $1 UNION ALL SELECT kind FROM message_opt_outs WHERE shop_id = $1 AND member_id = $2`,
      [shopify.shop.id, member.id],
    );
    expect(left.rows).toEqual([]);
    await work(NOW);
    expect(mails).toEqual([]);
  });
});

describe('to the merchant', () => {
  it('An unhappy answer reaches the shop at once, with what was said and the way to the member', async () => {
    const member = await customer();
    await tell([
      {
        shopId: shopify.shop.id,
        memberId: null,
        kind: 'survey_unhappy',
        key: 'answer-1',
        data: { score: 2, comment: 'It came cold.', aboutMemberId: member.id },
      },
    ]);
    await work(NOW);
    const [mail] = mails;
    expect(mail?.to).toBe(shopify.world.shop.get().email);
    expect(mail?.text).toContain('It came cold.');
    expect(mail?.text).toContain(`/app/members/${member.id}`);
    expect(mail?.header('List-Unsubscribe')).toBe('');
  });
});

describe('when it fails', () => {
  it('Is tried again with growing pauses, and goes out when the mail server is back', async () => {
    const member = await customer();
    await tell([welcome(member.id)]);
    mailServer('is_busy');
    await work(NOW);
    await work(later(10_000));
    expect(await states()).toEqual(['email waiting smtp_451']);
    const { rows } = await pool().query('SELECT attempts FROM messages WHERE shop_id = $1', [shopify.shop.id]);
    expect(rows).toEqual([{ attempts: 1 }]);
    mailServer('takes_mail');
    await work(later(31_000));
    expect(mails).toHaveLength(1);
    expect(await states()).toEqual(['email sent']);
  });

  it('Is given up after a day, for the merchant to see', async () => {
    const member = await customer();
    await tell([welcome(member.id)]);
    mailServer('is_busy');
    for (let hours = 0; hours <= 26; hours++) await work(later(hours * HOUR_MS));
    expect(await states()).toEqual(['email dead smtp_451']);
  });

  it('An address that the mail server refuses is not tried again', async () => {
    const member = await customer();
    await tell([welcome(member.id)]);
    mailServer('refuses_address');
    await work(NOW);
    expect(await states()).toEqual(['email dead address_refused']);
  });

  it('A sender that was killed in the middle is followed by another, with the same name on the message (D4)', async () => {
    const member = await customer();
    await tell([welcome(member.id)]);
    // As the killed one left it: taken, and not told how it went.
    await pool().query(`UPDATE messages SET leased_until = $2, attempts = 1, first_tried_at = $3 WHERE shop_id = $1`, [
      shopify.shop.id,
      later(2 * MINUTE_MS),
      NOW,
    ]);
    await work(later(MINUTE_MS));
    expect(mails).toEqual([]);
    await work(later(3 * MINUTE_MS));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.header('Message-ID')).toMatch(/^<[0-9a-f]{40}@regulars\.test>$/);
  });
});
