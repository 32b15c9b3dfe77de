/**
 * Puts the parts of a program into plain sentences, the same for the merchant's editor and for the storefront's "how it
 * works". Pure: it reads nothing but the language files beside it. Here is what all of them share.
 */
import { dateFormat, numberFormat, pluralRules } from '../lib/formats.ts';
import { fillWords } from '../lib/fill-words.ts';
import { formatMoney } from '../lib/money.ts';
import type { Locale } from '../lib/locales.ts';
import type { Program } from '../program/document.ts';
import { textIn, type Text } from '../program/text.ts';
import da from './descriptions/da.json' with { type: 'json' };
import de from './descriptions/de.json' with { type: 'json' };
import en from './descriptions/en.json' with { type: 'json' };
import hu from './descriptions/hu.json' with { type: 'json' };
import sv from './descriptions/sv.json' with { type: 'json' };
import { sayLength, sayPoints } from './explain.ts';

export type DescriptionKey = keyof typeof en;
const words: Record<Locale, Record<DescriptionKey, string>> = { en, da, sv, hu, de };

/** What a sentence may name: other parts of the program by their id, and goods where their titles are known. */
export interface DescribeContext {
  locale: Locale;
  program: Pick<Program, 'currencyCode' | 'pointName' | 'rewards' | 'segments' | 'tiers'> &
    Partial<Pick<Program, 'style'>>;
  /** Titles by Shopify's number. What is not in it is counted: "3 chosen products". */
  names?: { products: ReadonlyMap<string, string>; collections: ReadonlyMap<string, string> };
}

export function phrase(key: DescriptionKey, context: DescribeContext, values: Record<string, string> = {}): string {
  return fillWords(words[context.locale][key], values);
}

/** Words in every language, for a merchant's text that starts with ours. */
export function inAllLanguages(key: DescriptionKey): Text {
  return { en: en[key], da: da[key], sv: sv[key], hu: hu[key], de: de[key] };
}

type CountedKey<Key = DescriptionKey> = Key extends `${infer Stem}_one` ? Stem : never;

/** A phrase with a number in it, in the number's form. */
export function phraseOf(
  key: CountedKey,
  count: number,
  context: DescribeContext,
  values: Record<string, string> = {},
): string {
  const form = pluralRules(context.locale).select(count) === 'one' ? 'one' : 'other';
  return phrase(`${key}_${form}`, context, { ...values, count: number(count, context) });
}

/** What is earned or given; of cashback, the money that it is. */
export function points(count: number, { locale, program }: DescribeContext): string {
  if (program.style === 'cashback') return formatMoney(count, program.currencyCode, locale);
  return sayPoints(count, { locale, pointName: program.pointName[locale] });
}

/** The merchant's own name for many of them; of cashback, what it is. */
export function pointsName(context: DescribeContext): string {
  if (context.program.style === 'cashback') return phrase('multiplied_cashback', context);
  return context.program.pointName[context.locale].other;
}

export function money(amountMinor: number, { locale, program }: DescribeContext): string {
  return formatMoney(amountMinor, program.currencyCode, locale);
}

export function number(value: number, { locale }: DescribeContext): string {
  return numberFormat(locale).format(value);
}

/** Basis points as a percentage. */
export function percent(basisPoints: number, { locale }: DescribeContext): string {
  return numberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);
}

/** Basis points as a factor: 20000 is "2". */
export function factor(factorBp: number, context: DescribeContext): string {
  return number(factorBp / 10_000, context);
}

/** "14 days", "6 Monate". */
export function span(count: number, unit: 'day' | 'month', { locale }: DescribeContext): string {
  return sayLength(count, unit, locale);
}

/** A calendar date (YYYY-MM-DD) in the language's own writing. */
export function date(on: string, { locale }: DescribeContext): string {
  return dateFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${on}T00:00:00Z`));
}

export function oneOf(entries: readonly string[], { locale }: DescribeContext): string {
  return new Intl.ListFormat(locale, { type: 'disjunction' }).format(entries);
}

export function allOf(entries: readonly string[], { locale }: DescribeContext): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(entries);
}

export function inWords(text: Text, { locale }: DescribeContext): string {
  return textIn(text, locale);
}

/** The title of a reward of the program; its id when it is gone. */
export function rewardTitle(id: string, context: DescribeContext): string {
  const reward = context.program.rewards.find((candidate) => candidate.id === id);
  return reward ? inWords(reward.title, context) : id;
}

export function levelName(id: string, context: DescribeContext): string {
  const level = context.program.tiers?.levels.find((candidate) => candidate.id === id);
  return level ? inWords(level.name, context) : id;
}

/** Goods by their titles, as far as they are known; the others are counted. */
export function goodsNames(
  goods: { productIds?: readonly string[]; collectionIds?: readonly string[] },
  context: DescribeContext,
): string[] {
  const { names } = context;
  const of = (ids: readonly string[], known: ReadonlyMap<string, string> | undefined, key: CountedKey) => {
    const titles = ids.map((id) => known?.get(id));
    const isKnown = titles.every((title) => title !== undefined) && titles.length <= 4;
    if (ids.length === 0) return [];
    return isKnown ? titles.filter((title) => title !== undefined) : [phraseOf(key, ids.length, context)];
  };
  return [
    ...of(goods.productIds ?? [], names?.products, 'goods_products'),
    ...of(goods.collectionIds ?? [], names?.collections, 'goods_collections'),
  ];
}

/** With a capital in front, where it stands by itself. */
export function asSentence(text: string, { locale }: DescribeContext): string {
  const [first = '', ...rest] = text;
  return first.toLocaleUpperCase(locale) + rest.join('');
}

/** A sentence of its parts: "2 points for every 10 kr., for Gold, at most 500 points a day". */
export function sentence(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}
