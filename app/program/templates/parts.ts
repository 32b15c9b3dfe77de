/**
 * The parts that templates are made of, sized by the shop's currency. Amounts are given in "coins": about a euro's worth, round in
 * every currency; costs of rewards as the spending that earns them. Pure.
 */
import type { Condition } from '../conditions/condition.ts';
import { currencySizes } from '../currency-sizes.ts';
import { amountOffTitle, defaultProgram } from '../default-program.ts';
import type { ProgramInput } from '../document.ts';
import type { ActivityName } from '../events.ts';
import type { Text } from '../text.ts';

export type RuleInput = ProgramInput['rules'][number];
export type RewardInput = ProgramInput['rewards'][number];
export type GoalInput = NonNullable<ProgramInput['goals']>[number];
export type CampaignInput = NonNullable<ProgramInput['campaigns']>[number];
type LimitsInput = RuleInput['limits'];

/** What a template needs to know of the shop. Ids are the merchant's choice; empty ones are asked for before publishing. */
export interface TemplateContext {
  currencyCode: string;
  /** The product that is the membership, and those that are given away; Shopify's numbers. */
  membershipProductIds?: readonly string[];
  freeProductIds?: readonly string[];
  collectionIds?: readonly string[];
  /** By the shop's calendar, for seasons that come next. YYYY-MM-DD. */
  today?: string;
}

/** Minor units of an amount in coins. */
export function money(context: TemplateContext, amount: number): number {
  return Math.round(amount * currencySizes(context.currencyCode).coinMinor);
}

/** The year in which a season that ends on this day (MM-DD) comes next. */
export function yearOfNext(context: TemplateContext, endsOn: string): string {
  const today = context.today ?? '2026-11-21';
  const year = Number(today.slice(0, 4));
  return String(today.slice(5) <= endsOn ? year : year + 1);
}

/** The points that spending so many coins earns, at the rate that `perAmount` gives. */
export function worth(context: TemplateContext, amount: number): number {
  return Math.max(1, Math.round(money(context, amount) / currencySizes(context.currencyCode).unitMinor));
}

/** A text in all languages: English, Danish, Swedish, Hungarian, German. */
export function words(en: string, da: string, sv: string, hu: string, de: string): Text {
  return { en, da, sv, hu, de };
}

export const names = {
  stamps: {
    en: { one: 'stamp', other: 'stamps' },
    da: { one: 'stempel', other: 'stempler' },
    sv: { one: 'stämpel', other: 'stämplar' },
    hu: { one: 'pecsét', other: 'pecsét' },
    de: { one: 'Stempel', other: 'Stempel' },
  },
  stars: {
    en: { one: 'star', other: 'stars' },
    da: { one: 'stjerne', other: 'stjerner' },
    sv: { one: 'stjärna', other: 'stjärnor' },
    hu: { one: 'csillag', other: 'csillag' },
    de: { one: 'Stern', other: 'Sterne' },
  },
  beans: {
    en: { one: 'bean', other: 'beans' },
    da: { one: 'bønne', other: 'bønner' },
    sv: { one: 'böna', other: 'bönor' },
    hu: { one: 'kávészem', other: 'kávészem' },
    de: { one: 'Bohne', other: 'Bohnen' },
  },
  credit: {
    en: { one: 'credit', other: 'credit' },
    da: { one: 'bonus', other: 'bonus' },
    sv: { one: 'bonus', other: 'bonus' },
    hu: { one: 'jóváírás', other: 'jóváírás' },
    de: { one: 'Guthaben', other: 'Guthaben' },
  },
} as const;

/** A document with nothing in it but what every program has. */
export function base(context: TemplateContext, changes: Partial<ProgramInput>): ProgramInput {
  const { pointName } = defaultProgram(context.currencyCode);
  return {
    schemaVersion: 2,
    currencyCode: context.currencyCode,
    pointName,
    icon: 'star',
    rules: [],
    rewards: [],
    refunds: { whenSpent: 'owed', redeemedPoints: 'returned' },
    ...changes,
  };
}

interface RuleOptions {
  id?: string;
  name?: Text;
  when?: RuleInput['when'];
  limits?: LimitsInput;
}
const terms = ({ name, when, limits }: RuleOptions) => ({
  enabled: true,
  ...(name ? { name } : {}),
  ...(when ? { when } : {}),
  ...(limits ? { limits } : {}),
});

/** Points for what is spent, at the currency's usual rate, times `times`. */
export function perAmount(context: TemplateContext, options: RuleOptions & { times?: number } = {}): RuleInput {
  return {
    id: options.id ?? 'order',
    kind: 'order_amount',
    pointsPerUnit: options.times ?? 1,
    unitMinor: currencySizes(context.currencyCode).unitMinor,
    excludeGiftCards: true,
    ...terms(options),
  };
}

export function perItem(pointsPerItem: number, options: RuleOptions = {}): RuleInput {
  return { id: options.id ?? 'items', kind: 'order_items', pointsPerItem, ...terms(options) };
}

export function perOrder(points: number, options: RuleOptions = {}): RuleInput {
  return { id: options.id ?? 'orders', kind: 'order_fixed', points, ...terms(options) };
}

export function welcome(points: number): RuleInput {
  return { id: 'signup', kind: 'signup', enabled: true, points };
}

export function birthday(points: number): RuleInput {
  return { id: 'birthday', kind: 'birthday', enabled: true, points };
}

export function anniversary(points: number): RuleInput {
  return { id: 'anniversary', kind: 'anniversary', enabled: true, points, perYear: true };
}

export function doing(
  activity: ActivityName,
  points: number,
  options: RuleOptions & { subjects?: string[]; perUnit?: boolean } = {},
): RuleInput {
  return {
    id: options.id ?? activity,
    kind: 'activity',
    activity,
    points,
    subjects: options.subjects ?? [],
    perUnit: options.perUnit ?? false,
    ...terms(options),
  };
}

/** Lines of products with one of these tags or types. */
export function goods(of: { tags?: string[]; types?: string[]; collectionIds?: readonly string[]; exclude?: boolean }) {
  return {
    kind: 'products' as const,
    tags: of.tags ?? [],
    types: of.types ?? [],
    collectionIds: [...(of.collectionIds ?? [])],
    exclude: of.exclude ?? false,
  } satisfies Partial<Condition>;
}

const alone = { order: false, product: false, shipping: true };
const code = { minimumSubtotalMinor: 0, codeValidDays: 90, combinesWith: alone };

interface RewardOptions {
  id?: string;
  title?: Text;
  more?: Partial<RewardInput>;
}

export function amountOff(
  context: TemplateContext,
  cost: number,
  amount: number,
  options: RewardOptions = {},
): RewardInput {
  const amountMinor = money(context, amount);
  return {
    ...code,
    id: options.id ?? 'rw_amount',
    kind: 'amount_off',
    enabled: true,
    costPoints: cost,
    amountMinor,
    title: options.title ?? amountOffTitle(amountMinor, context.currencyCode),
    ...only('amount_off', options.more),
  };
}

export function percentageOff(cost: number, percent: number, options: RewardOptions = {}): RewardInput {
  const plain = `${percent}%`;
  const spaced = `${percent} %`;
  return {
    ...code,
    id: options.id ?? 'rw_percentage',
    kind: 'percentage_off',
    enabled: true,
    costPoints: cost,
    percentageBp: percent * 100,
    title:
      options.title ??
      words(`${plain} off`, `${spaced} rabat`, `${spaced} rabatt`, `${plain} kedvezmény`, `${spaced} Rabatt`),
    ...only('percentage_off', options.more),
  };
}

export function freeShipping(cost: number, options: RewardOptions = {}): RewardInput {
  return {
    ...code,
    id: options.id ?? 'rw_shipping',
    kind: 'free_shipping',
    enabled: true,
    costPoints: cost,
    combinesWith: { order: true, product: true, shipping: false },
    title:
      options.title ?? words('Free shipping', 'Gratis fragt', 'Fri frakt', 'Ingyenes szállítás', 'Kostenloser Versand'),
    ...only('free_shipping', options.more),
  };
}

/** The shopper chooses how much: `cost` points for each `amount`. */
export function amountChosen(context: TemplateContext, cost: number, amount: number, maxSteps: number): RewardInput {
  return {
    ...code,
    id: 'rw_chosen',
    kind: 'amount_chosen',
    enabled: true,
    costPoints: cost,
    amountMinor: money(context, amount),
    maxSteps,
    title: words(
      'Discount of your choice',
      'Valgfri rabat',
      'Valfri rabatt',
      'Választható kedvezmény',
      'Frei wählbarer Rabatt',
    ),
  };
}

export function freeProduct(
  context: TemplateContext,
  cost: number,
  title: Text,
  options: RewardOptions = {},
): RewardInput {
  return {
    ...code,
    id: options.id ?? 'rw_product',
    kind: 'free_product',
    enabled: true,
    costPoints: cost,
    productIds: [...(context.freeProductIds ?? [])],
    title,
    ...only('free_product', options.more),
  };
}

export function giftCard(context: TemplateContext, cost: number, amount: number): RewardInput {
  return {
    id: 'rw_gift_card',
    kind: 'gift_card',
    enabled: true,
    costPoints: cost,
    amountMinor: money(context, amount),
    validDays: 365,
    title: words('Gift card', 'Gavekort', 'Presentkort', 'Ajándékkártya', 'Geschenkgutschein'),
  };
}

export function tagged(
  kind: 'early_access' | 'event_invitation' | 'priority_support',
  cost: number,
  tag: string,
  title: Text,
  more: { stock?: number; validDays?: number } = {},
): RewardInput {
  return { id: `rw_${kind}`, kind, enabled: true, costPoints: cost, tag, title, ...more };
}

/** What a reward has on top of its builder's, as long as it is of the builder's kind. */
function only<Kind extends RewardInput['kind']>(kind: Kind, more: Partial<RewardInput> | undefined) {
  if (more?.kind !== undefined && more.kind !== kind) throw new Error(`"${more.kind}" is not "${kind}"`);
  const { kind: _kind, ...rest } = more ?? {};
  return rest;
}
