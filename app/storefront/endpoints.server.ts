/**
 * What the storefront can ask and do, as the contract of the theme app extension says (docs/storefront-api.md). Knows the shop and the
 * customer from the verified signature only.
 */
import { z } from 'zod';
import { inTransaction, pool } from '../db.server.ts';
import { joinCustomer } from '../enrollment/join.server.ts';
import { nextExpiry, type NextExpiry } from '../expiry/next-expiry.server.ts';
import type { Locale } from '../lib/locales.ts';
import { gather } from '../lib/gather.ts';
import { customerKey, findMembers, type CustomerRef, type Member } from '../members/membership.server.ts';
import { readByMember } from '../members/read-by-member.server.ts';
import type { OutboxRef } from '../outbox/outbox-store.server.ts';
import { isCodeReward } from '../program/rewards/reward.ts';
import { textIn } from '../program/text.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { cancelRedemption } from '../rewards/cancel.server.ts';
import { describeRewards } from '../rewards/describe.server.ts';
import { availablePoints, redeem } from '../rewards/redeem.server.ts';
import { getRedemption, listOpen, type Redemption } from '../rewards/redemption-store.server.ts';
import { shownCode } from '../rewards/shown-code.ts';
import { mayBeTakenBack } from '../rewards/take-back.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { answerActivities } from './activity-endpoints.server.ts';
import { answerReferrals } from './referral-endpoints.server.ts';
import { storefrontError, type StorefrontErrorCode } from './errors.ts';
import { clientScript } from './client-script.server.ts';
import { answerEstimate } from './estimate.server.ts';
import { memberHistory } from './history.server.ts';
import { readJson } from './read-json.ts';
import { standingInWords } from './standing.server.ts';

export interface StorefrontRequest {
  method: string;
  /** Below the proxy's address, e.g. "redemptions/0193…/cancel". */
  path: string;
  body: Buffer;
  query: URLSearchParams;
  shop: ShopFacts;
  /** The customer who is logged in, by Shopify's signature; null for a visitor. */
  customerId: string | null;
  locale: Locale;
  now: Date;
  /** Runs an outbox task at once, unless somebody else does; the shopper waits for what it brings. */
  runNow: (task: OutboxRef, how?: { isAwaited: boolean }) => Promise<void>;
}

export interface StorefrontAnswer {
  status: number;
  body: unknown;
  /** A page instead of JSON: Liquid that Shopify renders within the store's theme. */
  liquid?: string;
  /** A JavaScript module instead of JSON. */
  script?: string;
}

const redeemBody = z.object({
  rewardId: z.string().min(1).max(40),
  requestId: z.uuid(),
  steps: z.int().min(1).max(10_000).optional(),
});
export async function answerStorefront(request: StorefrontRequest): Promise<StorefrontAnswer> {
  const { method, path } = request;
  if (method === 'GET' && path === 'member') return readMember(request);
  if (method === 'POST' && path === 'join') return join(request);
  if (method === 'POST' && path === 'redeem') return redeemReward(request);
  if (method === 'GET' && path === 'client.js') return { status: 200, body: null, script: await clientScript() };
  if (method === 'POST' && path === 'estimate') return answerEstimate(request, await findMember(request));
  const redemption = /^redemptions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\/cancel)?$/.exec(path);
  if (redemption?.[1] && method === 'GET' && !redemption[2]) return readRedemption(request, redemption[1]);
  if (redemption?.[1] && method === 'POST' && redemption[2]) return takeBack(request, redemption[1]);
  return (await answerActivities(request)) ?? (await answerReferrals(request)) ?? refuse(request, 404, 'not_found');
}

function refuse(
  request: StorefrontRequest,
  status: number,
  code: StorefrontErrorCode,
  missingPoints?: number,
): StorefrontAnswer {
  return { status, body: storefrontError(code, request.locale, missingPoints) };
}

const readMembers = gather<CustomerRef, Member | null>(
  async (customers) => {
    const members = await findMembers(pool(), customers);
    return customers.map((customer) => members.get(customerKey(customer)) ?? null);
  },
  { maxBatch: 64, maxUnderWay: 2 },
);

async function findMember(request: StorefrontRequest): Promise<Member | null> {
  if (request.customerId === null) return null;
  return readMembers({ shopId: request.shop.id, customerId: request.customerId });
}

async function readMember(request: StorefrontRequest): Promise<StorefrontAnswer> {
  const { shop, locale } = request;
  const [live, member] = await Promise.all([liveProgram(shop.id), findMember(request)]);
  const [balance, expiry, open, history] = member
    ? await Promise.all([
        balanceOf(member),
        nextExpiry(shop.id, member.id),
        listOpen(shop.id, member.id),
        memberHistory(member, live, locale),
      ])
    : [null, null, [], []];
  const available = balance?.available ?? 0;
  const rewards = live
    ? await describeRewards(shop, member && { ...member, availablePoints: available }, live, locale, request.now)
    : [];
  const standing = live
    ? await standingInWords(shop, member, live, locale, request.now)
    : { tiers: null, goals: [], badges: [], referralCode: null };
  return {
    status: 200,
    body: {
      member: member && balance ? describeMember(member, balance, expiry) : null,
      rewards: rewards.map((reward) => ({
        ...reward,
        affordable: reward.available,
        why: reward.whyNot && storefrontError(reward.whyNot, locale).error.message,
      })),
      codes: open.map((redemption) => describeCode(redemption, locale)),
      history,
      ...standing,
    },
  };
}

const readBalances = readByMember<{ available: number; pending: number }>({
  name: 'storefront-balance',
  text: `SELECT m.shop_id AS "ofShop", m.member_id AS "ofMember", b.available, b.pending
         FROM unnest($1::int[], $2::uuid[]) AS m(shop_id, member_id)
         JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id`,
});

async function balanceOf(member: Member): Promise<{ available: number; pending: number }> {
  return (await readBalances(member.shopId, member.id))[0] ?? { available: 0, pending: 0 };
}

function describeMember(member: Member, balance: { available: number; pending: number }, next: NextExpiry | null) {
  return {
    availablePoints: balance.available,
    pendingPoints: balance.pending,
    status: member.status,
    joinedAt: member.joinedAt.toISOString(),
    nextExpiry: next,
  };
}

function describeCode(redemption: Redemption, locale: Locale) {
  return {
    redemptionId: redemption.id,
    rewardId: redemption.rewardId,
    title: textIn(redemption.reward.title, locale),
    kind: redemption.reward.kind,
    amountMinor: redemption.amountMinor,
    code: shownCode(redemption),
    status: redemption.state === 'debited' ? 'preparing' : 'ready',
    cancellable: redemption.state !== 'used' && mayBeTakenBack(redemption, 'shopper'),
    createdAt: redemption.createdAt.toISOString(),
    expiresAt: redemption.expiresAt?.toISOString() ?? null,
    combinesWith: isCodeReward(redemption.reward) ? redemption.reward.combinesWith : null,
  };
}

async function join(request: StorefrontRequest): Promise<StorefrontAnswer> {
  const { shop, customerId, now } = request;
  if (customerId === null) return refuse(request, 401, 'login_required');
  const member = await inTransaction((sql) =>
    joinCustomer(sql, {
      shop,
      shops: new Map([[shop.id, shop]]),
      customerId,
      provenEmail: null,
      via: 'storefront',
      now,
    }),
  );
  if (!member) return refuse(request, 409, 'no_program');
  await request.runNow({ shopId: shop.id, topic: 'sync_member', subject: member.id });
  const balance = await balanceOf(member);
  return {
    status: 200,
    body: { member: describeMember(member, balance, await nextExpiry(shop.id, member.id)) },
  };
}

async function redeemReward(request: StorefrontRequest): Promise<StorefrontAnswer> {
  const { shop, now } = request;
  if (request.customerId === null) return refuse(request, 401, 'login_required');
  const input = readJson(redeemBody, request.body);
  if (!input) return refuse(request, 422, 'invalid_request');
  const member = await findMember(request);
  if (!member) return refuse(request, 409, 'not_a_member');
  const result = await redeem({ shop, member, ...input, now });
  if (!result.ok) {
    return refuse(
      request,
      409,
      result.refusal,
      result.refusal === 'insufficient_points' ? result.missingPoints : undefined,
    );
  }
  await request.runNow({ shopId: shop.id, topic: 'create_code', subject: result.redemption.id }, { isAwaited: true });
  await request.runNow({ shopId: shop.id, topic: 'sync_member', subject: member.id });
  return readRedemption(request, result.redemption.id);
}

async function readRedemption(request: StorefrontRequest, id: string): Promise<StorefrontAnswer> {
  const member = await findMember(request);
  const redemption = member && (await getRedemption(pool(), request.shop.id, id));
  // Another member's redemption is answered like one that does not exist.
  if (!member || !redemption || redemption.memberId !== member.id) return refuse(request, 404, 'not_found');
  const available = await availablePoints(request.shop.id, member.id);
  const title = textIn(redemption.reward.title, request.locale);
  switch (redemption.state) {
    case 'debited':
    case 'cancelling':
      return { status: 202, body: { status: 'preparing', redemptionId: id, title, availablePoints: available } };
    case 'returned':
      return { status: 200, body: { status: 'returned', redemptionId: id, title, availablePoints: available } };
    case 'ready':
    case 'used':
      return {
        status: 200,
        body: {
          status: redemption.state,
          redemptionId: id,
          kind: redemption.reward.kind,
          amountMinor: redemption.amountMinor,
          credit: redemption.delivery.credit ?? null,
          code: shownCode(redemption),
          title,
          expiresAt: redemption.expiresAt?.toISOString() ?? null,
          availablePoints: available,
          combinesWith: isCodeReward(redemption.reward) ? redemption.reward.combinesWith : null,
        },
      };
  }
}

async function takeBack(request: StorefrontRequest, id: string): Promise<StorefrontAnswer> {
  const { shop, now } = request;
  const member = await findMember(request);
  if (!member)
    return refuse(
      request,
      request.customerId === null ? 401 : 404,
      request.customerId === null ? 'login_required' : 'not_found',
    );
  const result = await cancelRedemption({
    shopId: shop.id,
    redemptionId: id,
    memberId: member.id,
    actor: 'shopper',
    now,
  });
  if (!result.ok) return refuse(request, result.refusal === 'not_found' ? 404 : 409, result.refusal);
  await request.runNow({ shopId: shop.id, topic: 'withdraw_code', subject: id }, { isAwaited: true });
  await request.runNow({ shopId: shop.id, topic: 'sync_member', subject: member.id });
  const after = await readRedemption(request, id);
  const current = await getRedemption(pool(), shop.id, id);
  if (current?.failure?.startsWith('withdrawal_refused')) return refuse(request, 503, 'unavailable');
  // Shopify had counted a use by the time the code was to be taken back.
  return current?.state === 'ready' || current?.state === 'used' ? refuse(request, 409, 'already_used') : after;
}
