/** Ways to earn that are offered, each a complete rule that works as it is. Pure. */
import type { ActivityName } from '../../../program/events.ts';
import { ruleSchema, type Rule } from '../../../program/rules/rule.ts';
import { draftOf, type Draft, type ProgramDraft } from '../draft.ts';
import { newCondition } from '../new-condition.ts';
import { freeId } from '../place.ts';
import { typicalAmounts } from '../typical-amounts.ts';

/** What the menu offers; activities are rules of their own names. */
export const ruleProposals = {
  orders: ['spending', 'products', 'items', 'first_order', 'every_fifth', 'subscriptions'],
  life: ['signup', 'birthday', 'anniversary'],
  activities: ['review', 'survey', 'newsletter', 'share', 'follow', 'visit', 'check_in', 'profile', 'custom'],
} as const;
export type RuleProposal = (typeof ruleProposals)[keyof typeof ruleProposals][number];

/** How often an activity counts, so that nobody earns by doing it all day long. */
const activityLimits: Partial<Record<ActivityName, { period: 'day' | 'month' | 'ever'; times: number }>> = {
  review: { period: 'month', times: 4 },
  survey: { period: 'month', times: 1 },
  newsletter: { period: 'ever', times: 1 },
  share: { period: 'month', times: 4 },
  follow: { period: 'ever', times: 3 },
  visit: { period: 'day', times: 1 },
  check_in: { period: 'day', times: 1 },
  profile: { period: 'ever', times: 1 },
  custom: { period: 'day', times: 1 },
};

export function newRule(proposal: RuleProposal, draft: ProgramDraft, today: string): Draft<Rule> {
  const { giftPoints } = typicalAmounts(draft.currencyCode);
  const terms = {
    id: freeId(proposal, [...draft.rules, ...draft.campaigns, ...draft.goals]),
    enabled: true,
    name: null,
    when: [],
    limits: { pointsPerEvent: null, perMember: [], budgetPoints: null },
  };
  const spending = draft.rules.find((rule) => rule.kind === 'order_amount');
  const perAmount = {
    ...terms,
    kind: 'order_amount' as const,
    pointsPerUnit: spending?.pointsPerUnit ?? 1,
    unitMinor: spending?.unitMinor ?? 100,
    excludeGiftCards: true,
    excludeTax: false,
    includeShipping: false,
    includeTips: false,
  };
  switch (proposal) {
    case 'spending':
      return perAmount;
    case 'products':
      return { ...perAmount, when: [newCondition('products', draft, today)] };
    case 'subscriptions':
      return { ...perAmount, when: [newCondition('subscription', draft, today)] };
    case 'items':
      return { ...terms, kind: 'order_items', pointsPerItem: 1, excludeGiftCards: true };
    case 'first_order':
      return {
        ...terms,
        kind: 'order_fixed',
        points: giftPoints,
        when: [{ kind: 'order_number', from: 1, to: 1, every: 1 }],
      };
    case 'every_fifth':
      return {
        ...terms,
        kind: 'order_fixed',
        points: giftPoints,
        when: [{ kind: 'order_number', from: 1, to: null, every: 5 }],
      };
    case 'signup':
    case 'birthday':
      return { ...terms, kind: proposal, points: giftPoints };
    case 'anniversary':
      return { ...terms, kind: proposal, points: giftPoints, perYear: false };
    default: {
      const limit = activityLimits[proposal];
      return draftOf(ruleSchema, {
        ...terms,
        kind: 'activity',
        activity: proposal,
        points: Math.max(1, Math.round(giftPoints / 4)),
        limits: { perMember: limit ? [limit] : [] },
      });
    }
  }
}
