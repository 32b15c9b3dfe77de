import { mails, mailServer } from '#tests/kit/mail-server.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { eraseShop } from '#app/shops/erase-shop.server.ts';
import { requireShop, type Shop } from '#app/shops/shop-store.server.ts';
import { createShop, NOW } from '#tests/kit/factories.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { announce } from './announce.server.ts';
import { answerMessages } from './answer-messages.server.ts';
import { readOverview } from './overview.server.ts';
import { purgeMessages, releaseDue } from './release.server.ts';
import { loadShopMessages, saveSettings } from './settings-store.server.ts';
import { defaultSettings } from './settings.ts';
import { closeMail } from './smtp.server.ts';

let shopify: LocalShopify;
let shop: Shop;
beforeAll(async () => {
  shopify = await openLocalShopify();
  shop = await requireShop(shopify.shop.domain);
});
afterAll(() => {
  closeMail();
  shopify.close();
});
beforeEach(() => saveSettings(shop.id, defaultSettings));

const form = {
  ...{ paused: false, kinds: {}, earned: 'daily', quietHours: { from: 22, until: 8 }, accent: '#aa3300' },
  ...{ replyTo: '', merchantEmail: '', gatewayUrl: '', webhookUrl: '' },
};
const ask = (action: unknown) => answerMessages(shop, action, '4711', NOW);

describe("the merchant's screens", () => {
  it('Save what was decided, and make a secret with the first address', async () => {
    // A public address by its number, so that no name has to be resolved.
    expect(await ask({ intent: 'save', form: { ...form, gatewayUrl: 'https://8.8.8.8/sms' } })).toEqual({
      outcome: 'saved',
    });
    const { settings, available } = await loadShopMessages(shop.id);
    expect(settings).toMatchObject({ accent: '#aa3300', quietHours: { from: 22, until: 8 }, webhook: null });
    expect(settings.gateway?.secret).toMatch(/^rgs_[\w-]{32}$/);
    expect(available).toEqual({ email: true, sms: true, push: true, webhook: false });
    await ask({ intent: 'save', form: { ...form, gatewayUrl: 'https://8.8.4.4/sms' } });
    expect((await loadShopMessages(shop.id)).settings.gateway?.secret).toBe(settings.gateway?.secret);
    await ask({ intent: 'renew_secret', receiver: 'gateway' });
    expect((await loadShopMessages(shop.id)).settings.gateway?.secret).not.toBe(settings.gateway?.secret);
  });

  it.each([
    [{ gatewayUrl: 'https://169.254.169.254/latest' }, { gatewayUrl: 'private_address' }],
    [{ webhookUrl: 'http://8.8.8.8/' }, { webhookUrl: 'not_https' }],
    [{ webhookUrl: 'nonsense' }, { webhookUrl: 'url_invalid' }],
    [{ replyTo: 'nobody' }, { replyTo: 'email_invalid' }],
    [{ accent: 'red;}' }, { accent: 'color_invalid' }],
  ])('Refuse %j, at its field, and keep nothing of it (S1)', async (wrong, problems) => {
    expect(await ask({ intent: 'save', form: { ...form, ...wrong } })).toEqual({ outcome: 'wrong', problems });
    expect((await loadShopMessages(shop.id)).settings).toEqual(defaultSettings);
  });

  it('Keep own words, and forget those that were emptied', async () => {
    const own = { subject: 'Hej', heading: '', body: '', sms: '' };
    await ask({ intent: 'save_words', kind: 'welcome', words: { da: own, en: { ...own, subject: '' } } });
    expect((await loadShopMessages(shop.id)).settings.words).toEqual({ welcome: { da: own } });
    await ask({ intent: 'save_words', kind: 'welcome', words: { da: { ...own, subject: ' ' } } });
    expect((await loadShopMessages(shop.id)).settings.words).toEqual({ welcome: {} });
  });

  it('Send a test to the merchant in the words on the screen, and say why it failed', async () => {
    const words = { subject: 'Only {points}', heading: '', body: '', sms: '' };
    expect(await ask({ intent: 'test', kind: 'welcome', locale: 'da', words })).toEqual({ outcome: 'tested' });
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
      [shopify.world.shop.get().email, '[Test] Only 100 point'],
    ]);
    mailServer('is_busy');
    expect(await ask({ intent: 'test', kind: 'welcome', locale: 'da', words })).toEqual({
      outcome: 'test_failed',
      reason: 'smtp_451',
    });
  });

  it('Show what failed, and give what was given up another day', async () => {
    const member = await shopify.joinedCustomer();
    await pool().query(
      `UPDATE messages SET state = 'dead', reason = 'smtp_451' WHERE shop_id = $1 AND member_id = $2`,
      [shop.id, member.id],
    );
    const { trouble } = await readOverview(shop.id, NOW);
    expect(trouble).toMatchObject([{ channel: 'email', reason: 'smtp_451', state: 'dead', messages: 1 }]);
    await ask({ intent: 'retry' });
    expect((await readOverview(shop.id, NOW)).trouble).toEqual([]);
    await releaseDue(NOW, 10);
    const { rowCount } = await pool().query(
      `SELECT 1 FROM outbox_tasks WHERE shop_id = $1 AND topic = 'send_message' AND subject = $2`,
      [shop.id, `email welcome ${member.id}`],
    );
    expect(rowCount).toBe(1);
  });
});

describe('what goes away', () => {
  it('Old messages go after 400 days, and all of a shop that is forgotten (G1)', async () => {
    const other = await createShop();
    const kept = async () =>
      (await pool().query(`SELECT key FROM messages WHERE shop_id = $1 ORDER BY key`, [other.id])).rows.map(
        ({ key }) => key,
      );
    const item = { shopId: other.id, memberId: null, kind: 'survey_unhappy', data: { score: 1 } } as const;
    await inTransaction((sql) => announce(sql, [{ ...item, key: 'old' }], new Date('2025-01-01T00:00:00Z')));
    await inTransaction((sql) => announce(sql, [{ ...item, key: 'new' }], NOW));
    await purgeMessages(NOW, 10);
    expect(await kept()).toEqual(['new']);
    await pool().query('UPDATE shops SET uninstalled_at = $2 WHERE id = $1', [other.id, NOW]);
    await inTransaction((sql) => eraseShop(sql, other.id, other.domain));
    expect(await kept()).toEqual([]);
  });
});
