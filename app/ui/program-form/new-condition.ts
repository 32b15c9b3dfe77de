/** New conditions, each complete and sensible as it is, and which of them fit where. Pure. */
import type { Condition } from '../../program/conditions/condition.ts';
import type { Draft, ProgramDraft } from './draft.ts';
import { typicalAmounts } from './typical-amounts.ts';

export type ConditionKind = Condition['kind'];

/** Kinds by what they speak of, in the order of the menu. */
export const conditionGroups = {
  goods: ['products', 'subscription'],
  order: ['order_total', 'order_number', 'channel'],
  time: ['dates', 'hours'],
  member: [
    'tier',
    'segment',
    'paid_member',
    'customer_tags',
    'spend',
    'since_last_order',
    'membership_age',
    'birthday_window',
    'activity_count',
  ],
  answer: ['score'],
} as const satisfies Record<string, readonly ConditionKind[]>;

/** What a list of conditions is for: orders know goods and amounts, other events do not, segments know members alone. */
export type ConditionsOf = 'order' | 'activity' | 'occasion' | 'segment';

export function kindsFor(place: ConditionsOf): { group: keyof typeof conditionGroups; kinds: ConditionKind[] }[] {
  const groups: Record<ConditionsOf, (keyof typeof conditionGroups)[]> = {
    order: ['goods', 'order', 'time', 'member'],
    activity: ['answer', 'time', 'member'],
    occasion: ['time', 'member'],
    segment: ['member'],
  };
  return groups[place].map((group) => ({
    group,
    kinds: conditionGroups[group].filter((kind) => place !== 'segment' || kind !== 'segment'),
  }));
}

export function newCondition(kind: ConditionKind, draft: ProgramDraft, today: string): Draft<Condition> {
  const { orderMinor } = typicalAmounts(draft.currencyCode);
  switch (kind) {
    case 'tier':
      return { kind, tierIds: draft.tiers?.levels.slice(-1).map(({ id }) => id) ?? [], exclude: false };
    case 'paid_member':
    case 'subscription':
      return { kind, exclude: false };
    case 'customer_tags':
      return { kind, tags: [], exclude: false };
    case 'order_number':
      return { kind, from: 1, to: 1, every: 1 };
    case 'spend':
      return { kind, minMinor: orderMinor * 5, maxMinor: null, days: 365 };
    case 'since_last_order':
      return { kind, minDays: 90, maxDays: null };
    case 'membership_age':
      return { kind, minDays: 0, maxDays: 30 };
    case 'birthday_window':
      return { kind, daysBefore: 3, daysAfter: 3 };
    case 'activity_count':
      return { kind, activity: 'review', min: 1, max: null, days: null };
    case 'segment':
      return { kind, segmentId: draft.segments[0]?.id ?? '' };
    case 'channel':
      return { kind, channels: ['pos'], exclude: false };
    case 'dates':
      return { kind, from: today, to: null };
    case 'hours':
      return { kind, weekdays: [1, 2, 3, 4, 5], fromMinute: 14 * 60, toMinute: 16 * 60 };
    case 'order_total':
      return { kind, minMinor: orderMinor, maxMinor: null };
    case 'score':
      return { kind, min: 0, max: 10 };
    case 'products':
      return {
        kind,
        productIds: [],
        variantIds: [],
        collectionIds: [],
        tags: [],
        types: [],
        vendors: [],
        exclude: false,
      };
  }
}
