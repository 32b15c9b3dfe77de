/**
 * What a message says: the facts of one kind that are told together, put into words. Pure; it also runs in the browser, for
 * the preview.
 */
import { inLocale, sayPoints } from '../i18n/explain.ts';
import type { Locale } from '../lib/locales.ts';
import { formatMoney } from '../lib/money.ts';
import type { MessageData, MessageKind } from './kinds.ts';
import type { Words } from './settings.ts';
import { fill, fillLines, messageWords, type Values } from './words.ts';

export interface MessageContext {
  locale: Locale;
  /** What the merchant calls points, in this language. */
  pointName: { one: string; other: string };
  /** Where a point is a minor unit of money (cashback): the currency to say it in; null elsewhere. */
  cashbackCurrency: string | null;
  shopName: string;
  /** The member's first name; empty when Shopify knows none. */
  name: string;
  /** What the member can spend. */
  balancePoints: number;
  /** The shop's calendar date. */
  today: string;
}

/** A fact as it is told: what was announced, and what was looked up since. */
export type Fact<Kind extends MessageKind> = {
  data: MessageData<Kind>;
  code?: string | undefined;
  /** The last day on which the code can be used. */
  codeUntil?: string | null | undefined;
};

export interface Content {
  subject: string;
  heading: string;
  /** "Hello Maja,"; empty when there is no name. */
  hello: string;
  paragraphs: string[];
  /** One line for each of several facts. */
  details: string[];
  code: string | null;
  /** For SMS and push. */
  sms: string;
}

/** @param facts at least one, oldest first. @param own the merchant's words; what is empty there is said in ours. */
export function compose<Kind extends MessageKind>(
  kind: Kind,
  facts: readonly Fact<Kind>[],
  own: Words | undefined,
  context: MessageContext,
): Content {
  const speech = speechOf(context);
  const { values: ownValues, details } = compositions[kind](facts, speech);
  const values: Values = {
    name: context.name,
    shop: context.shopName,
    balance: speech.points(context.balancePoints),
    ...ownValues,
  };
  const words = messageWords[context.locale];
  const ours = words.kinds[kind];
  return {
    subject: fill(own?.subject || ours.subject, values),
    heading: fill(own?.heading || ours.heading, values),
    hello: context.name ? fill(words.mail.hello, values) : '',
    paragraphs: fillLines(own?.body || ours.body, values),
    details: details && details.length > 1 ? details : [],
    code: values.code || null,
    sms: fillLines(own?.sms || ours.sms, values).join(' '),
  };
}

interface Speech {
  points(points: number): string;
  text(text: Record<string, string>): string;
  list(items: readonly string[]): string;
  date(date: string | null | undefined): string;
  /** "in 30 days". */
  until(date: string): string;
  number(value: number): string;
  line(key: 'until' | 'answer', values: Values): string;
}

interface Composition {
  values: Values;
  details?: string[];
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const unique = (items: readonly string[]) => [...new Set(items.filter(Boolean))];
const last = <T>(items: readonly T[]): T => {
  const item = items.at(-1);
  if (item === undefined) throw new Error('A message tells at least one fact.');
  return item;
};

/** A gift is points, or something with a name. */
function gifts(
  items: readonly { points?: number | undefined; title?: Record<string, string> | undefined }[],
  speech: Speech,
): string {
  const points = sum(items.map((item) => item.points ?? 0));
  const titles = items.map((item) => (item.title ? speech.text(item.title) : ''));
  return speech.list(unique([...titles, points > 0 ? speech.points(points) : '']));
}

type Compositions = { [Kind in MessageKind]: (facts: readonly Fact<Kind>[], speech: Speech) => Composition };

const totalPoints = (facts: readonly { data: { points: number } }[], speech: Speech): Composition => {
  const points = sum(facts.map(({ data }) => data.points));
  return { values: { points: points > 0 ? speech.points(points) : '' } };
};
const gift = (
  facts: readonly { data: { points?: number | undefined; title?: Record<string, string> | undefined } }[],
  speech: Speech,
): Composition => ({
  values: {
    reward: gifts(
      facts.map(({ data }) => data),
      speech,
    ),
  },
});

const compositions: Compositions = {
  welcome: totalPoints,
  points_earned: totalPoints,
  points_matured: totalPoints,
  points_expiring(facts, speech) {
    const byDate = new Map(facts.map(({ data }) => [data.expiresOn, data.points]));
    const dates = [...byDate].sort(([a], [b]) => (a < b ? -1 : 1));
    const [soonest = ['', 0] as const] = dates;
    return {
      values: { points: speech.points(soonest[1]), date: speech.date(soonest[0]), days: speech.until(soonest[0]) },
      details: dates.map(([date, points]) =>
        speech.line('until', { points: speech.points(points), date: speech.date(date) }),
      ),
    };
  },
  reward_reachable: (facts, speech) => ({
    values: { reward: speech.list(unique(facts.map(({ data }) => speech.text(data.title)))) },
  }),
  code_ready(facts, speech) {
    const fact = last(facts);
    return {
      values: { reward: speech.text(fact.data.title), code: fact.code ?? '', date: speech.date(fact.codeUntil) },
    };
  },
  tier_reached: (facts, speech) => ({ values: { tier: speech.text(last(facts).data.name) } }),
  tier_ending(facts, speech) {
    const { name, endsOn, missing } = last(facts).data;
    return {
      values: { tier: speech.text(name), date: speech.date(endsOn), missing: missing ? speech.text(missing) : '' },
    };
  },
  birthday_gift: gift,
  referral_rewarded: gift,
  challenge_done: (facts, speech) => ({
    values: {
      challenge: speech.list(unique(facts.map(({ data }) => speech.text(data.name)))),
      reward: gifts(
        facts.map(({ data }) => ({ points: data.points })),
        speech,
      ),
    },
  }),
  campaign_started: (facts, speech) => ({
    values: {
      campaign: speech.list(unique(facts.map(({ data }) => speech.text(data.name)))),
      date: facts.length === 1 ? speech.date(last(facts).data.endsOn) : '',
    },
  }),
  survey_unhappy(facts, speech) {
    const { score, comment } = last(facts).data;
    return {
      values: { score: speech.number(score), comment: facts.length === 1 ? (comment ?? '') : '' },
      details: facts.map(({ data }) =>
        speech.line('answer', { score: speech.number(data.score), comment: data.comment ?? '' }),
      ),
    };
  },
  product_review_thanks: (facts, speech) => ({
    values: {
      product: speech.list(unique(facts.map(({ data }) => data.productTitle ?? ''))),
      reward: gifts(
        facts.map(({ data }) => ({ points: data.points })),
        speech,
      ),
    },
  }),
};

function speechOf({ locale, pointName, cashbackCurrency, today }: MessageContext): Speech {
  const dayMs = 24 * 60 * 60 * 1000;
  const long = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  return {
    points: (points) =>
      cashbackCurrency ? formatMoney(points, cashbackCurrency, locale) : sayPoints(points, { locale, pointName }),
    text: (text) => inLocale(text, locale),
    list: (items) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(items),
    date: (date) => (date ? long.format(new Date(`${date}T00:00:00Z`)) : ''),
    until: (date) =>
      new Intl.RelativeTimeFormat(locale).format(Math.round((Date.parse(date) - Date.parse(today)) / dayMs), 'day'),
    number: (value) => new Intl.NumberFormat(locale).format(value),
    line: (key, values) => fill(messageWords[locale].mail[key], values),
  };
}
