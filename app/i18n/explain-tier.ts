/** Why a member has a level, and how it came about, in the same words for merchant and shopper. Pure. */
import { dateFormat, numberFormat } from '../lib/formats.ts';
import type { Locale } from '../lib/locales.ts';
import type { Standing } from '../program/standing.ts';
import type { TierWindow } from '../program/tiers.ts';
import type { TierChangeDetail } from '../tiers/changes.ts';
import { sayMeasure, type MeasureWords } from '../tiers/missing.ts';
import { inLocale, say, type Explanation } from './explain.ts';
import type { PointName } from '../program/point-name.ts';

export interface TierContext {
  locale: Locale;
  pointName: PointName;
}

/** What a recorded change of level says. */
export function explainTierChange(detail: TierChangeDetail, context: TierContext): Explanation {
  const { locale } = context;
  const to = detail.to ? inLocale(detail.to.name, locale) : '';
  const from = detail.from ? inLocale(detail.from.name, locale) : '';
  const measure: MeasureWords = { ...detail, pointName: context.pointName };
  const counted = {
    value: sayMeasure(detail.value, measure, locale),
    window: sayWindow(detail.window, locale),
    threshold: sayMeasure(detail.threshold ?? 0, measure, locale),
  };
  const rise = (text: string): Explanation => ({
    title: say('tier_reached', { name: to }, locale),
    text: [text, detail.until ? say('tier_until', { date: sayDate(detail.until, locale) }, locale) : '']
      .filter(Boolean)
      .join(' '),
  });
  const fall = (text: string): Explanation => ({
    title: from === '' ? to : say('tier_ended', { name: from }, locale),
    text: [text, to === '' ? '' : say('tier_now', { name: to }, locale)].filter(Boolean).join(' '),
  });
  switch (detail.code) {
    case 'joined':
      return { title: say('tier_entered', { name: to }, locale), text: say('tier_joined_text', {}, locale) };
    case 'reached':
      return rise(say('tier_reached_text', { ...counted, name: to }, locale));
    case 'membership_started':
      return rise(say('tier_membership_text', {}, locale));
    case 'merged':
      return rise(say('tier_merged_text', {}, locale));
    case 'given':
      return {
        ...rise(asSentence(detail.reason ?? '') || say('tier_given_text', {}, locale)),
        title: say('tier_given', { name: to }, locale),
      };
    case 'ended':
      return fall(say('tier_ended_text', { ...counted, name: from }, locale));
    case 'refunded':
      return fall(say('tier_refunded_text', {}, locale));
    case 'membership_ended':
      return fall(say('tier_membership_ended_text', {}, locale));
    case 'given_ended':
      return fall(say('tier_given_ended_text', {}, locale));
    case 'settings_changed':
      return (detail.isRise ? rise : fall)(say('tier_settings_changed_text', {}, locale));
  }
}

export interface StandingToExplain {
  standing: Standing;
  measure: TierChangeDetail['measure'];
  window: TierWindow;
  currencyCode: string;
  /** The merchant's words for a level that was given by hand. */
  reason: string;
  renews: boolean;
}

/** Why the member has this level today, and until when. */
export function explainStanding(
  { standing, measure, window, currencyCode, reason, renews }: StandingToExplain,
  context: TierContext,
): string {
  const { locale } = context;
  const { level, source, graceUntil, value } = standing;
  if (!level || !source) return '';
  const words: MeasureWords = { measure, currencyCode, pointName: context.pointName };
  const sentences: string[] = [];
  if (source === 'membership') {
    sentences.push(say('tier_membership_text', {}, locale));
    if (renews) return [...sentences, say('tier_membership_renews', {}, locale)].join(' ');
  } else if (source === 'merchant') sentences.push(asSentence(reason) || say('tier_given_text', {}, locale));
  else if (source === 'kept') sentences.push(say('tier_kept_text', {}, locale));
  else if (level.threshold === 0) sentences.push(say('tier_base_text', {}, locale));
  else if (value >= (level.threshold ?? 0)) {
    sentences.push(
      say(
        'tier_reached_text',
        {
          name: inLocale(level.name, locale),
          value: sayMeasure(value, words, locale),
          window: sayWindow(window, locale),
          threshold: sayMeasure(level.threshold ?? 0, words, locale),
        },
        locale,
      ),
    );
  }
  if (graceUntil !== null) sentences.push(say('tier_until', { date: sayDate(graceUntil, locale) }, locale));
  return sentences.join(' ');
}

/** The merchant's own words, closed like a sentence. */
function asSentence(text: string): string {
  return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`;
}

export function sayWindow(window: TierWindow, locale: Locale): string {
  switch (window.kind) {
    case 'lifetime':
      return say('tier_window_lifetime', {}, locale);
    case 'calendar':
      return say('tier_window_calendar', {}, locale);
    case 'rolling':
    case 'since_joining':
      return say(`tier_window_${window.kind}`, { months: sayMonths(window.months, locale) }, locale);
  }
}

function sayMonths(months: number, locale: Locale): string {
  return numberFormat(locale, { style: 'unit', unit: 'month', unitDisplay: 'long' }).format(months);
}

function sayDate(date: string, locale: Locale): string {
  return dateFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}
