/** The storefront's doors for what is no order: what can be done and how far the goals are, doing it, the member's card, checking in. */
import { z } from 'zod';
import { readBirthday } from '../activities/birthday.server.ts';
import { memberCard } from '../activities/member-card.server.ts';
import {
  answerSurvey,
  checkIn,
  comeBack,
  leaveFor,
  tellBirthday,
  visit,
  type DoorAnswer,
  type DoorRefusal,
  type Doorstep,
} from '../activities/member-doors.server.ts';
import { listOffers } from '../activities/offers.server.ts';
import { qrSvg } from '../activities/qr.server.ts';
import { pool } from '../db.server.ts';
import { isNetwork, networkName } from '../program/networks.ts';
import { textIn } from '../program/text.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { availablePoints } from '../rewards/redeem.server.ts';
import { answerCheckInPage } from './check-in-page.server.ts';
import type { StorefrontAnswer, StorefrontRequest } from './endpoints.server.ts';
import { storefrontError } from './errors.ts';
import { goalsFor, memberOf } from './shopper.server.ts';

const statusOf: Record<DoorRefusal, number> = {
  not_offered: 404,
  already_done: 409,
  too_soon: 409,
  wrong_code: 422,
  place_ended: 409,
  invalid_request: 422,
  birthday_fixed: 409,
  too_many_requests: 429,
  no_program: 409,
  member_not_active: 409,
};

const bodies = {
  'activities/visit': z.object({}).optional(),
  'activities/leave': z.object({ kind: z.enum(['share', 'follow']), network: z.string().max(30) }),
  'activities/back': z.object({ token: z.string().max(300) }),
  'activities/survey': z.object({
    survey: z.string().max(100).default(''),
    score: z.int().min(0).max(10),
    comment: z.string().max(1000).default(''),
  }),
  'activities/check-in': z.object({ code: z.string().max(200) }),
  'activities/birthday': z.object({ birthday: z.string().max(5) }),
};

/** @returns null when the path is not one of these. */
export async function answerActivities(request: StorefrontRequest): Promise<StorefrontAnswer | null> {
  const { method, path } = request;
  if (path === 'check-in') return answerCheckInPage(request);
  if (method === 'GET' && path === 'activities') return readActivities(request);
  if (method === 'GET' && path === 'card') return readCard(request);
  if (method === 'POST' && Object.hasOwn(bodies, path)) return act(request, path as keyof typeof bodies);
  return null;
}

function refuse(request: StorefrontRequest, status: number, code: Parameters<typeof storefrontError>[0]) {
  return { status, body: storefrontError(code, request.locale) };
}

async function readActivities(request: StorefrontRequest): Promise<StorefrontAnswer> {
  const { shop, now, locale } = request;
  const [live, member] = await Promise.all([liveProgram(shop.id), memberOf(request)]);
  if (!live) return { status: 200, body: { ways: [], goals: [], badges: [], birthday: null } };
  const id = member?.id ?? null;
  const [offers, goals, birthday] = await Promise.all([
    listOffers(shop, id, live.program, now),
    goalsFor(request, id, live),
    id === null ? null : readBirthday(pool(), shop, id, now),
  ]);
  const canAct = member?.status === 'active';
  return {
    status: 200,
    body: {
      ways: offers.map(({ name, question, doable, ...offer }) => ({
        ...offer,
        name: name && textIn(name, locale),
        question: question && textIn(question, locale),
        network: isNetwork(offer.subject) ? networkName(offer.subject) : null,
        doable: doable && canAct,
      })),
      ...goals,
      birthday,
    },
  };
}

async function readCard(request: StorefrontRequest): Promise<StorefrontAnswer> {
  if (request.customerId === null) return refuse(request, 401, 'login_required');
  const member = await memberOf(request);
  if (!member) return refuse(request, 409, 'not_a_member');
  const card = memberCard(request.shop, member.id, request.now);
  return { status: 200, body: { card, svg: await qrSvg(card) } };
}

async function act(request: StorefrontRequest, path: keyof typeof bodies): Promise<StorefrontAnswer> {
  const { shop, now } = request;
  if (request.customerId === null) return refuse(request, 401, 'login_required');
  const [live, member] = await Promise.all([liveProgram(shop.id), memberOf(request)]);
  if (!member) return refuse(request, 409, 'not_a_member');
  if (!live) return refuse(request, 409, 'no_program');
  const step: Doorstep = { shop, member, program: live.program, now };
  if (path === 'activities/leave') {
    const input = read(bodies['activities/leave'], request.body);
    if (!input) return refuse(request, 422, 'invalid_request');
    const left = leaveFor(step, input.kind, input.network);
    if (!left.ok) return refuse(request, statusOf[left.refusal], left.refusal);
    return { status: 200, body: { url: left.url, token: left.token, waitSeconds: left.waitSeconds } };
  }
  const answer = await perform(step, path, request.body);
  if (!answer) return refuse(request, 422, 'invalid_request');
  if (!answer.ok) return refuse(request, statusOf[answer.refusal], answer.refusal);
  await request.runNow({ shopId: shop.id, topic: 'sync_member', subject: member.id });
  return {
    status: 200,
    body: {
      points: answer.points,
      availablePoints: await availablePoints(shop.id, member.id),
      ...(await goalsFor(request, member.id, live)),
    },
  };
}

async function perform(step: Doorstep, path: keyof typeof bodies, body: Buffer): Promise<DoorAnswer | null> {
  switch (path) {
    case 'activities/visit':
      return visit(step);
    case 'activities/back': {
      const input = read(bodies[path], body);
      return input && comeBack(step, input.token);
    }
    case 'activities/survey': {
      const input = read(bodies[path], body);
      return input && answerSurvey(step, input);
    }
    case 'activities/check-in': {
      const input = read(bodies[path], body);
      return input && checkIn(step, input.code);
    }
    case 'activities/birthday': {
      const input = read(bodies[path], body);
      return input && tellBirthday(step, input.birthday);
    }
    case 'activities/leave':
      return null;
  }
}

function read<Schema extends z.ZodType>(schema: Schema, body: Buffer): z.infer<Schema> | null {
  try {
    const parsed = schema.safeParse(JSON.parse(body.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
