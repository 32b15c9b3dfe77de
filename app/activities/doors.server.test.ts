import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { mergeCustomers } from '#app/members/merge.server.ts';
import { makeProgram, type ProgramInput } from '#app/program/document.ts';
import { liveProgram } from '#app/publishing/live-programs.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { balanceOf, openDoors, proxyUrl, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, simpleProgram, spoiled } from '#tests/kit/factories.ts';
import { stopTheClock } from '#tests/kit/still-clock.ts';
import { setBirthday } from './birthday.server.ts';
import { comeBack, leaveFor } from './member-doors.server.ts';
import { codeOfPlace, createPlace, endPlace, getPlace, holdsCode, renewPlace } from './places.server.ts';
import { recordActivity } from './record.server.ts';
import { readMemberCard, memberCard } from './member-card.server.ts';
import { listAnswers, promoterScore } from './surveys.server.ts';

stopTheClock();

type RuleInput = ProgramInput['rules'][number];
const activity = (activityName: string, points: number, more: object = {}): RuleInput =>
  ({
    id: activityName,
    enabled: true,
    when: [],
    kind: 'activity',
    activity: activityName,
    points,
    ...more,
  }) as RuleInput;

async function social(): Promise<{ shop: ShopFacts; doors: Doors }> {
  const shop = await createShop({
    program: makeProgram({
      ...simpleProgram(),
      rules: [
        activity('visit', 1),
        activity('share', 5, { subjects: ['facebook', 'x'] }),
        activity('follow', 20, { subjects: ['instagram'], url: 'https://www.instagram.com/shop' }),
        activity('survey', 30, { subjects: ['nps'] }),
        activity('check_in', 10),
        activity('profile', 15),
      ],
      goals: [
        {
          id: 'card',
          enabled: true,
          title: { en: 'Ten visits' },
          measure: { kind: 'activity', activity: 'check_in' },
          when: [],
          target: 2,
          within: { kind: 'ever' },
          repeats: true,
          grants: { points: 100 },
          display: 'stamps',
        },
      ],
    }),
  });
  const doors = await openDoors();
  onTestFinished(() => doors.close());
  return { shop, doors };
}

async function post(
  doors: Doors,
  shop: ShopFacts,
  path: string,
  customerId: string | null,
  body: object,
): Promise<{
  status: number;
  body: { points?: number; error?: { code: string; message: string } } & Record<string, unknown>;
}> {
  const response = await fetch(proxyUrl(doors, shop, path, customerId, { locale: 'en' }), {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as never };
}

describe("the storefront's doors for activities", () => {
  it('A visit counts once a day, however often and however many times at once; a visitor is asked to log in', async () => {
    const { shop, doors } = await social();
    const member = await createMember(shop);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => post(doors, shop, 'activities/visit', member.customerId, {})),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    expect(await balanceOf(shop.id, member.id)).toBe(1);
    expect((await post(doors, shop, 'activities/visit', null, {})).status).toBe(401);
    expect((await post(doors, shop, 'activities/visit', '999', {})).body.error?.code).toBe('not_a_member');
  });

  it('A share needs the way there and back; a token is good for its member, its network and an hour, and once (P25, S1)', async () => {
    const { shop } = await social();
    const [anna, bo] = [await createMember(shop), await createMember(shop)];
    const { program } = await liveOf(shop);
    const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
    const step = { shop, member: anna, program, now: NOW };
    const left = leaveFor(step, 'share', 'facebook');
    if (!left.ok) throw new Error('sharing is offered');
    expect(left.url).toContain('facebook.com/sharer');
    expect(await comeBack({ ...step, now: at(1) }, left.token)).toEqual({ ok: false, refusal: 'too_soon' });
    expect(await comeBack({ ...step, member: bo, now: at(10) }, left.token)).toEqual({
      ok: false,
      refusal: 'wrong_code',
    });
    expect(await comeBack({ ...step, now: at(10) }, spoiled(left.token))).toMatchObject({ ok: false });
    expect(await comeBack({ ...step, now: at(4000) }, left.token)).toEqual({ ok: false, refusal: 'wrong_code' });
    expect(await comeBack({ ...step, now: at(10) }, left.token)).toEqual({ ok: true, points: 5 });
    expect(await comeBack({ ...step, now: at(20) }, left.token)).toEqual({ ok: false, refusal: 'already_done' });
    const again = leaveFor({ ...step, now: at(30) }, 'share', 'facebook');
    expect(again.ok && (await comeBack({ ...step, now: at(60) }, again.token))).toEqual({
      ok: false,
      refusal: 'already_done',
    });
    expect(leaveFor(step, 'share', 'pinterest')).toEqual({ ok: false, refusal: 'not_offered' });
    expect(leaveFor(step, 'follow', 'instagram')).toMatchObject({ ok: true, url: 'https://www.instagram.com/shop' });
  });

  it('A survey counts once; an unhappy answer waits for the merchant, and the score is the usual one (P24)', async () => {
    const { shop, doors } = await social();
    const members = [await createMember(shop), await createMember(shop), await createMember(shop)];
    for (const [index, score] of [10, 9, 3].entries()) {
      const answer = { survey: 'nps', score, comment: score === 3 ? 'Too slow\u0000' : '' };
      const customerId = members[index]?.customerId ?? '';
      expect(await post(doors, shop, 'activities/survey', customerId, answer)).toMatchObject({
        status: 200,
        body: { points: 30 },
      });
      expect((await post(doors, shop, 'activities/survey', customerId, answer)).body.error?.code).toBe('already_done');
    }
    expect((await post(doors, shop, 'activities/survey', members[0]?.customerId ?? '', { score: 11 })).status).toBe(
      422,
    );
    expect(await promoterScore(shop.id, new Date(0))).toEqual({
      answers: 3,
      promoters: 2,
      passives: 0,
      unhappy: 1,
      score: 33,
    });
    expect(await listAnswers(shop.id, 'open', 10)).toMatchObject([{ score: 3, comment: 'Too slow', handledAt: null }]);
  });

  it("A check-in needs the place's own code, keeps its interval, and fills the stamp card (P6, P21, S1)", async () => {
    const { shop, doors } = await social();
    const member = await createMember(shop);
    const id = await createPlace({
      shopId: shop.id,
      name: 'Counter <b>',
      kind: 'poster',
      intervalMinutes: 60,
      expiresOn: null,
      now: NOW,
    });
    const place = await getPlace(pool(), shop.id, id);
    if (!place) throw new Error('the place was made');
    const code = codeOfPlace(place, NOW);
    const { shop: other } = await social();
    const stranger = await createMember(other);
    expect((await post(doors, other, 'activities/check-in', stranger.customerId, { code })).body.error?.code).toBe(
      'wrong_code',
    );
    expect((await post(doors, shop, 'activities/check-in', member.customerId, { code: spoiled(code) })).status).toBe(
      422,
    );
    const both = await Promise.all(
      [1, 2].map(() => post(doors, shop, 'activities/check-in', member.customerId, { code })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    vi.setSystemTime(Date.now() + 2 * 60 * 60 * 1000);
    const second = await post(doors, shop, 'activities/check-in', member.customerId, { code });
    expect(second).toMatchObject({ status: 200, body: { points: 10, availablePoints: 120 } });
    expect(second.body['goals']).toMatchObject([{ goalId: 'card', progress: 0, reached: 1 }]);
    // The page behind the printed code, in the shopper's language and safe for any name of a place.
    const html = await (
      await fetch(proxyUrl(doors, shop, 'check-in', member.customerId, { c: code, locale: 'da' }))
    ).text();
    expect(html).toContain('Tjek ind');
    expect(html).not.toContain('<b>');
    expect(html).toContain('Einchecken');
    await renewPlace(shop.id, id);
    expect((await post(doors, shop, 'activities/check-in', member.customerId, { code })).body.error?.code).toBe(
      'wrong_code',
    );
    await endPlace(shop.id, id, NOW);
    expect((await post(doors, shop, 'activities/check-in', member.customerId, { code })).body.error?.code).toBe(
      'place_ended',
    );
  });

  it('A code on a screen is worth nothing after a minute and a half, and a card of yesterday still reads', async () => {
    const { shop } = await social();
    const member = await createMember(shop);
    const id = await createPlace({
      shopId: shop.id,
      name: 'Door',
      kind: 'screen',
      intervalMinutes: 0,
      expiresOn: null,
      now: NOW,
    });
    const place = await getPlace(pool(), shop.id, id);
    if (!place) throw new Error('the place was made');
    const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
    const code = codeOfPlace(place, NOW);
    expect([0, 60, 120].map((seconds) => holdsCode(place, code, later(seconds)))).toEqual([true, true, false]);
    const card = memberCard(shop, member.id, NOW);
    expect([0, 86_400, 2 * 86_400].map((seconds) => readMemberCard(shop, card, later(seconds)))).toEqual([
      member.id,
      member.id,
      null,
    ]);
    expect(readMemberCard({ id: shop.id + 1 }, card, NOW)).toBeNull();
  });

  it('A birthday is said once a year; the first time fills the profile once', async () => {
    const { shop, doors } = await social();
    const member = await createMember(shop);
    const say = (birthday: string) => post(doors, shop, 'activities/birthday', member.customerId, { birthday });
    expect((await say('02-30')).status).toBe(422);
    expect(await say('02-29')).toMatchObject({ status: 200, body: { points: 15 } });
    expect(await say('02-29')).toMatchObject({ status: 200, body: { points: 0 } });
    expect((await say('03-01')).body.error?.code).toBe('birthday_fixed');
    const inAYear = new Date(Date.now() + 366 * 24 * 60 * 60 * 1000);
    expect(await inTransaction((sql) => setBirthday(sql, shop, member, '03-01', inAYear))).toBe('set');
    expect(await balanceOf(shop.id, member.id)).toBe(15);
  });

  it('What two members did is what the one did after they were merged (G1)', async () => {
    const { shop } = await social();
    const [kept, gone] = [await createMember(shop), await createMember(shop)];
    const come = (member: typeof kept, key: string) =>
      inTransaction((sql) =>
        recordActivity(sql, { shop, member, activity: 'check_in', key, at: NOW, now: NOW, source: 'staff' }),
      );
    for (const key of ['a', 'b', 'c']) await come(kept, key);
    for (const key of ['d', 'e', 'f']) await come(gone, key);
    await inTransaction((sql) => mergeCustomers(sql, shop, kept.customerId, gone.customerId, NOW));
    await come(kept, 'g');
    // Seven stamps at two an award are three awards; two of them were there before.
    const { rows } = await pool().query<{ occurrence: string; given: boolean }>(
      'SELECT occurrence, given FROM goal_awards WHERE shop_id = $1 AND member_id = $2 ORDER BY 1',
      [shop.id, kept.id],
    );
    expect(rows).toEqual(['1', '2', '3'].map((occurrence) => ({ occurrence, given: true })));
    expect(await balanceOf(shop.id, kept.id)).toBe(7 * 10 + 3 * 100);
  });
});

async function liveOf(shop: ShopFacts) {
  const live = await liveProgram(shop.id);
  if (!live) throw new Error('the program is published');
  return live;
}
