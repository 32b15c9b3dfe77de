import '#tests/kit/mail-server.ts';
import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { openLocalShopify, type LocalShopify } from '#tests/kit/local-shopify.ts';
import { NOW } from '#tests/kit/factories.ts';
import { env } from '../lib/env.server.ts';
import { checkAddress, isPublicAddress } from './address-guard.server.ts';
import { announce, type Announcement } from './announce.server.ts';
import { memberToken, readMemberToken } from './member-token.server.ts';
import { readPreferences, savePreferences } from './preferences.server.ts';
import { releaseDue } from './release.server.ts';
import { runSendMessages } from './send.server.ts';
import { newSecret, saveSettings } from './settings-store.server.ts';
import { settingsSchema } from './settings.ts';

interface Post {
  headers: IncomingHttpHeaders;
  body: string;
}

let shopify: LocalShopify;
const posts: Post[] = [];
let status = 200;
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    posts.push({ headers: request.headers, body });
    response.writeHead(status, status === 302 ? { Location: 'http://127.0.0.1:1/inside' } : {}).end('x'.repeat(1000));
  });
});
const secret = newSecret();

beforeAll(async () => {
  // As in development: the receiver of the test is on this machine.
  process.env.MESSAGES_ALLOW_PRIVATE_ADDRESSES = 'true';
  env().MESSAGES_ALLOW_PRIVATE_ADDRESSES = 'true';
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  shopify = await openLocalShopify();
});
afterAll(async () => {
  shopify.close();
  await new Promise((resolve) => receiver.close(resolve));
});
beforeEach(async () => {
  posts.length = 0;
  status = 200;
  await pool().query('DELETE FROM messages WHERE shop_id = $1', [shopify.shop.id]);
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/messages`;
  await saveSettings(
    shopify.shop.id,
    settingsSchema.parse({
      kinds: { points_earned: ['sms', 'push', 'webhook'] },
      earned: 'each',
      gateway: { url, secret },
      webhook: { url, secret },
    }),
  );
});

async function work(now: Date): Promise<void> {
  await releaseDue(now, 100);
  const { rows } = await pool().query<{ subject: string }>(
    `DELETE FROM outbox_tasks WHERE shop_id = $1 AND topic = 'send_message' RETURNING subject`,
    [shopify.shop.id],
  );
  for (const { subject } of rows) await runSendMessages(shopify.shop.id, subject, now);
}

const earned = (memberId: string): Announcement => ({
  shopId: shopify.shop.id,
  memberId,
  kind: 'points_earned',
  key: randomUUID(),
  data: { points: 12 },
});
const tell = (item: Announcement, now = NOW) => inTransaction((sql) => announce(sql, [item], now));

async function customer(phone?: string) {
  const member = await shopify.joinedCustomer();
  await pool().query('DELETE FROM messages WHERE shop_id = $1', [shopify.shop.id]);
  shopify.world.customers.update(Number(member.customerId), { locale: 'da', ...(phone ? { phone } : {}) });
  return member;
}

async function states(): Promise<string[]> {
  const { rows } = await pool().query<{ line: string }>(
    `SELECT concat_ws(' ', channel, state, reason) AS line FROM messages WHERE shop_id = $1 ORDER BY channel, key`,
    [shopify.shop.id],
  );
  return rows.map(({ line }) => line);
}

describe('what is posted', () => {
  it('SMS, push and partners each get it once, signed, in the words and with what they need and no more', async () => {
    const member = await customer('+4520304050');
    await tell(earned(member.id));
    await work(NOW);
    await work(new Date(NOW.getTime() + 3_600_000));
    expect(await states()).toEqual(['push sent', 'sms sent', 'webhook sent']);
    const bodies = posts.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    const byChannel = Object.fromEntries(bodies.map((body) => [String(body.channel), body]));
    expect(posts).toHaveLength(3);
    expect(byChannel.sms).toMatchObject({
      to: { phone: '+4520304050' },
      locale: 'da',
      text: expect.stringMatching(/: Du har optjent 12 point. Din saldo: 0 point\.$/),
      facts: [{ points: 12 }],
    });
    expect(byChannel.push).toMatchObject({ to: { customerId: member.customerId } });
    expect(byChannel.webhook).toMatchObject({
      kind: 'points_earned',
      member: { id: member.id, customerId: `gid://shopify/Customer/${member.customerId}` },
    });
    expect(JSON.stringify(byChannel.webhook)).not.toContain('+4520304050');
    for (const { headers, body } of posts) {
      const [, seconds = '', hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['regulars-signature'])) ?? [];
      expect(hex).toBe(createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex'));
      expect(headers['idempotency-key']).toBe((JSON.parse(body) as { id: string }).id);
    }
  });

  it.each([500, 404, 302])(
    'An answer of %i is tried again under the same key, and no redirect is followed',
    async (code) => {
      const member = await customer('+4520304051');
      status = code;
      await tell(earned(member.id));
      await work(NOW);
      expect(await states()).toEqual([
        `push waiting http_${code}`,
        `sms waiting http_${code}`,
        `webhook waiting http_${code}`,
      ]);
      status = 200;
      await work(new Date(NOW.getTime() + 60_000));
      expect(await states()).toEqual(['push sent', 'sms sent', 'webhook sent']);
      expect(new Set(posts.map(({ headers }) => headers['idempotency-key'])).size).toBe(3);
    },
  );

  it('SMS and push wait for the end of the quiet hours of the shop; partners do not (T1)', async () => {
    const member = await customer('+4520304052');
    // 22:30 in Copenhagen.
    const night = new Date('2026-11-21T21:30:00Z');
    await tell(earned(member.id), night);
    await work(night);
    expect(await states()).toEqual(['push waiting', 'sms waiting', 'webhook sent']);
    await work(new Date('2026-11-22T07:59:00Z'));
    expect(posts).toHaveLength(1);
    await work(new Date('2026-11-22T08:00:00Z'));
    expect(await states()).toEqual(['push sent', 'sms sent', 'webhook sent']);
  });

  it('A customer without a telephone gets no SMS', async () => {
    const member = await customer();
    await tell(earned(member.id));
    await work(NOW);
    expect(await states()).toEqual(['push sent', 'sms skipped no_address', 'webhook sent']);
  });
});

describe('where it may lead', () => {
  it.each([
    ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
    ...['::1', '::', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::', '2001:db8::1', 'x'],
  ])('Not to %s (S1)', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['93.184.216.34', '8.8.8.8', '2606:4700::1111', '2a00:1450:4001::1'])('To %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['http://example.com/', 'not_https'],
    ['ftp://example.com/', 'not_https'],
    ['https://localhost/', 'private_address'],
    ['https://127.1/', 'private_address'],
    ['https://0x7f000001/', 'private_address'],
    ['https://[::1]:8443/', 'private_address'],
    ['https://[::ffff:169.254.169.254]/', 'private_address'],
    ['https://user:secret@8.8.8.8/', 'has_credentials'],
    ['https://there-is-no-such-host.invalid/', 'unknown_host'],
    ['nonsense', 'unknown_host'],
  ])('%s is refused: %s (S1)', async (address, problem) => {
    expect(await checkAddress(address, false)).toEqual({ ok: false, problem });
  });
});

describe("the member's own page", () => {
  it('Opens by a signed link for that member alone (S1)', async () => {
    const [one, other] = [await customer(), await customer()];
    const token = memberToken({ shopId: shopify.shop.id, memberId: one.id });
    expect(readMemberToken(token)).toEqual({ shopId: shopify.shop.id, memberId: one.id });
    expect(readMemberToken(token.replace(one.id, other.id))).toBeNull();
    expect(readMemberToken(token.replace(/^\d+/, '999'))).toBeNull();
    expect(readMemberToken(`${token}x`)).toBeNull();
    expect(readMemberToken(null)).toBeNull();
    expect(await readPreferences(token.slice(0, -1))).toBeNull();
  });

  it('Keeps what was chosen, and one click stops everything (RFC 8058)', async () => {
    const member = await customer();
    const token = memberToken({ shopId: shopify.shop.id, memberId: member.id });
    const wanted = async () =>
      (await readPreferences(token))?.kinds.filter(({ isWanted }) => isWanted).map(({ kind }) => kind);
    const all = await wanted();
    expect(all).toContain('points_earned');
    expect(all).not.toContain('survey_unhappy');
    expect(await savePreferences(token, ['welcome', 'nonsense'], NOW)).toBe('saved');
    expect(await wanted()).toEqual(['welcome']);
    expect(await savePreferences(token, null, NOW)).toBe('stopped');
    expect(await wanted()).toEqual([]);
    expect(await savePreferences(token, all ?? [], NOW)).toBe('saved');
    expect(await wanted()).toEqual(all);
    expect(await savePreferences('forged', null, NOW)).toBe('invalid');
  });
});
