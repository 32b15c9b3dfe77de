/**
 * Sends what is due of one kind to one receiver on one channel. Runs from the outbox, never throws for what the world outside
 * does: a message that fails waits and is tried again for a day, then it is given up and the merchant sees it.
 */
import { pool } from '../db.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { readBalance } from '../ledger/balances.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import { env } from '../lib/env.server.ts';
import { nearestLocale } from '../lib/locales.ts';
import { log, messageOf } from '../lib/log.server.ts';
import { defaultProgram } from '../program/default-program.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { ShopifyRefusal, ShopifyUnavailable } from '../shopify/admin-client.server.ts';
import { shopFactsByIds, type ShopFacts } from '../shops/shop-store.server.ts';
import { subjectOf, type MessageSubject } from './announce.server.ts';
import { compose, type Content, type Fact, type MessageContext } from './compose.ts';
import { presentFacts } from './facts.server.ts';
import { isChannel, isMessageKind, kindFacts, type MessageKind } from './kinds.ts';
import { preferencesUrl } from './member-token.server.ts';
import { hasMoreDue, settle, takeDue, type Outcome, type Taken } from './message-store.server.ts';
import { readOptOuts } from './opt-outs.server.ts';
import { postSigned } from './post-signed.server.ts';
import { findRecipient, type Found } from './recipients.server.ts';
import { renderMail } from './render-mail.ts';
import { channelsOf, ownWords, type MessageSettings } from './settings.ts';
import { loadShopMessages } from './settings-store.server.ts';
import { sendMail } from './smtp.server.ts';
import { nextMorning, quietUntil, retryDelayMs } from './timing.ts';
import { messageWords } from './words.ts';

const GIVEN_UP_AFTER_MS = 24 * 60 * 60 * 1000;

export async function runSendMessages(shopId: number, subject: string, now: Date): Promise<void> {
  const [channel = '', kind = '', receiver = ''] = subject.split(' ');
  if (!isChannel(channel) || !isMessageKind(kind) || !receiver) return;
  const of: MessageSubject = { channel, kind, memberId: receiver === 'merchant' ? null : receiver };
  const taken = await takeDue(shopId, of, now);
  if (taken.messages.length === 0) return;
  const keys = taken.messages.map((message) => message.key);
  let outcome: Outcome;
  let told = keys;
  try {
    const result = await deliver(shopId, of, taken, now);
    outcome = result.outcome;
    told = result.told ?? keys;
  } catch (error) {
    log.warn('a message could not be sent', { shopId, channel, kind, error: messageOf(error) });
    outcome = failed(taken, reasonOf(error), now);
  }
  await settle(shopId, channel, told, outcome, now);
  // What did not hold any more is told no more, whatever became of the rest.
  const untold = keys.filter((key) => !told.includes(key));
  await settle(shopId, channel, untold, { state: 'skipped', reason: 'no_longer_true' }, now);
  if (await hasMoreDue(shopId, of, now))
    await enqueue(pool(), [{ shopId, topic: 'send_message', subject: subjectOf(of) }]);
}

function reasonOf(error: unknown): string {
  if (error instanceof ShopifyUnavailable) return 'shopify_no_answer';
  return error instanceof ShopifyRefusal ? 'shopify_refused' : 'internal';
}

interface Delivery {
  outcome: Outcome;
  /** The messages that the outcome is about; all, when not said. */
  told?: string[];
}

const skip = (reason: string): Delivery => ({ outcome: { state: 'skipped', reason } });

async function deliver(shopId: number, of: MessageSubject, taken: Taken, now: Date): Promise<Delivery> {
  const { kind, channel } = of;
  const shop = (await shopFactsByIds([shopId])).get(shopId);
  if (!shop?.isInstalled) return skip('shop_gone');
  const { settings, available } = await loadShopMessages(shopId);
  if (settings.paused || !channelsOf(settings, kind).includes(channel)) return skip('switched_off');
  if (!available[channel]) return skip('channel_gone');
  const facts = await presentFacts(kind, taken.messages, { ...of, shopId, timeZone: shop.timeZone, now });
  if (facts.length === 0) return skip('no_longer_true');
  const told = facts.map(({ key }) => key);
  const job: Job = { shop, settings, of, keys: told, facts: facts.map(({ fact }) => fact), taken, now };
  if (channel === 'webhook') return { outcome: await toPartner(job), told };
  const held = heldUntil(job);
  if (held) return { outcome: { state: 'held', until: held }, told };
  return { outcome: of.memberId === null ? await toMerchant(job) : await toMember(job, of.memberId), told };
}

interface Job {
  shop: ShopFacts;
  settings: MessageSettings;
  of: MessageSubject;
  keys: string[];
  facts: Fact<MessageKind>[];
  taken: Taken;
  now: Date;
}

/** The hours in which nobody is disturbed, and one mail of a kind a day. */
function heldUntil({ shop, settings, of, taken, now }: Job): Date | null {
  if (of.channel !== 'email') return quietUntil(now, settings.quietHours, shop.timeZone);
  if (kindFacts[of.kind].together === 'several' || !taken.lastSentAt) return null;
  const sentToday = dateInZone(taken.lastSentAt, shop.timeZone) === dateInZone(now, shop.timeZone);
  return sentToday ? nextMorning(now, shop.timeZone) : null;
}

async function toMember(job: Job, announcedTo: string): Promise<Outcome> {
  const { shop, settings, of } = job;
  const member = await livingMember(shop.id, announcedTo);
  if (member?.status !== 'active' || !member.customerId) return { state: 'skipped', reason: 'no_member' };
  const optOuts = await readOptOuts({ shopId: shop.id, memberId: member.id });
  if (optOuts === 'all' || optOuts.has(of.kind)) return { state: 'skipped', reason: 'opted_out' };
  const found = await findRecipient({ shopDomain: shop.domain, customerId: member.customerId });
  const { recipient } = found;
  if (!recipient) return { state: 'skipped', reason: 'no_customer' };
  const address = of.channel === 'email' ? recipient.email : recipient.phone;
  if (of.channel !== 'push' && !address) return { state: 'skipped', reason: 'no_address' };
  // A push reaches only who has allowed it on the own telephone; e-mail and SMS have Shopify's consent.
  if (kindFacts[of.kind].needsConsent && of.channel !== 'push' && !address?.hasConsent)
    return { state: 'skipped', reason: 'no_consent' };
  const balance = await readBalance(pool(), shop.id, member.id);
  const content = await compositionOf(job, found, recipient.locale, recipient.firstName, balance.available);
  if (of.channel === 'email') {
    if (!recipient.email) return { state: 'skipped', reason: 'no_address' };
    const preferences = preferencesUrl({ shopId: shop.id, memberId: member.id }, recipient.locale);
    const mail = renderMail(content, {
      locale: recipient.locale,
      shopName: found.shop.name,
      accent: settings.accent,
      button: { label: messageWords[recipient.locale].mail.button, url: found.shop.storeUrl },
      preferencesUrl: preferences,
    });
    return mailOutcome(job, found, recipient.email.address, content.subject, mail, preferences);
  }
  if (!settings.gateway) return { state: 'skipped', reason: 'channel_gone' };
  const to =
    of.channel === 'sms' && recipient.phone ? { phone: recipient.phone.number } : { customerId: member.customerId };
  return postOutcome(job, settings.gateway, {
    channel: of.channel,
    locale: recipient.locale,
    to,
    title: content.subject,
    text: content.sms,
    url: found.shop.storeUrl,
  });
}

async function toMerchant(job: Job): Promise<Outcome> {
  const { shop, settings, facts } = job;
  const found = await findRecipient({ shopDomain: shop.domain, customerId: null });
  const locale = nearestLocale(shop.primaryLocale);
  const content = await compositionOf(job, found, locale, '', 0);
  const about = facts.flatMap(({ data }) =>
    'aboutMemberId' in data && data.aboutMemberId ? [data.aboutMemberId] : [],
  );
  const mail = renderMail(content, {
    locale,
    shopName: found.shop.name,
    accent: settings.accent,
    button: about[0]
      ? {
          label: messageWords[locale].mail.openMember,
          url: `https://${shop.domain}/admin/apps/${env().SHOPIFY_API_KEY}/app/members/${about[0]}`,
        }
      : null,
    preferencesUrl: null,
  });
  return mailOutcome(job, found, settings.merchantEmail || found.shop.contactEmail, content.subject, mail, null);
}

async function compositionOf(
  { shop, settings, of, facts, now }: Job,
  found: Found,
  locale: MessageContext['locale'],
  name: string,
  balancePoints: number,
): Promise<Content> {
  const program = (await liveProgram(shop.id))?.program ?? defaultProgram(shop.currencyCode);
  return compose(of.kind, facts, ownWords(settings, of.kind, locale), {
    locale,
    pointName: program.pointName[locale],
    cashbackCurrency: program.style === 'cashback' ? program.currencyCode : null,
    shopName: found.shop.name,
    name,
    balancePoints,
    today: dateInZone(now, shop.timeZone),
  });
}

async function mailOutcome(
  job: Job,
  found: Found,
  to: string,
  subject: string,
  { html, text }: { html: string; text: string },
  unsubscribeUrl: string | null,
): Promise<Outcome> {
  const result = await sendMail({
    id: idempotencyKey(job),
    fromName: found.shop.name,
    to,
    replyTo: job.settings.replyTo || found.shop.contactEmail || null,
    subject,
    html,
    text,
    unsubscribeUrl,
  });
  if (result.ok) return { state: 'sent' };
  return result.isFinal ? { state: 'dead', reason: result.reason } : failed(job.taken, result.reason, job.now);
}

async function postOutcome(job: Job, receiver: { url: string; secret: string }, content: object): Promise<Outcome> {
  const { shop, of, taken, facts, now } = job;
  const id = idempotencyKey(job);
  const payload = {
    id,
    shop: shop.domain,
    kind: of.kind,
    at: now.toISOString(),
    ...content,
    facts: facts.map(({ data }) => data),
  };
  const result = await postSigned(receiver, shop.domain, id, payload, now);
  return result.ok ? { state: 'sent' } : failed(taken, result.reason, now, result.retryAfterMs ?? 0);
}

/** What happened, for partners: the bare facts, with Shopify's number for the customer and nothing else of the person. */
async function toPartner(job: Job): Promise<Outcome> {
  const { settings, shop, of } = job;
  if (!settings.webhook) return { state: 'skipped', reason: 'channel_gone' };
  const member = of.memberId ? await livingMember(shop.id, of.memberId) : null;
  const who = member
    ? { id: member.id, customerId: member.customerId && `gid://shopify/Customer/${member.customerId}` }
    : null;
  return postOutcome(job, settings.webhook, { channel: 'webhook', member: who });
}

/** Names what is sent together: the first of its facts. The same for every try. */
function idempotencyKey({ shop, of, keys }: Job): string {
  return `${shop.domain}/${of.channel}/${keys[0] ?? ''}`;
}

function failed({ messages }: Taken, reason: string, now: Date, askedMs = 0): Outcome {
  const firstMs = Math.min(...messages.map((message) => message.firstTriedAt.getTime()));
  if (now.getTime() - firstMs >= GIVEN_UP_AFTER_MS) return { state: 'dead', reason };
  const attempts = Math.max(...messages.map((message) => message.attempts));
  return { state: 'failed', reason, until: new Date(now.getTime() + Math.max(retryDelayMs(attempts), askedMs)) };
}

interface LivingMember {
  id: string;
  status: string;
  customerId: string | null;
}

/** The member, or the one into whom it was merged since. */
async function livingMember(shopId: number, memberId: string): Promise<LivingMember | null> {
  const { rows } = await pool().query<LivingMember>({
    name: 'message-member',
    text: `SELECT m.id, m.status, m.customer_id AS "customerId" FROM members a
           JOIN members m ON m.shop_id = a.shop_id AND m.id = coalesce(a.merged_into, a.id)
           WHERE a.shop_id = $1 AND a.id = $2`,
    values: [shopId, memberId],
  });
  return rows[0] ?? null;
}
