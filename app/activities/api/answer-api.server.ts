/**
 * The public API: partners and the shop's own software report what members did, and ask how members stand. Shop and rights
 * come from the token alone. Errors are for developers, in English, each with a code that does not change.
 */
import { z } from 'zod';
import { inTransaction, pool } from '../../db.server.ts';
import { nextExpiry } from '../../expiry/next-expiry.server.ts';
import { readBalance } from '../../ledger/balances.server.ts';
import { customerKey, findMembers, findMembersById, type Member } from '../../members/membership.server.ts';
import type { ActivityName } from '../../program/events.ts';
import { shopFactsByIds, type ShopFacts } from '../../shops/shop-store.server.ts';
import { knock } from '../door-counts.server.ts';
import { recordActivity } from '../record.server.ts';
import type { ApiScope, ApiToken } from './tokens.server.ts';

export interface ApiRequest {
  method: string;
  /** Below /api/v1/, e.g. "events". */
  path: string;
  query: URLSearchParams;
  body: Buffer;
  idempotencyKey: string | null;
  token: ApiToken;
  now: Date;
}

export interface ApiAnswer {
  status: number;
  body: unknown;
  retryAfterSeconds?: number;
}

/** What others may report. Orders, referrals, the newsletter and profiles are told by Shopify or by the member. */
const reportable = [
  'review',
  'survey',
  'visit',
  'check_in',
  'share',
  'follow',
  'custom',
] as const satisfies readonly ActivityName[];

const DAY_MS = 24 * 60 * 60 * 1000;
const PER_MINUTE = { times: 120, windowMs: 60_000 };
/** How long after it happened an event can be reported, and how far the reporter's clock may be ahead. */
const LATEST_MS = 30 * DAY_MS;
const AHEAD_MS = 5 * 60_000;

const eventSchema = z
  .object({
    customerId: z
      .string()
      .regex(/^\d{1,20}$/)
      .optional(),
    memberId: z.uuid().optional(),
    type: z.enum(reportable),
    name: z.string().trim().min(1).max(100).optional(),
    quantity: z.int().min(1).max(100_000).default(1),
    score: z.int().min(0).max(10).nullable().default(null),
    happenedAt: z.iso.datetime({ offset: true }).optional(),
  })
  .strict()
  .refine((event) => (event.customerId === undefined) !== (event.memberId === undefined), {
    message: 'Say either customerId or memberId.',
    path: ['customerId'],
  })
  .refine((event) => event.type !== 'custom' || event.name !== undefined, {
    message: 'A custom event needs a name.',
    path: ['name'],
  });

export async function answerApi(request: ApiRequest): Promise<ApiAnswer> {
  const { method, path, token, now } = request;
  const rate = await knock(token.shopId, `api:${token.id}`, PER_MINUTE, now);
  if (!rate.ok) return tooMany('Too many requests within a minute.', rate.retryAfterSeconds);
  const shop = (await shopFactsByIds([token.shopId])).get(token.shopId);
  if (!shop?.isInstalled) return refuse(403, 'not_installed', 'The shop does not use Regulars any more.');
  if (path === 'events')
    return method === 'POST' ? within('events:write', request, () => report(request, shop)) : notAllowed('POST');
  if (path === 'members')
    return method === 'GET' ? within('members:read', request, () => findByCustomer(request, shop)) : notAllowed('GET');
  const id = /^members\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(path)?.[1];
  if (id) return method === 'GET' ? within('members:read', request, () => findById(shop, id)) : notAllowed('GET');
  return refuse(404, 'not_found', 'There is no such address. See docs/api.md.');
}

function refuse(status: number, code: string, message: string, field?: string): ApiAnswer {
  return { status, body: { error: { code, message, ...(field === undefined ? {} : { field }) } } };
}

function notAllowed(method: string): ApiAnswer {
  return refuse(405, 'method_not_allowed', `Use ${method}.`);
}

function tooMany(message: string, retryAfterSeconds: number): ApiAnswer {
  return { ...refuse(429, 'too_many_requests', message), retryAfterSeconds };
}

async function within(scope: ApiScope, { token }: ApiRequest, answer: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
  return token.scopes.includes(scope) ? answer() : refuse(403, 'scope_missing', `The token lacks the scope ${scope}.`);
}

async function report(request: ApiRequest, shop: ShopFacts): Promise<ApiAnswer> {
  const { idempotencyKey, token, now } = request;
  if (idempotencyKey === null || !/^[\x21-\x7e]{1,200}$/.test(idempotencyKey))
    return refuse(
      400,
      'idempotency_key_missing',
      'Send an Idempotency-Key of 1 to 200 visible characters that names the event.',
    );
  const parsed = eventSchema.safeParse(parseJson(request.body));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(
      422,
      'invalid_request',
      issue?.message ?? 'The body is not JSON.',
      issue?.path.join('.') || undefined,
    );
  }
  const event = parsed.data;
  const at = event.happenedAt === undefined ? now : new Date(event.happenedAt);
  if (at.getTime() > now.getTime() + AHEAD_MS || at.getTime() < now.getTime() - LATEST_MS)
    return refuse(422, 'time_out_of_bounds', 'happenedAt must lie within the last 30 days.', 'happenedAt');
  const member = await whoIs(shop, event);
  if (!member) return refuse(404, 'member_not_found', 'The customer is not a member of the program.');
  if (member.status !== 'active') return refuse(409, 'member_not_active', 'The member is blocked.');
  const key = `api:${idempotencyKey}`;
  const { rowCount: isKnown } = await pool().query('SELECT 1 FROM activities WHERE shop_id = $1 AND key = $2', [
    shop.id,
    key,
  ]);
  if (!isKnown) {
    const ofMember = await knock(
      shop.id,
      `api:${token.id}:${member.id}`,
      { times: token.memberPerDay, windowMs: DAY_MS },
      now,
    );
    if (!ofMember.ok)
      return tooMany('The daily limit of the token for one member is reached.', ofMember.retryAfterSeconds);
    const ofAll = await knock(shop.id, `api:${token.id}:all`, { times: token.perDay, windowMs: DAY_MS }, now);
    if (!ofAll.ok) return tooMany('The daily limit of the token is reached.', ofAll.retryAfterSeconds);
  }
  const { type: activity, name: subject = '', quantity, score } = event;
  const result = await inTransaction((sql) =>
    recordActivity(sql, { shop, member, activity, subject, quantity, score, key, at, source: 'api', now }),
  );
  if (result.outcome === 'no_program') return refuse(409, 'no_program', 'The shop has not published a program.');
  if (result.outcome === 'conflict')
    return refuse(409, 'idempotency_conflict', 'This Idempotency-Key was used for another event.');
  const { points, nothing } = result.explanation;
  return {
    status: result.outcome === 'recorded' ? 201 : 200,
    body: {
      status: result.outcome,
      points,
      // Why it earned nothing, or less than all rules: codes such as "no_rule", "limit_reached", "budget_used_up".
      reasons: [...new Set(nothing.map(({ code }) => code))],
      member: await describe(shop, member),
    },
  };
}

async function whoIs(
  shop: ShopFacts,
  { customerId, memberId }: { customerId?: string; memberId?: string },
): Promise<Member | null> {
  const found = await lookUp(shop, { customerId, memberId });
  return found && (found.status === 'active' || found.status === 'blocked') ? found : null;
}

async function lookUp(
  shop: ShopFacts,
  { customerId, memberId }: { customerId?: string | undefined; memberId?: string | undefined },
): Promise<Member | null> {
  if (memberId !== undefined)
    return (await findMembersById(pool(), [{ shopId: shop.id, memberId }])).get(`${shop.id} ${memberId}`) ?? null;
  const customer = { shopId: shop.id, customerId: customerId ?? '' };
  return (await findMembers(pool(), [customer])).get(customerKey(customer)) ?? null;
}

async function findByCustomer({ query }: ApiRequest, shop: ShopFacts): Promise<ApiAnswer> {
  const customerId = query.get('customerId') ?? '';
  if (!/^\d{1,20}$/.test(customerId)) return refuse(422, 'invalid_request', 'Say customerId=<number>.', 'customerId');
  const member = await whoIs(shop, { customerId });
  if (!member) return refuse(404, 'member_not_found', 'The customer is not a member of the program.');
  return { status: 200, body: { member: await describe(shop, member) } };
}

async function findById(shop: ShopFacts, memberId: string): Promise<ApiAnswer> {
  const member = await whoIs(shop, { memberId });
  if (!member) return refuse(404, 'member_not_found', 'There is no such member.');
  return { status: 200, body: { member: await describe(shop, member) } };
}

async function describe(shop: ShopFacts, member: Member) {
  const [balance, expiry] = await Promise.all([
    readBalance(pool(), shop.id, member.id),
    nextExpiry(shop.id, member.id),
  ]);
  return {
    memberId: member.id,
    customerId: member.customerId,
    status: member.status,
    joinedAt: member.joinedAt.toISOString(),
    availablePoints: balance.available,
    pendingPoints: balance.pending,
    nextExpiry: expiry,
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
