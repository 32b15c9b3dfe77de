/**
 * Puts the recorded reason of a movement into words, the same words for merchant and shopper. Pure: it runs on the server
 * and in the browser, and reads nothing but the language files beside it.
 */
import type { ReturnCause, TransferDetail } from '../ledger/reasons.ts';
import { dateFormat, numberFormat, pluralRules } from '../lib/formats.ts';
import type { Locale } from '../lib/locales.ts';
import { fillWords } from '../lib/fill-words.ts';
import { formatMoney } from '../lib/money.ts';
import type { PointName } from '../program/point-name.ts';
import type { OrderExplanation } from '../orders/explanation.ts';
import { explainAward } from './explain-award.ts';
import da from './explanations/da.json' with { type: 'json' };
import de from './explanations/de.json' with { type: 'json' };
import en from './explanations/en.json' with { type: 'json' };
import hu from './explanations/hu.json' with { type: 'json' };
import sv from './explanations/sv.json' with { type: 'json' };

const words: Record<Locale, Record<WordKey, string>> = { en, da, sv, hu, de };
export type WordKey = keyof typeof en;

/** Why an order, or a line of it, earned nothing or has not earned yet. */
export type NothingCode = OrderExplanation['reasons'][number]['code'];

export interface ExplainContext {
  locale: Locale;
  /** What the merchant calls points, in this language. */
  pointName: PointName;
}

export interface Explanation {
  /** A few words, e.g. "Order #1001 · Guji 250 g". */
  title: string;
  /** The sum or the circumstances in a sentence. */
  text: string;
}

/** A line of words with its blanks filled in. */
export function say(key: WordKey, values: Record<string, string>, locale: Locale): string {
  return fillWords(words[locale][key], values);
}

/** "1 point", "1.200 Punkte": the number in the language's writing with the merchant's name for points; cashback as money. */
export function sayPoints(points: number, { locale, pointName }: ExplainContext): string {
  if (pointName.currencyCode) return formatMoney(points, pointName.currencyCode, locale);
  const form = pluralRules(locale).select(Math.abs(points)) === 'one' ? pointName.one : pointName.other;
  return `${numberFormat(locale).format(points)} ${form}`;
}

/** The number alone, where it stands under a heading; cashback as money. */
export function sayCount(points: number, { locale, pointName }: ExplainContext): string {
  if (pointName.currencyCode) return formatMoney(points, pointName.currencyCode, locale);
  return numberFormat(locale).format(points);
}

/** A recorded text of many languages in this one, or in English. */
export function inLocale(text: Record<string, string>, locale: Locale): string {
  return text[locale] || text.en || Object.values(text).find(Boolean) || '';
}

export function explain(detail: TransferDetail, context: ExplainContext): Explanation {
  const { locale } = context;
  const speak = (key: WordKey, values: Record<string, string> = {}) => say(key, values, locale);
  switch (detail.code) {
    case 'award':
      return withPending(explainAward(detail, context), detail, locale);
    case 'award_reversal': {
      const order = withLine(speak(`award_reversal_${detail.cause}`, { order: detail.orderName }), detail.lineTitle);
      return { title: order, text: sayReversal(detail, context) };
    }
    case 'award_restoration':
      return {
        title: withLine(speak('award_restoration', { order: detail.orderName }), detail.lineTitle),
        text: speak(detail.reversedPoints === 0 ? 'award_restoration_all' : 'award_restoration_part', {
          awarded: sayPoints(detail.awardedPoints, context),
          reversed: sayPoints(detail.reversedPoints, context),
        }),
      };
    case 'referral_corrected':
      return {
        title: speak('referral_corrected'),
        text: speak('referral_corrected_text', {
          awarded: sayPoints(detail.points, context),
          kept: sayPoints(detail.keptPoints, context),
        }),
      };
    case 'goal_taken_back':
      return {
        title: speak('goal_taken_back', { title: inLocale(detail.title, locale) }),
        text: speak('goal_taken_back_text', { points: sayPoints(detail.points, context) }),
      };
    case 'debt_forgiven': {
      const points = sayPoints(detail.forgivenPoints, context);
      return {
        title: speak('debt_forgiven'),
        text: detail.goalTitle
          ? speak('debt_forgiven_goal_text', { title: inLocale(detail.goalTitle, locale), points })
          : detail.levelName
            ? speak('debt_forgiven_level_text', { name: inLocale(detail.levelName, locale), points })
            : detail.isReferral
              ? speak('debt_forgiven_referral_text', { points })
              : speak('debt_forgiven_text', { order: detail.orderName, points }),
      };
    }
    case 'redemption':
      return sayRedemption(detail, locale);
    case 'redemption_return':
      return {
        title: speak('redemption_return', { reward: inLocale(detail.rewardTitle, locale) }),
        text: speak(returnKeys[detail.cause], { order: detail.orderName ?? '' }),
      };
    case 'used_after_return':
      return {
        title: inLocale(detail.rewardTitle, locale),
        text: speak('used_after_return_text', { order: detail.orderName }),
      };
    case 'matured':
      return {
        title: withLine(
          speak('matured', { points: sayPoints(detail.points, context), order: detail.orderName }),
          detail.lineTitle,
        ),
        text: speak('matured_text'),
      };
    case 'expired':
      return {
        title: speak('expired'),
        text:
          detail.inactivityMonths === null
            ? speak('expired_text', { date: sayDate(detail.openedOn, locale) })
            : speak('expired_inactivity_text', { months: sayLength(detail.inactivityMonths, 'month', locale) }),
      };
    case 'expiry_returned':
      return {
        title: detail.orderName
          ? withLine(speak('expiry_returned', { order: detail.orderName }), detail.lineTitle)
          : speak('expiry_returned_other'),
        text: speak('expiry_returned_text'),
      };
    case 'tier_withdrawn':
      return {
        title: speak('tier_withdrawn', { name: inLocale(detail.name, locale) }),
        text: speak('tier_withdrawn_text'),
      };
    case 'adjustment':
      return { title: speak('adjustment'), text: detail.note };
    case 'expiry_extended':
      return {
        title: speak('expiry_extended'),
        text: `${speak('expiry_extended_text', {
          points: sayPoints(detail.points, context),
          date: sayDate(detail.until, locale),
        })} ${detail.note}`.trim(),
      };
    case 'expiry_restored':
      return {
        title: speak('expiry_restored'),
        text: speak('expiry_restored_text', { points: sayPoints(detail.points, context) }),
      };
    case 'imported':
      return { title: speak('imported'), text: detail.note || speak('imported_text') };
    case 'merge':
      return { title: speak('merge'), text: speak(detail.direction === 'in' ? 'merge_in' : 'merge_out') };
  }
}

/** Why something earned nothing. */
export function explainNothing(code: NothingCode, locale: Locale): string {
  return say(nothingKeys[code] ?? 'nothing_other', {}, locale);
}

const returnKeys: Record<ReturnCause, WordKey> = {
  taken_back: 'return_taken_back',
  taken_back_by_merchant: 'return_taken_back_by_merchant',
  refused_by_shopify: 'return_refused_by_shopify',
  code_expired: 'return_code_expired',
  code_deleted: 'return_code_deleted',
  order_refunded: 'return_order_refunded',
  credit_taken_back: 'return_credit_taken_back',
};

const nothingKeys: Record<NothingCode, WordKey> = {
  guest: 'nothing_guest',
  unpaid: 'nothing_unpaid',
  order_unknown: 'nothing_order_unknown',
  no_program: 'nothing_no_program',
  no_rule: 'nothing_no_rule',
  member_blocked: 'nothing_member_blocked',
  currency_differs: 'nothing_currency_differs',
  gift_card_excluded: 'nothing_gift_card_excluded',
  tip_excluded: 'nothing_tip_excluded',
  nothing_paid: 'nothing_nothing_paid',
  below_one_point: 'nothing_below_one_point',
  product_excluded: 'nothing_product_excluded',
  conditions_not_met: 'nothing_conditions_not_met',
  limit_reached: 'nothing_limit_reached',
  budget_used_up: 'nothing_budget_used_up',
  product_unknown: 'nothing_product_unknown',
};

function sayRedemption(detail: Extract<TransferDetail, { code: 'redemption' }>, locale: Locale): Explanation {
  if (detail.paidOut) {
    const amount = formatMoney(detail.paidOut.amountMinor, detail.paidOut.currencyCode, locale);
    return { title: say('cashback_paid', {}, locale), text: say('cashback_paid_text', { amount }, locale) };
  }
  if (detail.credit) {
    const amount = formatMoney(detail.credit.amountMinor, detail.credit.currencyCode, locale);
    return {
      title: inLocale(detail.rewardTitle, locale),
      text: say('redemption_store_credit_amount', { amount }, locale),
    };
  }
  const key = (detail.kind && redemptionKeys[detail.kind]) ?? 'redemption_text';
  return { title: inLocale(detail.rewardTitle, locale), text: say(key, {}, locale) };
}

/** Of kinds that are no discount code. */
const redemptionKeys: Partial<Record<NonNullable<Extract<TransferDetail, { code: 'redemption' }>['kind']>, WordKey>> = {
  gift_card: 'redemption_gift_card',
  store_credit: 'redemption_store_credit',
  early_access: 'redemption_access',
  event_invitation: 'redemption_invitation',
  priority_support: 'redemption_access',
  badge: 'redemption_badge',
  donation: 'redemption_donation',
  service: 'redemption_service',
};

/** Adds from when the points count. */
function withPending(
  explanation: Explanation,
  { pending }: Extract<TransferDetail, { code: 'award' }>,
  locale: Locale,
): Explanation {
  if (!pending) return explanation;
  const key = pending.from === 'payment' ? 'pending_after_payment' : 'pending_after_fulfillment';
  const wait =
    pending.days === 0
      ? say('pending_until_fulfillment', {}, locale)
      : say(key, { days: sayLength(pending.days, 'day', locale) }, locale);
  return { ...explanation, text: `${explanation.text} ${wait}` };
}

/** A calendar date (YYYY-MM-DD) in the language's long form. */
function sayDate(date: string, locale: Locale): string {
  return dateFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

/** "1 day", "6 Monate". Days are words of ours: the platform's Swedish counts them in "dygn", as nobody does of a code. */
export function sayLength(count: number, unit: 'day' | 'month', locale: Locale): string {
  if (unit === 'month') return numberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
  const form = pluralRules(locale).select(count) === 'one' ? 'one' : 'other';
  return say(`days_${form}`, { count: numberFormat(locale).format(count) }, locale);
}

function sayReversal(detail: Extract<TransferDetail, { code: 'award_reversal' }>, context: ExplainContext): string {
  const { locale } = context;
  const number = numberFormat(locale);
  const sentences: string[] = [];
  if (detail.quantity) {
    const { returned, bought } = detail.quantity;
    sentences.push(
      say('quantity_returned', { returned: number.format(returned), bought: number.format(bought) }, locale),
    );
  } else if (detail.amount) {
    const { refundedMinor, paidMinor, currencyCode } = detail.amount;
    sentences.push(
      say(
        'amount_returned',
        {
          refunded: formatMoney(refundedMinor, currencyCode, locale),
          paid: formatMoney(paidMinor, currencyCode, locale),
        },
        locale,
      ),
    );
  }
  sentences.push(
    say(
      'points_reversed',
      { reversed: number.format(detail.reversedPoints), awarded: sayPoints(detail.awardedPoints, context) },
      locale,
    ),
  );
  return sentences.join(' ');
}

export function withLine(title: string, lineTitle: string | undefined): string {
  return lineTitle ? `${title} · ${lineTitle}` : title;
}
