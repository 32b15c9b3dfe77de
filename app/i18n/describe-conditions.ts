/** Conditions in words, as phrases that follow what they are conditions of: "on coffee", "for Gold". Pure. */
import type { Condition } from '../program/conditions/condition.ts';
import type { ProductsCondition } from '../program/conditions/products.ts';
import {
  allOf,
  date,
  goodsNames,
  inWords,
  levelName,
  money,
  number,
  oneOf,
  phrase,
  phraseOf,
  span,
  type DescribeContext,
  type DescriptionKey,
} from './describe.ts';

export function describeCondition(condition: Condition, context: DescribeContext): string {
  const say = (key: DescriptionKey, values?: Record<string, string>) => phrase(key, context, values);
  const count = (value: number) => number(value, context);
  switch (condition.kind) {
    case 'tier':
      return say(condition.exclude ? 'when_tier_not' : 'when_tier', {
        names: oneOf(
          condition.tierIds.map((id) => levelName(id, context)),
          context,
        ),
      });
    case 'paid_member':
      return say(condition.exclude ? 'when_paid_member_not' : 'when_paid_member');
    case 'customer_tags':
      return say(condition.exclude ? 'when_customer_tags_not' : 'when_customer_tags', {
        tags: oneOf(condition.tags, context),
      });
    case 'order_number':
      return describeOrderNumber(condition, context);
    case 'spend':
      return [
        bounds(
          ['when_spend_min', 'when_spend_max', 'when_spend_range'],
          condition.minMinor,
          condition.maxMinor,
          (amount) => money(amount, context),
          context,
        ),
        lately(condition.days, context),
      ].join('');
    case 'since_last_order':
    case 'membership_age': {
      const stem = condition.kind === 'since_last_order' ? 'when_away' : 'when_age';
      const days = (value: number) => span(value, 'day', context);
      const parts = [
        condition.minDays > 0 || condition.maxDays === null ? say(`${stem}_min`, { min: days(condition.minDays) }) : '',
        condition.maxDays === null ? '' : say(`${stem}_max`, { max: days(condition.maxDays) }),
      ];
      return parts.filter(Boolean).join(', ');
    }
    case 'birthday_window':
      return aroundBirthday(condition, context);
    case 'activity_count':
      return [describeActivityCount(condition, context), lately(condition.days, context)].join('');
    case 'segment': {
      const segment = context.program.segments.find(({ id }) => id === condition.segmentId);
      return say('when_segment', { name: segment ? inWords(segment.name, context) : condition.segmentId });
    }
    case 'channel':
      return say(condition.exclude ? 'when_channel_not' : 'when_channel', {
        channels: oneOf(
          condition.channels.map((channel) =>
            channel === 'web' || channel === 'pos' ? say(`channel_${channel}`) : channel,
          ),
          context,
        ),
      });
    case 'dates':
      return describeDates(condition, context);
    case 'hours':
      return describeHours(condition, context);
    case 'order_total':
      return bounds(
        ['when_total_min', 'when_total_max', 'when_total_range'],
        condition.minMinor,
        condition.maxMinor,
        (amount) => money(amount, context),
        context,
      );
    case 'score':
      return say('when_score', { min: count(condition.min), max: count(condition.max) });
    case 'subscription':
      return say(condition.exclude ? 'when_subscription_not' : 'when_subscription');
    case 'products':
      return say(condition.exclude ? 'when_products_not' : 'when_products', {
        names: oneOf(namesOfProducts(condition, context), context),
      });
  }
}

function describeActivityCount(
  { activity, min, max }: Extract<Condition, { kind: 'activity_count' }>,
  context: DescribeContext,
): string {
  const values = {
    did: phrase(`did_${activity}`, context),
    min: number(min, context),
    max: max === null ? '' : number(max, context),
  };
  if (max === null) return phraseOf('when_activity_min', min, context, values);
  if (max === 0) return phrase('when_activity_never', context, values);
  return min === 0
    ? phraseOf('when_activity_max', max, context, values)
    : phrase('when_activity_range', context, values);
}

function aroundBirthday(
  { daysBefore, daysAfter }: Extract<Condition, { kind: 'birthday_window' }>,
  context: DescribeContext,
): string {
  const key =
    daysBefore > 0
      ? daysAfter > 0
        ? 'when_birthday'
        : 'when_birthday_before'
      : daysAfter > 0
        ? 'when_birthday_after'
        : 'when_birthday_on';
  return phrase(key, context, {
    before: span(daysBefore, 'day', context),
    after: span(daysAfter, 'day', context),
  });
}

/** From a date to a date, or one of them; empty when there is neither. */
export function describeDates(dates: { from: string | null; to: string | null }, context: DescribeContext): string {
  const from = dates.from === null ? '' : date(dates.from, context);
  const to = dates.to === null ? '' : date(dates.to, context);
  if (from === '') return to === '' ? '' : phrase('when_dates_to', context, { to });
  return phrase(to === '' ? 'when_dates_from' : 'when_dates', context, { from, to });
}

/**
 * All conditions of a rule behind what they are conditions of: those of goods at once, the others after a comma, and so is
 * what is left out: "for every 10 kr. on coffee", but "for every 10 kr., not on coffee".
 */
export function withConditions(what: string, when: readonly Condition[], context: DescribeContext): string {
  const ofGoods = when.filter(
    (condition) => condition.kind === 'subscription' || (condition.kind === 'products' && !condition.exclude),
  );
  const others = when.filter((condition) => !ofGoods.includes(condition));
  const joined = [what, ...ofGoods.map((condition) => describeCondition(condition, context))].join(' ');
  return [joined, ...others.map((condition) => describeCondition(condition, context))].filter(Boolean).join(', ');
}

function bounds(
  [min, max, range]: [DescriptionKey, DescriptionKey, DescriptionKey],
  from: number,
  to: number | null,
  write: (value: number) => string,
  context: DescribeContext,
): string {
  const filled = { min: write(from), max: to === null ? '' : write(to) };
  if (to === null) return phrase(min, context, filled);
  return phrase(from === 0 ? max : range, context, filled);
}

function lately(days: number | null, context: DescribeContext): string {
  return days === null ? '' : ` ${phrase('when_lately', context, { length: span(days, 'day', context) })}`;
}

function describeOrderNumber(
  { from, to, every }: Extract<Condition, { kind: 'order_number' }>,
  context: DescribeContext,
): string {
  const values = { from: number(from, context), to: to === null ? '' : number(to, context) };
  const parts: string[] = [];
  if (every > 1) parts.push(phrase('when_order_every', context, { every: number(every, context) }));
  if (to !== null && to === from)
    parts.push(phrase(from === 1 ? 'when_first_order' : 'when_order_is', context, values));
  else if (to !== null) parts.push(phrase('when_order_range', context, values));
  else if (from > 1 || every === 1) parts.push(phrase('when_order_from', context, values));
  return parts.join(', ');
}

function describeHours(
  { weekdays, fromMinute, toMinute }: Extract<Condition, { kind: 'hours' }>,
  context: DescribeContext,
): string {
  const sorted = [...new Set(weekdays)].sort((a, b) => a - b);
  const days = sorted.length === 7 ? phrase('when_every_day', context) : namesOfWeekdays(sorted, context);
  // By the clock of 24 hours in every language, as the merchant enters them and the store tells them.
  const written = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' } as const;
  const clock = new Intl.DateTimeFormat(context.locale, written);
  const time = (minute: number) => clock.format(minute * 60_000);
  const isWholeDay = fromMinute === toMinute;
  return isWholeDay
    ? sorted.length === 7
      ? days
      : phrase('when_weekdays', context, { days })
    : phrase('when_hours', context, { days, from: time(fromMinute), to: time(toMinute) });
}

/** "Monday", "Saturday and Sunday"; three and more in a row by the first and the last of them: "Monday–Friday". */
function namesOfWeekdays(sorted: readonly number[], context: DescribeContext): string {
  const format = new Intl.DateTimeFormat(context.locale, { weekday: 'long', timeZone: 'UTC' });
  // 1 January 2024 was a Monday.
  const name = (day: number) => format.format(new Date(Date.UTC(2024, 0, day)));
  const runs: { first: number; last: number }[] = [];
  for (const day of sorted) {
    const run = runs.at(-1);
    if (run && run.last === day - 1) run.last = day;
    else runs.push({ first: day, last: day });
  }
  return allOf(
    runs.flatMap(({ first, last }) => {
      if (last - first > 1) return [`${name(first)}–${name(last)}`];
      return first === last ? [name(first)] : [name(first), name(last)];
    }),
    context,
  );
}

function namesOfProducts(condition: ProductsCondition, context: DescribeContext): string[] {
  const words = [...condition.tags, ...condition.types, ...condition.vendors];
  // A tag and a type of the same name are one name to a reader.
  const different = words.filter(
    (word, index) => words.findIndex((other) => other.toLowerCase() === word.toLowerCase()) === index,
  );
  return [
    ...goodsNames({ productIds: [...condition.productIds, ...condition.variantIds] }, context),
    ...goodsNames({ collectionIds: condition.collectionIds }, context),
    ...different.map((word) => phrase('goods_named', context, { name: word })),
  ];
}
