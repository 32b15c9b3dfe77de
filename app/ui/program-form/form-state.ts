/**
 * What the editor holds while a merchant types: the program document with its numbers as typed text, so that nothing typed
 * is ever lost or silently changed. Pure. `toDocument` leaves a number that cannot be read as its text; the document's own
 * check then names the place.
 */
import { locales, type Locale } from '../../lib/locales.ts';
import { currencyDecimals, formatMinorAsDecimal, parseDecimalToMinor } from '../../lib/money.ts';
import { defaultProgram } from '../../program/default-program.ts';
import { icons, type Program } from '../../program/document.ts';
import type { Reward } from '../../program/rewards/reward.ts';
import type { Text } from '../../program/text.ts';

/** The kinds that this form can edit. */
export type RewardKind = Extract<Reward['kind'], 'amount_off' | 'percentage_off' | 'free_shipping'>;

export interface RewardForm {
  id: string;
  kind: RewardKind;
  enabled: boolean;
  title: Text;
  costPoints: string;
  /** What is taken off, in the currency's own decimals; of the amount-off reward only. */
  amount: string;
  /** Of the percentage-off reward only. */
  percentage: string;
  minimumSubtotal: string;
  /** Empty is for ever. */
  codeValidDays: string;
  combinesWith: { order: boolean; product: boolean; shipping: boolean };
}

export interface ProgramForm {
  currencyCode: string;
  icon: (typeof icons)[number];
  pointName: Record<Locale, { one: string; other: string }>;
  order: { enabled: boolean; pointsPerUnit: string; unit: string; excludeGiftCards: boolean };
  signup: { enabled: boolean; points: string };
  rewards: RewardForm[];
  refunds: Program['refunds'];
  pending: { kind: Program['pending']['kind']; days: string };
  expiry: { kind: Program['expiry']['kind']; months: string; day: string; month: string; minimumMonths: string };
}

export const pendingKinds = ['none', 'after_payment', 'after_fulfillment'] as const;
export const expiryKinds = ['never', 'rolling', 'fixed', 'inactivity'] as const;

/** Places of the two rules in the document that `toDocument` writes; problems point at them. */
export const ORDER_RULE_PATH = 'rules.0';
export const SIGNUP_RULE_PATH = 'rules.1';

export function toDocument(form: ProgramForm): unknown {
  const money = (text: string) => readMoney(text, form.currencyCode) ?? text;
  return {
    schemaVersion: 2,
    currencyCode: form.currencyCode,
    pointName: form.pointName,
    icon: form.icon,
    rules: [
      {
        id: 'order',
        kind: 'order_amount',
        enabled: form.order.enabled,
        pointsPerUnit: readWhole(form.order.pointsPerUnit) ?? form.order.pointsPerUnit,
        unitMinor: money(form.order.unit),
        excludeGiftCards: form.order.excludeGiftCards,
      },
      {
        id: 'signup',
        kind: 'signup',
        enabled: form.signup.enabled,
        // A welcome that is switched off may be left empty.
        points: readWhole(form.signup.points) ?? (form.signup.enabled ? form.signup.points : 1),
      },
    ],
    rewards: form.rewards.map((reward) => ({
      id: reward.id,
      kind: reward.kind,
      enabled: reward.enabled,
      title: reward.title,
      costPoints: readWhole(reward.costPoints) ?? reward.costPoints,
      minimumSubtotalMinor: reward.minimumSubtotal.trim() === '' ? 0 : money(reward.minimumSubtotal),
      codeValidDays:
        reward.codeValidDays.trim() === '' ? null : (readWhole(reward.codeValidDays) ?? reward.codeValidDays),
      combinesWith: reward.combinesWith,
      ...(reward.kind === 'amount_off' ? { amountMinor: money(reward.amount) } : {}),
      ...(reward.kind === 'percentage_off'
        ? { percentageBp: readBasisPoints(reward.percentage) ?? reward.percentage }
        : {}),
    })),
    refunds: form.refunds,
    pending: pendingDocument(form.pending),
    expiry: expiryDocument(form.expiry),
  };
}

const whole = (text: string) => readWhole(text) ?? text;

function pendingDocument({ kind, days }: ProgramForm['pending']): unknown {
  return kind === 'none' ? { kind } : { kind, days: whole(days) };
}

function expiryDocument({ kind, months, month, day, minimumMonths }: ProgramForm['expiry']): unknown {
  switch (kind) {
    case 'never':
      return { kind };
    case 'fixed':
      return {
        kind,
        month: whole(month),
        day: whole(day),
        minimumMonths: minimumMonths.trim() === '' ? 0 : whole(minimumMonths),
      };
    default:
      return { kind, months: whole(months) };
  }
}

/**
 * Reads a stored document, right or wrong, into the editor. What is missing comes from the proposal for the currency.
 * @param currencyCode the shop's currency: amounts of a document in another one are kept as numbers, to be looked at.
 */
export function toForm(document: unknown, currencyCode: string, locale: Locale): ProgramForm {
  const fallback = defaultProgram(currencyCode);
  const source = asRecord(document);
  const rules = asList(source.rules).map(asRecord);
  const order = rules.find((rule) => rule.kind === 'order_amount') ?? {};
  const signup = rules.find((rule) => rule.kind === 'signup') ?? { enabled: false, points: '' };
  const refunds = asRecord(source.refunds);
  const pending = asRecord(source.pending);
  const expiry = asRecord(source.expiry);
  const names = asRecord(source.pointName);
  const money = (value: unknown) => writeMoney(value, currencyCode, locale);
  const pointName = { ...fallback.pointName };
  for (const language of locales) {
    const name = asRecord(names[language]);
    pointName[language] = {
      one: asText(name.one, pointName[language].one),
      other: asText(name.other, pointName[language].other),
    };
  }
  return {
    currencyCode,
    icon: icons.find((icon) => icon === source.icon) ?? fallback.icon,
    pointName,
    order: {
      enabled: order.enabled === true,
      pointsPerUnit: asText(order.pointsPerUnit, '1'),
      unit: money(order.unitMinor),
      excludeGiftCards: order.excludeGiftCards !== false,
    },
    signup: { enabled: signup.enabled === true, points: asText(signup.points, '') },
    rewards: asList(source.rewards).map((item) => {
      const reward = asRecord(item);
      const combines = asRecord(reward.combinesWith);
      const title = asRecord(reward.title);
      return {
        id: asText(reward.id, ''),
        kind: asKind(reward.kind),
        enabled: reward.enabled === true,
        title: {
          en: asText(title.en, ''),
          da: asText(title.da, ''),
          sv: asText(title.sv, ''),
          hu: asText(title.hu, ''),
          de: asText(title.de, ''),
        },
        costPoints: asText(reward.costPoints, ''),
        amount: money(reward.amountMinor),
        percentage:
          typeof reward.percentageBp === 'number'
            ? writeDecimal(reward.percentageBp, 2, locale)
            : asText(reward.percentageBp, ''),
        minimumSubtotal: reward.minimumSubtotalMinor === 0 ? '' : money(reward.minimumSubtotalMinor),
        codeValidDays: asText(reward.codeValidDays, ''),
        combinesWith: {
          order: combines.order === true,
          product: combines.product === true,
          shipping: combines.shipping === true,
        },
      };
    }),
    refunds: {
      whenSpent: refunds.whenSpent === 'forgiven' ? 'forgiven' : 'owed',
      redeemedPoints: refunds.redeemedPoints === 'kept' ? 'kept' : 'returned',
    },
    // What is proposed when the merchant chooses another kind: the return period of the EU, and a year.
    pending: {
      kind: pendingKinds.find((kind) => kind === pending.kind) ?? 'none',
      days: asText(pending.days, '14'),
    },
    expiry: {
      kind: expiryKinds.find((kind) => kind === expiry.kind) ?? 'never',
      months: asText(expiry.months, '12'),
      day: asText(expiry.day, '31'),
      month: asText(expiry.month, '12'),
      minimumMonths: asText(expiry.minimumMonths, '0'),
    },
  };
}

/**
 * "1.250,5" and "1,250.5" are both 1250.5; null when the text is no number. One mark before three digits is a thousand
 * ("1.250"), except where three decimals are usual.
 * @param decimals how many the number can have.
 */
export function normalizeDecimal(text: string, decimals: number): string | null {
  const compact = text.replace(/[\s\u00a0\u202f']/g, '');
  if (/^\d+$/.test(compact)) return compact;
  if (/^[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})+$/.test(compact)) return compact.replace(/[.,]/g, '');
  const match = /^(\d+|\d{1,3}(?:([.,])\d{3})+)([.,])(\d+)$/.exec(compact);
  const [, whole = '', groupMark, mark, fraction = ''] = match ?? [];
  if (!match || groupMark === mark) return null;
  const isThousand = groupMark === undefined && fraction.length === 3 && decimals < 3 && /^[1-9]\d{0,2}$/.test(whole);
  return isThousand ? `${whole}${fraction}` : `${whole.replace(/[.,]/g, '')}.${fraction}`;
}

/** Minor units, or null when the text is no amount or has more decimals than the currency. */
export function readMoney(text: string, currencyCode: string): number | null {
  const decimal = normalizeDecimal(text, currencyDecimals(currencyCode));
  if (decimal === null) return null;
  if ((decimal.split('.')[1] ?? '').replace(/0+$/, '').length > currencyDecimals(currencyCode)) return null;
  return parseDecimalToMinor(decimal, currencyCode);
}

export function readWhole(text: string): number | null {
  const decimal = normalizeDecimal(text, 0);
  return decimal !== null && /^\d{1,15}$/.test(decimal) ? Number(decimal) : null;
}

/** "12,5" as 1250 basis points. */
export function readBasisPoints(text: string): number | null {
  const decimal = normalizeDecimal(text.replace('%', ''), 2);
  const [whole = '', fraction = ''] = (decimal ?? '').split('.');
  return /^\d{1,6}$/.test(whole) && fraction.length <= 2 ? Number(whole) * 100 + Number(fraction.padEnd(2, '0')) : null;
}

function writeMoney(value: unknown, currencyCode: string, locale: Locale): string {
  if (typeof value !== 'number') return asText(value, '');
  return trimDecimal(formatMinorAsDecimal(value, currencyCode), locale);
}

function writeDecimal(value: number, decimals: number, locale: Locale): string {
  const digits = String(value).padStart(decimals + 1, '0');
  return trimDecimal(`${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`, locale);
}

/** "50.00" as "50", "12.50" as "12,50" where a comma is written. */
function trimDecimal(decimal: string, locale: Locale): string {
  const trimmed = decimal.replace(/\.0+$/, '');
  return locale === 'en' ? trimmed : trimmed.replace('.', ',');
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown, fallback: string): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : fallback;
}

function asKind(value: unknown): RewardKind {
  return value === 'percentage_off' || value === 'free_shipping' ? value : 'amount_off';
}
