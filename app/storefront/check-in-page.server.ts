/**
 * The page behind a check-in's QR code, within the store's theme. It works without JavaScript: a form that is sent once, and
 * the answer. A visitor is led to the login and back.
 */
import { checkIn } from '../activities/member-doors.server.ts';
import { getPlace, placeOfCode } from '../activities/places.server.ts';
import { describeGoals } from '../challenges/describe.server.ts';
import { inTransaction, pool } from '../db.server.ts';
import { joinCustomer } from '../enrollment/join.server.ts';
import { sayPoints } from '../i18n/explain.ts';
import { fillWords } from '../lib/fill-words.ts';
import { locales, nearestLocale, type Locale } from '../lib/locales.ts';
import { formatMoney } from '../lib/money.ts';
import { textIn } from '../program/text.ts';
import { liveProgram, type LiveProgram } from '../publishing/live-programs.server.ts';
import { availablePoints } from '../rewards/redeem.server.ts';
import type { StorefrontAnswer, StorefrontRequest } from './endpoints.server.ts';
import { storefrontError, type StorefrontErrorCode } from './errors.ts';
import { memberOf } from './shopper.server.ts';
import words from './locales/check-in.json' with { type: 'json' };

export async function answerCheckInPage(request: StorefrontRequest): Promise<StorefrontAnswer> {
  const { method, shop, customerId } = request;
  const code =
    method === 'POST'
      ? (new URLSearchParams(request.body.toString('utf8')).get('c') ?? '')
      : (request.query.get('c') ?? '');
  const live = await liveProgram(shop.id);
  if (!live) return refusalPage(request, 'no_program');
  const placeId = placeOfCode(code);
  const place = placeId === null ? null : await getPlace(pool(), shop.id, placeId);
  if (!place) return refusalPage(request, 'wrong_code', 404);
  if (method === 'POST' && customerId !== null) return perform(request, live, code);
  const isMember = (await memberOf(request)) !== null;
  const back = `/apps/regulars/check-in?c=${encodeURIComponent(code)}`;
  return page(request, (locale) => [
    text(say(locale, 'intro', { place: place.name })),
    customerId === null
      ? `<p><a class="button" href="/account/login?return_url=${encodeURIComponent(back)}">${escaped(say(locale, 'login'))}</a></p>`
      : `<form method="post" action="/apps/regulars/check-in"><input type="hidden" name="c" value="${escaped(code)}">` +
        `<button class="button" type="submit">${escaped(say(locale, isMember ? 'button' : 'join'))}</button></form>`,
  ]);
}

async function perform(request: StorefrontRequest, live: LiveProgram, code: string): Promise<StorefrontAnswer> {
  const { shop, customerId, now } = request;
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
  if (!member) return refusalPage(request, 'no_program');
  const answer = await checkIn({ shop, member, program: live.program, now }, code);
  if (!answer.ok) return refusalPage(request, answer.refusal);
  await request.runNow({ shopId: shop.id, topic: 'sync_member', subject: member.id });
  const { goals } = await describeGoals(shop, member.id, live, now);
  const balance = await availablePoints(shop.id, member.id);
  return page(request, (locale) => {
    const { style, currencyCode, pointName } = live.program;
    const points = (count: number) =>
      style === 'cashback'
        ? formatMoney(count, currencyCode, locale)
        : sayPoints(count, { locale, pointName: pointName[locale] });
    const number = new Intl.NumberFormat(locale);
    return [
      `<p role="status"><strong>${escaped(say(locale, 'done'))}</strong></p>`,
      ...(answer.points > 0 ? [text(say(locale, 'earned', { points: points(answer.points) }))] : []),
      ...goals.map(({ title, progress, target }) =>
        text(
          say(locale, 'progress', {
            title: textIn(title, locale),
            progress: number.format(progress),
            target: number.format(target),
          }),
        ),
      ),
      text(say(locale, 'balance', { points: points(balance) })),
      `<p><a href="/">${escaped(say(locale, 'store'))}</a></p>`,
    ];
  });
}

function refusalPage(request: StorefrontRequest, code: StorefrontErrorCode, status = 409): StorefrontAnswer {
  return page(request, (locale) => [text(storefrontError(code, locale).error.message)], status);
}

/** The page in every language: the store's own, which only Liquid knows, is the one that is shown. */
function page(
  { shop }: StorefrontRequest,
  parts: (locale: Locale) => readonly string[],
  status = 200,
): StorefrontAnswer {
  const inLanguage = (locale: Locale) => `<h1>${escaped(say(locale, 'title'))}</h1>${parts(locale).join('')}`;
  const cases = locales.map((locale) => `{% when '${locale}' %}${inLanguage(locale)}`).join('');
  const liquid =
    `{% assign rg_language = request.locale.iso_code | slice: 0, 2 %}` +
    `<div class="page-width regulars-check-in" style="max-width:32rem;margin:3rem auto;padding:0 1.5rem;text-align:center">` +
    `{% case rg_language %}${cases}{% else %}${inLanguage(nearestLocale(shop.primaryLocale))}{% endcase %}</div>`;
  return { status, body: null, liquid };
}

function say(locale: Locale, key: keyof typeof words, values: Record<string, string> = {}): string {
  return fillWords(words[key][locale], values);
}

function text(sentence: string): string {
  return `<p>${escaped(sentence)}</p>`;
}

/** As HTML, and with nothing that Liquid would run. */
function escaped(plain: string): string {
  return plain.replace(/[&<>"'{}%]/g, (character) => `&#${character.charCodeAt(0)};`);
}
