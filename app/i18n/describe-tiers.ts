/** Levels, what they give, and the paid membership, in words. Pure. */
import type { Level, Membership, Perk, Tiers } from '../program/tiers.ts';
import {
  factor,
  goodsNames,
  inWords,
  levelName,
  money,
  oneOf,
  phrase,
  phraseOf,
  points,
  pointsName,
  rewardTitle,
  sentence,
  span,
  type DescribeContext,
} from './describe.ts';

export function describePerk(perk: Perk, context: DescribeContext): string {
  switch (perk.kind) {
    case 'multiplier':
      return phrase('perk_multiplier', context, { factor: factor(perk.factorBp, context), name: pointsName(context) });
    case 'free_shipping':
      return sentence([
        phrase('perk_free_shipping', context),
        perk.minimumSubtotalMinor > 0
          ? phrase('when_total_min', context, { min: money(perk.minimumSubtotalMinor, context) })
          : '',
      ]);
    case 'tag':
    case 'service':
      return inWords(perk.title, context);
    case 'entry_reward':
    case 'birthday_reward':
      return phrase(`perk_${perk.kind}`, context, { reward: rewardTitle(perk.rewardId, context) });
    case 'entry_points':
      return phrase('perk_entry_points', context, { points: points(perk.points, context) });
  }
}

/** From when on a member has a level: "from 5,000 kr. spent". */
export function describeThreshold(level: Level, measure: Tiers['measure'], context: DescribeContext): string {
  if (level.threshold === null) return phrase('level_membership', context);
  if (level.threshold === 0) return phrase('level_start', context);
  switch (measure) {
    case 'spend':
      return phrase('level_spend', context, { amount: money(level.threshold, context) });
    case 'points':
      return phrase('level_points', context, { points: points(level.threshold, context) });
    case 'orders':
      return phraseOf('level_orders', level.threshold, context);
  }
}

/** How long what was reached counts, and how long it is kept: "counted over the last 12 months". */
export function describeWindow({ window, graceDays }: Tiers, context: DescribeContext): string {
  const grace = graceDays > 0 ? phrase('window_grace', context, { length: span(graceDays, 'day', context) }) : '';
  return sentence([windowWords(window, context), grace]);
}

function windowWords(window: Tiers['window'], context: DescribeContext): string {
  switch (window.kind) {
    case 'lifetime':
      return phrase('window_lifetime', context);
    case 'calendar': {
      const day = new Intl.DateTimeFormat(context.locale, { day: 'numeric', month: 'long', timeZone: 'UTC' });
      return phrase('window_calendar', context, {
        date: day.format(new Date(Date.UTC(2028, window.month - 1, window.day))),
      });
    }
    default:
      return phrase(`window_${window.kind}`, context, { length: span(window.months, 'month', context) });
  }
}

export function describeMembership(membership: Membership, context: DescribeContext): string {
  return phrase('membership', context, {
    level: levelName(membership.levelId, context),
    length: span(membership.months, 'month', context),
    names: oneOf(goodsNames(membership, context), context),
  });
}
