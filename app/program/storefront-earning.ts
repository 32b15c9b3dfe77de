/**
 * What Liquid needs to count what a product or a cart earns, and to say how one earns: rules and multipliers whose conditions
 * Liquid can judge by itself. What it cannot judge only ever adds here, and `exact` says so; a rule that it cannot count
 * leaves the figure out altogether, since a wrong one is worse than none. Pure.
 */
import { minorToCents } from '../lib/money.ts';
import type { Condition } from './conditions/condition.ts';
import type { Program } from './document.ts';
import type { Limits } from './limits.ts';
import type { OrderRule, Rule } from './rules/rule.ts';

/** Names as Liquid can look one up: `,shoes,hats,`, in lower case; '' for none. */
interface LiquidGoods {
  products: string;
  collections: string;
  tags: string;
  types: string;
  vendors: string;
  exclude: boolean;
}

export interface LiquidWhen {
  from: string | null;
  to: string | null;
  /** Levels that it is for, or not for: `,gold,`. */
  tiers: string;
  notTiers: string;
  goods: LiquidGoods[];
}

const list = (names: readonly string[]): string =>
  names.length === 0 ? '' : `,${names.map((name) => name.toLowerCase().replaceAll(',', ' ')).join(',')},`;

/** The conditions for Liquid. @returns null when it cannot judge one of them. */
export function liquidWhen(conditions: readonly Condition[]): LiquidWhen | null {
  const when: LiquidWhen = { from: null, to: null, tiers: '', notTiers: '', goods: [] };
  for (const condition of conditions) {
    switch (condition.kind) {
      case 'dates':
        if (when.from !== null || when.to !== null) return null;
        when.from = condition.from;
        when.to = condition.to;
        break;
      case 'tier':
        if (condition.exclude ? when.notTiers : when.tiers) return null;
        when[condition.exclude ? 'notTiers' : 'tiers'] = list(condition.tierIds);
        break;
      case 'products':
        if (condition.variantIds.length > 0) return null;
        when.goods.push({
          products: list(condition.productIds),
          collections: list(condition.collectionIds),
          tags: list(condition.tags),
          types: list(condition.types),
          vendors: list(condition.vendors),
          exclude: condition.exclude,
        });
        break;
      default:
        return null;
    }
  }
  return when;
}

const isLimited = (limits: Limits): boolean =>
  limits.pointsPerEvent !== null || limits.perMember.length > 0 || limits.budgetPoints !== null;

/** What Liquid counts with. Cents are hundredths of any currency, its own unit of money. */
export function storefrontRates(program: Program) {
  const lines = program.rules.filter((rule) => rule.enabled && isLineRule(rule));
  const campaigns = program.campaigns.filter(({ enabled }) => enabled);
  const rates = lines.flatMap((rule) => {
    const when = liquidWhen(rule.when);
    if (!when || (rule.kind === 'order_amount' && rule.excludeTax) || isCapped(rule.limits)) return [];
    const noGiftCards = 'excludeGiftCards' in rule && rule.excludeGiftCards;
    return rule.kind === 'order_amount'
      ? [
          {
            points: rule.pointsPerUnit,
            unitCents: minorToCents(rule.unitMinor, program.currencyCode),
            noGiftCards,
            when,
          },
        ]
      : rule.kind === 'order_items'
        ? [{ points: rule.pointsPerItem, unitCents: 0, noGiftCards, when }]
        : [];
  });
  const boosts = campaigns.flatMap(({ effect, when: conditions, limits }) => {
    const when = liquidWhen(conditions);
    return effect.kind === 'multiply' && when && !isCapped(limits) ? [{ factorBp: effect.factorBp, when }] : [];
  });
  const multipliers = campaigns.filter(({ effect }) => effect.kind === 'multiply');
  const exact = rates.length === lines.length && boosts.length === multipliers.length;
  // Of several rules only the first counts: one that cannot be judged may stand before one that can.
  const isCountable = exact || program.overlap !== 'first';
  const ofOrder = program.rules.some((rule) => rule.enabled && rule.kind === 'order_fixed');
  const forSome = [...rates, ...boosts].some(({ when }) => when.goods.length > 0);
  return {
    rates: isCountable ? rates : [],
    boosts: isCountable ? boosts : [],
    overlap: program.overlap,
    stacking: program.stacking,
    exact,
    /** Whether a whole cart can be counted from its total. */
    cartExact:
      exact &&
      !forSome &&
      !ofOrder &&
      !campaigns.some(({ effect }) => effect.kind === 'add') &&
      !lines.some(({ limits }) => isLimited(limits)) &&
      !multipliers.some(({ limits }) => isLimited(limits)) &&
      !lines.some((rule) => rule.kind === 'order_amount' && rule.includeShipping) &&
      (rates.length <= 1 || program.overlap === 'sum') &&
      (boosts.length === 0 || program.stacking !== 'multiply'),
  };
}

function isLineRule(rule: Rule): rule is Extract<OrderRule, { kind: 'order_amount' | 'order_items' }> {
  return rule.kind === 'order_amount' || rule.kind === 'order_items';
}

/** A most for one event cuts what a product earns; what is left of a budget only the app knows. */
function isCapped(limits: Limits): boolean {
  return limits.pointsPerEvent !== null || limits.budgetPoints !== null;
}

/** How one earns, one entry a rule, for sentences in the words of the extension or of the merchant. */
export function storefrontWays(program: Program) {
  return program.rules
    .filter(({ enabled }) => enabled)
    .map((rule) => ({
      kind: rule.kind,
      name: rule.name,
      points: pointsOf(rule),
      ...(rule.kind === 'order_amount'
        ? {
            unitCents: minorToCents(rule.unitMinor, program.currencyCode),
            // Of cashback: points are minor units, so that the rate is a share of the amount. 250 is 2.5 %.
            ...(program.style === 'cashback'
              ? { backBp: Math.round((rule.pointsPerUnit / rule.unitMinor) * 10_000) }
              : {}),
          }
        : {}),
      ...(rule.kind === 'activity' ? { activity: rule.activity, perUnit: rule.perUnit } : {}),
      ...(rule.kind === 'order_fixed' ? orderNumberOf(rule.when) : {}),
      when: rule.when.length > 0,
      goods: rule.when.some(({ kind }) => kind === 'products'),
    }));
}

/** Which order the points are for, where the rule says so. */
function orderNumberOf(when: readonly Condition[]): { first: boolean; every: number } {
  const number = when.find((condition) => condition.kind === 'order_number');
  if (number?.kind !== 'order_number') return { first: false, every: 1 };
  return { first: number.from === 1 && number.to === 1, every: number.every };
}

function pointsOf(rule: Rule): number {
  switch (rule.kind) {
    case 'order_amount':
      return rule.pointsPerUnit;
    case 'order_items':
      return rule.pointsPerItem;
    default:
      return rule.points;
  }
}

/** Campaigns that everybody, or everybody of a level, may be told of; Liquid judges when they are on. */
export function storefrontCampaigns(program: Program) {
  return program.campaigns.flatMap(({ enabled, id, name, effect, when: conditions }) => {
    const hours = conditions.find((condition) => condition.kind === 'hours');
    const when = liquidWhen(conditions.filter(({ kind }) => kind !== 'hours'));
    if (!enabled || !when) return [];
    return [
      {
        id,
        name,
        ...(effect.kind === 'multiply' ? { factorBp: effect.factorBp } : { points: effect.points }),
        from: when.from,
        to: when.to,
        tiers: when.tiers,
        notTiers: when.notTiers,
        hours:
          hours?.kind === 'hours'
            ? { weekdays: hours.weekdays.join(''), fromMinute: hours.fromMinute, toMinute: hours.toMinute }
            : null,
      },
    ];
  });
}
