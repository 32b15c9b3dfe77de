/** The storefront's doors for recommendations: the member's code and friends, a visitor's code, coming by one. */
import { z } from 'zod';
import { inTransaction } from '../db.server.ts';
import { joinCustomer } from '../enrollment/join.server.ts';
import { log, messageOf } from '../lib/log.server.ts';
import { textIn } from '../program/text.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { claimReferral, isReferralCode } from '../referrals/claim.server.ts';
import { describeReferral } from '../referrals/describe.server.ts';
import type { Evidence } from '../referrals/evidence.ts';
import { digestEvidence } from '../referrals/evidence-digest.server.ts';
import { fetchCustomerEmail } from '../shopify/customer-email.server.ts';
import type { StorefrontAnswer, StorefrontRequest } from './endpoints.server.ts';
import { storefrontError } from './errors.ts';
import { readJson } from './read-json.ts';
import { memberOf } from './shopper.server.ts';

const codeField = z.string().trim().min(1).max(40);
const deviceField = z.string().min(8).max(100);
const askBody = z.object({ device: deviceField.optional() });
const checkBody = z.object({ code: codeField });
const claimBody = z.object({ code: codeField, device: deviceField.optional() });

/** @returns null when the path is not one of these. */
export async function answerReferrals(request: StorefrontRequest): Promise<StorefrontAnswer | null> {
  if (request.method !== 'POST') return null;
  switch (request.path) {
    case 'referral':
      return readReferral(request);
    case 'referral/check':
      return checkCode(request);
    case 'referral/claim':
      return claim(request);
    default:
      return null;
  }
}

function refuse(request: StorefrontRequest, status: number, code: Parameters<typeof storefrontError>[0]) {
  return { status, body: storefrontError(code, request.locale) };
}

/** The member's own code, what both get, and how their friends stand. Posted, since it makes the code when there is none. */
async function readReferral(request: StorefrontRequest): Promise<StorefrontAnswer> {
  const input = readJson(askBody, request.body.length === 0 ? Buffer.from('{}') : request.body);
  if (!input) return refuse(request, 422, 'invalid_request');
  if (request.customerId === null) return refuse(request, 401, 'login_required');
  const [member, live] = await Promise.all([memberOf(request), liveProgram(request.shop.id)]);
  if (!member || !live?.program.referral?.enabled) return { status: 200, body: { referral: null } };
  const referral = await describeReferral(
    member,
    live,
    request.locale,
    request.now,
    await evidenceOf(request, input.device),
  );
  return { status: 200, body: { referral } };
}

/** Whether a code is somebody's, and what a friend gets: for a visitor who has just followed a link. */
async function checkCode(request: StorefrontRequest): Promise<StorefrontAnswer> {
  const input = readJson(checkBody, request.body);
  if (!input) return refuse(request, 422, 'invalid_request');
  const live = await liveProgram(request.shop.id);
  const terms = live?.program.referral;
  if (!terms?.enabled || !(await isReferralCode(request.shop.id, input.code)))
    return { status: 200, body: { valid: false } };
  const reward = live?.program.rewards.find(({ id }) => id === terms.friendRewardId);
  return {
    status: 200,
    body: {
      valid: true,
      friendGets: reward ? textIn(reward.title, request.locale) : null,
      minimumOrderMinor: terms.minimumOrderMinor,
      linkDays: terms.linkDays,
    },
  };
}

async function claim(request: StorefrontRequest): Promise<StorefrontAnswer> {
  const input = readJson(claimBody, request.body);
  if (!input) return refuse(request, 422, 'invalid_request');
  const { shop, customerId, now } = request;
  if (customerId === null) return refuse(request, 401, 'login_required');
  const live = await liveProgram(shop.id);
  if (!live?.program.referral?.enabled) return refuse(request, 409, 'referral_refused');
  const friend = await inTransaction((sql) =>
    joinCustomer(sql, {
      shop,
      shops: new Map([[shop.id, shop]]),
      customerId,
      provenEmail: null,
      via: 'storefront',
      now,
    }),
  );
  if (!friend) return refuse(request, 409, 'no_program');
  const evidence = await evidenceOf(request, input.device);
  const result = await claimReferral({ shop, live, friend, code: input.code, evidence, now });
  // Which of the reasons it was helps nobody but who tries to get around it.
  if (!result.ok) return refuse(request, result.refusal === 'code_unknown' ? 404 : 409, 'referral_refused');
  const { reward } = result;
  if (reward) await request.runNow({ shopId: shop.id, topic: 'create_code', subject: reward.id }, { isAwaited: true });
  return {
    status: 200,
    body: {
      redemptionId: reward?.id ?? null,
      friendGets: reward ? textIn(reward.reward.title, request.locale) : null,
    },
  };
}

/** What the customer is known by. Shopify being away for a moment costs the address, not the request. */
async function evidenceOf({ shop, customerId }: StorefrontRequest, device: string | undefined): Promise<Evidence> {
  const email = await fetchCustomerEmail(shop.domain, customerId ?? '').catch((error: unknown) => {
    log.warn('the address of a customer could not be asked for', { shopId: shop.id, error: messageOf(error) });
    return null;
  });
  return digestEvidence({ email, address: null, device: device ?? null });
}
