/**
 * The page behind a check-in's QR code, within the store's theme. It works without JavaScript: a form that is sent once, and
 * the answer. A visitor is led to the login and back.
 */
import { checkIn } from '../activities/member-doors.server.ts';
import { getPlace, placeOfCode } from '../activities/places.server.ts';
import { pool, inTransaction } from '../db.server.ts';
import { joinCustomer } from '../enrollment/join.server.ts';
import { sayPoints } from '../i18n/explain.ts';
import { liveProgram, type LiveProgram } from '../publishing/live-programs.server.ts';
import { availablePoints } from '../rewards/redeem.server.ts';
import type { StorefrontAnswer, StorefrontRequest } from './endpoints.server.ts';
import { storefrontError } from './errors.ts';
import { goalsFor, memberOf } from './shopper.server.ts';
import words from './locales/check-in.json' with { type: 'json' };

export async function answerCheckInPage(request: StorefrontRequest): Promise<StorefrontAnswer> {
  const { method, shop, customerId } = request;
  const code =
    method === 'POST'
      ? (new URLSearchParams(request.body.toString('utf8')).get('c') ?? '')
      : (request.query.get('c') ?? '');
  const live = await liveProgram(shop.id);
  if (!live) return page(request, [text(storefrontError('no_program', request.locale).error.message)], 409);
  const placeId = placeOfCode(code);
  const place = placeId === null ? null : await getPlace(pool(), shop.id, placeId);
  if (!place) return page(request, [text(storefrontError('wrong_code', request.locale).error.message)], 404);
  if (method === 'POST' && customerId !== null) return perform(request, live, code);
  const intro = text(say(request, 'intro', { place: place.name }));
  if (customerId === null) {
    const back = `/apps/regulars/check-in?c=${encodeURIComponent(code)}`;
    return page(request, [
      intro,
      `<p><a class="button" href="/account/login?return_url=${encodeURIComponent(back)}">${escaped(say(request, 'login'))}</a></p>`,
    ]);
  }
  const isMember = (await memberOf(request)) !== null;
  return page(request, [
    intro,
    `<form method="post" action="/apps/regulars/check-in?locale=${request.locale}"><input type="hidden" name="c" value="${escaped(code)}">` +
      `<button class="button" type="submit">${escaped(say(request, isMember ? 'button' : 'join'))}</button></form>`,
  ]);
}

async function perform(request: StorefrontRequest, live: LiveProgram, code: string): Promise<StorefrontAnswer> {
  const { shop, customerId, locale, now } = request;
  // Who checks in wants to take part: joining is the same tap.
  const member =
    (await memberOf(request)) ??
    (await inTransaction((sql) =>
      joinCustomer(sql, {
        shop,
        shops: new Map([[shop.id, shop]]),
        customerId: customerId ?? '',
        provenEmail: null,
        via: 'storefront',
        now,
      }),
    ));
  if (!member) return page(request, [text(storefrontError('no_program', locale).error.message)], 409);
  const answer = await checkIn({ shop, member, program: live.program, now }, code);
  if (!answer.ok) return page(request, [text(storefrontError(answer.refusal, locale).error.message)], 409);
  await request.runNow({ shopId: shop.id, topic: 'sync_member', subject: member.id });
  const context = { locale, pointName: live.program.pointName[locale] };
  const { goals } = await goalsFor(request, member.id, live);
  const balance = await availablePoints(shop.id, member.id);
  return page(request, [
    `<p role="status"><strong>${escaped(say(request, 'done'))}</strong></p>`,
    ...(answer.points > 0 ? [text(say(request, 'earned', { points: sayPoints(answer.points, context) }))] : []),
    ...goals.map((goal) =>
      text(
        say(request, 'progress', { title: goal.title, progress: String(goal.progress), target: String(goal.target) }),
      ),
    ),
    text(say(request, 'balance', { points: sayPoints(balance, context) })),
    `<p><a href="/">${escaped(say(request, 'store'))}</a></p>`,
  ]);
}

function page(request: StorefrontRequest, parts: readonly string[], status = 200): StorefrontAnswer {
  const liquid = `<div class="page-width regulars-check-in" style="max-width:32rem;margin:3rem auto;padding:0 1.5rem;text-align:center"><h1>${escaped(say(request, 'title'))}</h1>${parts.join('')}</div>`;
  return { status, body: null, liquid };
}

function say({ locale }: StorefrontRequest, key: keyof typeof words, values: Record<string, string> = {}): string {
  return words[key][locale].replace(/\{\{(\w+)\}\}/g, (blank, name: string) => values[name] ?? blank);
}

function text(sentence: string): string {
  return `<p>${escaped(sentence)}</p>`;
}

/** As HTML, and with nothing that Liquid would run. */
function escaped(plain: string): string {
  return plain.replace(/[&<>"'{}%]/g, (character) => `&#${character.charCodeAt(0)};`);
}
