/**
 * What members may say of themselves, each with the proof and the limits that fit its kind: a visit counts once a day, a share
 * once a day and network, a follow once a network, a survey once, a check-in by a code that only the place shows. Who it is
 * about comes from the verified session alone.
 */
import { inTransaction } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import type { Member } from '../members/membership.server.ts';
import type { Program } from '../program/document.ts';
import type { ActivityName } from '../program/events.ts';
import type { ActivityRule } from '../program/rules/activity.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { setBirthday } from './birthday.server.ts';
import { knock } from './door-counts.server.ts';
import { isNetwork, shareAddress } from '../program/networks.ts';
import { getPlace, holdsCode, placeOfCode } from './places.server.ts';
import { recordActivity, type ActivityResult } from './record.server.ts';
import { isSigned, signText } from './signed-token.server.ts';
import { saveAnswer } from './surveys.server.ts';

export interface Doorstep {
  shop: ShopFacts;
  member: Member;
  program: Program;
  now: Date;
}

export type DoorRefusal =
  | 'not_offered'
  | 'already_done'
  | 'too_soon'
  | 'wrong_code'
  | 'place_ended'
  | 'invalid_request'
  | 'birthday_fixed'
  | 'too_many_requests'
  | 'no_program'
  | 'member_not_active';

export type DoorAnswer = { ok: true; points: number } | { ok: false; refusal: DoorRefusal };

const PER_HOUR = { times: 60, windowMs: 60 * 60 * 1000 };
/** Between leaving for a network and coming back: nobody shares in less, and nobody takes longer. */
export const CLICK_MIN_MS = 5_000;
const CLICK_MAX_MS = 60 * 60 * 1000;

const refused = (refusal: DoorRefusal): DoorAnswer => ({ ok: false, refusal });

/** The rule or goal that makes an activity worth something; null when the program does not ask for it. */
export function offered(program: Program, activity: ActivityName, subject = ''): boolean {
  return (
    offeredRule(program, activity, subject) !== null ||
    program.goals.some(
      ({ enabled, measure }) =>
        enabled &&
        measure.kind === 'activity' &&
        measure.activity === activity &&
        (measure.subjects.length === 0 || measure.subjects.includes(subject)),
    )
  );
}

export function offeredRule(program: Program, activity: ActivityName, subject = ''): ActivityRule | null {
  const found = program.rules.find(
    (rule) =>
      rule.kind === 'activity' &&
      rule.enabled &&
      rule.activity === activity &&
      (rule.subjects.length === 0 || rule.subjects.includes(subject)),
  );
  return found?.kind === 'activity' ? found : null;
}

async function mayKnock({ shop, member, now }: Doorstep): Promise<DoorRefusal | null> {
  if (member.status !== 'active') return 'member_not_active';
  return (await knock(shop.id, `member:${member.id}`, PER_HOUR, now)).ok ? null : 'too_many_requests';
}

function answerOf(result: ActivityResult): DoorAnswer {
  switch (result.outcome) {
    case 'recorded':
      return { ok: true, points: result.explanation.points };
    case 'repeated':
    case 'conflict':
      return refused('already_done');
    case 'no_program':
      return refused('no_program');
  }
}

/** Once a day of the shop. */
export async function visit(step: Doorstep): Promise<DoorAnswer> {
  const refusal = await mayKnock(step);
  if (refusal) return refused(refusal);
  if (!offered(step.program, 'visit')) return refused('not_offered');
  const { shop, member, now } = step;
  const key = `visit:${member.id}:${dateInZone(now, shop.timeZone)}`;
  return answerOf(
    await inTransaction((sql) =>
      recordActivity(sql, { shop, member, activity: 'visit', key, at: now, source: 'storefront', now }),
    ),
  );
}

export type ClickKind = 'share' | 'follow';

function clickKey({ shop, member }: Doorstep, kind: ClickKind, network: string, at: Date): string {
  return kind === 'follow'
    ? `follow:${member.id}:${network}`
    : `share:${member.id}:${network}:${dateInZone(at, shop.timeZone)}`;
}

/** Where to send the member, and a token that proves later that they went. */
export function leaveFor(
  step: Doorstep,
  kind: ClickKind,
  network: string,
): { ok: true; url: string; token: string; waitSeconds: number } | { ok: false; refusal: DoorRefusal } {
  const { shop, member, program, now } = step;
  const rule = offeredRule(program, kind, network);
  if (!isNetwork(network) || !offered(program, kind, network) || (kind === 'follow' && !rule?.url))
    return { ok: false, refusal: 'not_offered' };
  const text = `${kind}.${network}.${member.id}.${now.getTime().toString(36)}`;
  return {
    ok: true,
    url: kind === 'follow' ? (rule?.url ?? '') : shareAddress(network, rule?.url ?? `https://${shop.domain}/`),
    token: `${text}.${signText(`click ${shop.id}`, text)}`,
    waitSeconds: CLICK_MIN_MS / 1000,
  };
}

/** The member is back. A token is good for one member, one network and one hour. */
export async function comeBack(step: Doorstep, token: string): Promise<DoorAnswer> {
  const refusal = await mayKnock(step);
  if (refusal) return refused(refusal);
  const { shop, member, program, now } = step;
  const [, text = '', kind = '', network = '', memberId, leftAt = '', signature = ''] =
    /^((share|follow)\.([a-z]+)\.([0-9a-f-]{36})\.([0-9a-z]{1,10}))\.([\w-]{20})$/.exec(token) ?? [];
  if (!isSigned(`click ${shop.id}`, text, signature) || memberId !== member.id) return refused('wrong_code');
  const activity: ClickKind = kind === 'follow' ? 'follow' : 'share';
  const leftAtMs = parseInt(leftAt, 36);
  const awayMs = now.getTime() - leftAtMs;
  if (awayMs < CLICK_MIN_MS) return refused('too_soon');
  if (awayMs > CLICK_MAX_MS) return refused('wrong_code');
  if (!offered(program, activity, network)) return refused('not_offered');
  // By the day on which they left, so that one token cannot count on two days.
  const key = clickKey(step, activity, network, new Date(leftAtMs));
  return answerOf(
    await inTransaction((sql) =>
      recordActivity(sql, { shop, member, activity, subject: network, key, at: now, source: 'storefront', now }),
    ),
  );
}

/** @param survey which one, where the program has several. @param score 0 to 10. */
export async function answerSurvey(
  step: Doorstep,
  { survey, score, comment }: { survey: string; score: number; comment: string },
): Promise<DoorAnswer> {
  const refusal = await mayKnock(step);
  if (refusal) return refused(refusal);
  const { shop, member, program, now } = step;
  if (!offered(program, 'survey', survey)) return refused('not_offered');
  const key = `survey:${member.id}:${survey}`;
  return inTransaction(async (sql) => {
    const result = await recordActivity(sql, {
      shop,
      member,
      activity: 'survey',
      subject: survey,
      score,
      key,
      at: now,
      source: 'storefront',
      now,
    });
    if (result.outcome === 'recorded') {
      const question = offeredRule(program, 'survey', survey)?.question ?? null;
      await saveAnswer(sql, { shopId: shop.id, key, memberId: member.id, survey, question, score, comment, now });
    }
    return answerOf(result);
  });
}

/** By the code that a poster or a screen of the shop shows. */
export async function checkIn(step: Doorstep, code: string): Promise<DoorAnswer & { place?: string }> {
  const refusal = await mayKnock(step);
  if (refusal) return refused(refusal);
  const { shop, member, now } = step;
  const placeId = placeOfCode(code);
  return inTransaction(async (sql) => {
    const place = placeId === null ? null : await getPlace(sql, shop.id, placeId);
    if (!place) return refused('wrong_code');
    const isOver = place.expiresOn !== null && place.expiresOn < dateInZone(now, shop.timeZone);
    if (place.endedAt !== null || isOver) return refused('place_ended');
    if (!holdsCode(place, code, now)) return refused('wrong_code');
    // Held, so that two scans at once do not both see that there was none before.
    await sql.query('SELECT 1 FROM members WHERE shop_id = $1 AND id = $2 FOR NO KEY UPDATE', [shop.id, member.id]);
    const prefix = `check_in:${place.id}:${member.id}:`;
    const { rowCount } = await sql.query(
      `SELECT 1 FROM activities WHERE shop_id = $1 AND member_id = $2 AND happened_at > $3 AND starts_with(key, $4)`,
      [shop.id, member.id, new Date(now.getTime() - place.intervalMinutes * 60_000), prefix],
    );
    if (rowCount) return refused('too_soon');
    const result = await recordActivity(sql, {
      shop,
      member,
      activity: 'check_in',
      subject: place.name,
      key: `${prefix}${now.getTime()}`,
      at: now,
      source: 'storefront',
      now,
    });
    return { ...answerOf(result), place: place.name };
  });
}

/** The member says when the birthday is; the first time may be worth something. @param birthday MM-DD */
export async function tellBirthday(step: Doorstep, birthday: string): Promise<DoorAnswer> {
  const refusal = await mayKnock(step);
  if (refusal) return refused(refusal);
  const { shop, member, now } = step;
  return inTransaction(async (sql) => {
    const result = await setBirthday(sql, shop, member, birthday, now);
    if (result === 'invalid') return refused('invalid_request');
    if (result === 'fixed') return refused('birthday_fixed');
    if (result === 'same') return { ok: true, points: 0 };
    const key = `profile:${member.id}`;
    const recorded = await recordActivity(sql, {
      shop,
      member,
      activity: 'profile',
      key,
      at: now,
      source: 'storefront',
      now,
    });
    return recorded.outcome === 'recorded' ? answerOf(recorded) : { ok: true, points: 0 };
  });
}
