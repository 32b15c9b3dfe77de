/** Why a rule gave points, in words. Pure. */
import type { TransferDetail } from '../ledger/reasons.ts';
import { numberFormat } from '../lib/formats.ts';
import { formatMoney } from '../lib/money.ts';
import type { AwardReason } from '../program/award.ts';
import { inLocale, say, sayPoints, withLine, type Explanation, type ExplainContext, type WordKey } from './explain.ts';

export function explainAward(detail: Extract<TransferDetail, { code: 'award' }>, context: ExplainContext): Explanation {
  const { award } = detail;
  const { title, text } = ofReason(award, detail.orderName ?? '', detail.lineTitle, context);
  const named = award.ruleName ? inLocale(award.ruleName, context.locale) : '';
  return {
    title,
    text: [named && named !== title ? `${named}:` : '', text, sayLimit(award, context)].filter(Boolean).join(' '),
  };
}

function ofReason(
  award: AwardReason,
  orderName: string,
  lineTitle: string | undefined,
  context: ExplainContext,
): Explanation {
  const { locale } = context;
  const speak = (key: WordKey, values: Record<string, string> = {}) => say(key, values, locale);
  const points = (count: number) => sayPoints(count, context);
  const number = numberFormat(locale);
  const ofOrder = withLine(speak('order', { order: orderName }), lineTitle);
  switch (award.code) {
    case 'signup':
      return { title: speak('signup'), text: speak('signup_text') };
    case 'order_amount': {
      const money = (amountMinor: number) => formatMoney(amountMinor, award.currencyCode, locale);
      return {
        title: ofOrder,
        text: speak(award.lineMinor === award.eligibleMinor ? 'order_amount_whole' : 'order_amount_line', {
          rate: points(award.pointsPerUnit),
          unit: money(award.unitMinor),
          line: money(award.lineMinor),
          order: money(award.eligibleMinor),
          orderPoints: points(award.orderPoints),
        }),
      };
    }
    case 'order_items':
      return {
        title: ofOrder,
        text: speak('order_items', { items: number.format(award.quantity), rate: points(award.pointsPerItem) }),
      };
    case 'order_fixed':
      return { title: ofOrder, text: speak('order_fixed', { points: points(award.points) }) };
    case 'multiplied':
      return {
        title: ofOrder,
        text: speak('multiplied', {
          name: inLocale(award.name, locale),
          base: points(award.basePoints),
          factor: number.format(award.factorBp / 10_000),
        }),
      };
    case 'campaign_points':
      return {
        title: ofOrder,
        text: speak('named_points', { name: inLocale(award.name, locale), points: points(award.points) }),
      };
    case 'birthday':
      return { title: speak('birthday'), text: speak('birthday_text', { points: points(award.points) }) };
    case 'anniversary':
      return {
        title: speak('anniversary'),
        text: speak('anniversary_text', { years: number.format(award.years), points: points(award.points) }),
      };
    case 'activity':
      return {
        title: withLine(speak(`activity_${award.activity}`), award.subject || undefined),
        text: speak('activity_text', { points: points(award.points) }),
      };
    case 'goal':
      return { title: speak('goal', { title: inLocale(award.title, locale) }), text: speak('goal_text') };
    case 'tier_entered':
      return { title: speak('tier_entered', { name: inLocale(award.name, locale) }), text: speak('tier_entered_text') };
    case 'referral':
      return { title: speak(`referral_${award.role}`), text: speak(`referral_${award.role}_text`) };
  }
}

/** What a limit took, where one did. */
function sayLimit({ limited }: AwardReason, context: ExplainContext): string {
  if (!limited) return '';
  const key = limited.by === 'event' || limited.by === 'budget' ? (`limited_${limited.by}` as const) : 'limited_period';
  return say(
    key,
    { given: sayPoints(limited.givenPoints, context), wanted: sayPoints(limited.wantedPoints, context) },
    context.locale,
  );
}
