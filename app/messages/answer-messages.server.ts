/** Does what the screens of messages ask. */
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import { inTransaction, type Sql } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import { env } from '../lib/env.server.ts';
import type { Locale } from '../lib/locales.ts';
import { defaultProgram } from '../program/default-program.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import type { Shop } from '../shops/shop-store.server.ts';
import { checkAddress } from './address-guard.server.ts';
import { compose } from './compose.ts';
import { exampleFacts } from './examples.ts';
import type { MessageKind } from './kinds.ts';
import { messagesActionSchema, type MessagesAnswer, type MessagesForm } from './messages-action.ts';
import { retryDead } from './overview.server.ts';
import { findRecipient } from './recipients.server.ts';
import { renderMail } from './render-mail.ts';
import type { MessageSettings, Receiver, Words } from './settings.ts';
import { loadShopMessages, newSecret, saveSettings } from './settings-store.server.ts';
import { sendMail } from './smtp.server.ts';
import { messageWords } from './words.ts';

export async function answerMessages(shop: Shop, asked: unknown, actor: string, now: Date): Promise<MessagesAnswer> {
  const parsed = messagesActionSchema.safeParse(asked);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => [
      issue.path.filter((part) => part !== 'form').join('.') || 'form',
      /^[a-z_]+$/.test(issue.message) ? issue.message : 'invalid',
    ]);
    return { outcome: 'wrong', problems: Object.fromEntries(problems) };
  }
  const action = parsed.data;
  const { settings } = await loadShopMessages(shop.id);
  const keep: Keep = (kind, detail, run) =>
    inTransaction(async (sql) => {
      await run(sql);
      await recordAdminAction(sql, { shopId: shop.id, actor, action: kind, subject: '', detail, at: now });
    });
  switch (action.intent) {
    case 'save':
      return save(shop.id, settings, action.form, keep);
    case 'renew_secret': {
      const receiver = settings[action.receiver];
      if (receiver)
        await keep('secret_renewed', { name: action.receiver }, (sql) =>
          saveSettings(shop.id, { ...settings, [action.receiver]: { ...receiver, secret: newSecret() } }, sql),
        );
      return { outcome: 'renewed' };
    }
    case 'retry':
      await keep('messages_retried', {}, (sql) => retryDead(shop.id, now, sql));
      return { outcome: 'retried' };
    case 'save_words': {
      const words = Object.fromEntries(
        Object.entries(action.words).filter(([, own]) => own && Object.values(own).some(Boolean)),
      );
      await keep('message_words_changed', { kind: action.kind }, (sql) =>
        saveSettings(shop.id, { ...settings, words: { ...settings.words, [action.kind]: words } }, sql),
      );
      return { outcome: 'words_saved' };
    }
    case 'test':
      return sendTest(shop, settings, action.kind, action.locale, action.words, now);
  }
}

type Keep = (
  kind: 'messages_changed' | 'message_words_changed' | 'secret_renewed' | 'messages_retried',
  detail: Record<string, unknown>,
  run: (sql: Sql) => Promise<unknown>,
) => Promise<void>;

/** What of the settings the audit log may tell: no address of anybody, no secret. */
function told({
  paused,
  earned,
  quietHours,
  accent,
  kinds,
  gateway,
  webhook,
}: MessageSettings): Record<string, unknown> {
  return {
    ...{ paused, earned, quietFrom: quietHours.from, quietUntil: quietHours.until, accent },
    ...{ gateway: gateway !== null, webhook: webhook !== null },
    ...Object.fromEntries(Object.entries(kinds).map(([kind, channels]) => [`kind_${kind}`, channels.join(', ')])),
  };
}

async function save(
  shopId: number,
  settings: MessageSettings,
  form: MessagesForm,
  keep: Keep,
): Promise<MessagesAnswer> {
  const { gatewayUrl, webhookUrl, ...decided } = form;
  const problems: Record<string, string> = {};
  for (const [field, url, before] of [
    ['gatewayUrl', gatewayUrl, settings.gateway?.url],
    ['webhookUrl', webhookUrl, settings.webhook?.url],
  ] as const) {
    if (url === '' || url === before) continue;
    const checked = await checkAddress(url, env().MESSAGES_ALLOW_PRIVATE_ADDRESSES === 'true');
    if (!checked.ok) problems[field] = checked.problem;
  }
  if (Object.keys(problems).length > 0) return { outcome: 'wrong', problems };
  const after = {
    ...settings,
    ...decided,
    gateway: receiver(gatewayUrl, settings.gateway),
    webhook: receiver(webhookUrl, settings.webhook),
  };
  await keep('messages_changed', { before: told(settings), after: told(after) }, (sql) =>
    saveSettings(shopId, after, sql),
  );
  return { outcome: 'saved' };
}

/** A new address keeps the secret: who moves a receiver would have to change two things at once. */
function receiver(url: string, before: Receiver | null): Receiver | null {
  return url === '' ? null : { url, secret: before?.secret ?? newSecret() };
}

/** Sends an example to the merchant, in the words that are on the screen. */
async function sendTest(
  shop: Shop,
  settings: MessageSettings,
  kind: MessageKind,
  locale: Locale,
  words: Words,
  now: Date,
): Promise<MessagesAnswer> {
  const program = (await liveProgram(shop.id))?.program ?? defaultProgram(shop.currencyCode);
  const found = await findRecipient({ shopDomain: shop.domain, customerId: null });
  const today = dateInZone(now, shop.timeZone);
  const chrome = messageWords[locale];
  const content = compose(kind, exampleFacts(kind, locale, today, program.rewards[0]?.title ?? null), words, {
    locale,
    pointName: program.pointName[locale],
    cashbackCurrency: program.style === 'cashback' ? program.currencyCode : null,
    shopName: found.shop.name,
    name: chrome.examples.name,
    balancePoints: 340,
    today,
  });
  const mail = renderMail(content, {
    locale,
    shopName: found.shop.name,
    accent: settings.accent,
    button: { label: chrome.mail.button, url: found.shop.storeUrl },
    preferencesUrl: null,
  });
  const result = await sendMail({
    id: `test/${shop.domain}/${kind}/${now.toISOString()}`,
    fromName: found.shop.name,
    to: settings.merchantEmail || found.shop.contactEmail,
    replyTo: null,
    subject: `[${chrome.mail.test}] ${content.subject}`,
    ...mail,
    unsubscribeUrl: null,
  });
  return result.ok ? { outcome: 'tested' } : { outcome: 'test_failed', reason: result.reason };
}
