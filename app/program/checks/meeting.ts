/** Whether conditions can hold at all, and whether two lists of them can hold for the same thing. Pure; in doubt they can. */
import type { Condition } from '../conditions/condition.ts';
import type { Segment } from '../segments.ts';

type Range = readonly [from: number | string, to: number | string];

/** All conditions of a list, with those of the segments that it names. */
export function spreadOut(when: readonly Condition[], segments: readonly Segment[]): Condition[] {
  return when.flatMap((condition) =>
    condition.kind === 'segment' ? (segments.find(({ id }) => id === condition.segmentId)?.when ?? []) : [condition],
  );
}

/** Whether nothing can ever meet all of these conditions. */
export function contradicts(when: readonly Condition[]): boolean {
  return when.some(
    (condition, index) =>
      isEmpty(condition) || when.slice(index + 1).some((other) => excludeEachOther(condition, other)),
  );
}

/** Whether the same order, and where goods are named the same line, can meet both lists. */
export function canMeet(a: readonly Condition[], b: readonly Condition[]): boolean {
  return !contradicts([...a, ...b]);
}

function isEmpty(condition: Condition): boolean {
  const range = rangeOf(condition);
  return range !== null && range[0] > range[1];
}

function excludeEachOther(a: Condition, b: Condition): boolean {
  if (a.kind === 'tier' && b.kind === 'tier') return setsApart(a.tierIds, a.exclude, b.tierIds, b.exclude);
  if (a.kind === 'channel' && b.kind === 'channel') return setsApart(a.channels, a.exclude, b.channels, b.exclude);
  if (
    (a.kind === 'paid_member' && b.kind === 'paid_member') ||
    (a.kind === 'subscription' && b.kind === 'subscription')
  )
    return a.exclude !== b.exclude;
  if (a.kind === 'products' && b.kind === 'products') return goodsApart(a, b);
  if (a.kind === 'hours' && b.kind === 'hours') return !a.weekdays.some((day) => b.weekdays.includes(day));
  if (a.kind !== b.kind) return false;
  // What was spent in a year and what was spent ever are two things.
  if (a.kind === 'spend' && b.kind === 'spend' && a.days !== b.days) return false;
  if (a.kind === 'activity_count' && b.kind === 'activity_count' && (a.activity !== b.activity || a.days !== b.days))
    return false;
  const [first, second] = [rangeOf(a), rangeOf(b)];
  return first !== null && second !== null && (first[1] < second[0] || second[1] < first[0]);
}

/** The bounds of a condition, for those that are bounds and nothing else. */
function rangeOf(condition: Condition): Range | null {
  switch (condition.kind) {
    case 'order_number':
      return [condition.from, condition.to ?? Infinity];
    case 'order_total':
    case 'spend':
      return [condition.minMinor, condition.maxMinor ?? Infinity];
    case 'since_last_order':
    case 'membership_age':
      return [condition.minDays, condition.maxDays ?? Infinity];
    case 'activity_count':
      return [condition.min, condition.max ?? Infinity];
    case 'score':
      return [condition.min, condition.max];
    case 'dates':
      return [condition.from ?? '0000-00-00', condition.to ?? '9999-99-99'];
    default:
      return null;
  }
}

function setsApart(a: readonly string[], excludesA: boolean, b: readonly string[], excludesB: boolean): boolean {
  if (excludesA && excludesB) return false;
  if (excludesA) return b.every((entry) => a.includes(entry));
  if (excludesB) return a.every((entry) => b.includes(entry));
  return !a.some((entry) => b.includes(entry));
}

/** Goods are known to be apart when the same are named once and left out once, or when single products differ. */
function goodsApart(a: Extract<Condition, { kind: 'products' }>, b: Extract<Condition, { kind: 'products' }>): boolean {
  const named = (condition: typeof a) => [
    ...condition.productIds.map((id) => `product ${id}`),
    ...condition.variantIds.map((id) => `variant ${id}`),
    ...condition.collectionIds.map((id) => `collection ${id}`),
    ...condition.tags.map((tag) => `tag ${tag.toLowerCase()}`),
    ...condition.types.map((type) => `type ${type.toLowerCase()}`),
    ...condition.vendors.map((vendor) => `vendor ${vendor.toLowerCase()}`),
  ];
  const [first, second] = [named(a), named(b)];
  if (a.exclude !== b.exclude) {
    const [kept, left] = a.exclude ? [second, first] : [first, second];
    return kept.every((entry) => left.includes(entry));
  }
  const areProducts = [...first, ...second].every((entry) => entry.startsWith('product '));
  return !a.exclude && areProducts && !first.some((entry) => second.includes(entry));
}
