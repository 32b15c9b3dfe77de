/** Campaigns and segments that are offered, complete as they are. Pure. */
import { addDays } from '../../../lib/calendar.ts';
import type { Campaign } from '../../../program/campaigns.ts';
import type { Segment } from '../../../program/segments.ts';
import type { Draft, ProgramDraft } from '../draft.ts';
import { newCondition } from '../new-condition.ts';
import { freeId } from '../place.ts';
import { proposedNames } from '../proposed-names.ts';
import { typicalAmounts } from '../typical-amounts.ts';

export const campaignProposals = [
  'double_week',
  'happy_hour',
  'products',
  'level',
  'win_back',
  'birthday_week',
] as const;
export type CampaignProposal = (typeof campaignProposals)[number];

export function newCampaign(proposal: CampaignProposal, draft: ProgramDraft, today: string): Draft<Campaign> {
  const { giftPoints } = typicalAmounts(draft.currencyCode);
  const campaign: Draft<Campaign> = {
    id: freeId(proposal, [...draft.rules, ...draft.campaigns, ...draft.goals]),
    enabled: true,
    name: proposedNames(`campaign_${proposal}`),
    when: [],
    effect: { kind: 'multiply', factorBp: 20_000 },
    limits: { pointsPerEvent: null, perMember: [], budgetPoints: null },
  };
  const inTwoWeeks: Draft<Campaign>['when'] = [{ kind: 'dates', from: today, to: addDays(today, 13) }];
  switch (proposal) {
    case 'double_week':
      return { ...campaign, when: [{ kind: 'dates', from: today, to: addDays(today, 6) }] };
    case 'happy_hour':
      return { ...campaign, when: [newCondition('hours', draft, today)] };
    case 'products':
      return { ...campaign, when: [newCondition('products', draft, today), ...inTwoWeeks] };
    case 'level':
      return { ...campaign, when: [newCondition('tier', draft, today), ...inTwoWeeks] };
    case 'win_back':
      return {
        ...campaign,
        effect: { kind: 'add', points: giftPoints },
        when: [{ kind: 'since_last_order', minDays: 90, maxDays: null }],
      };
    case 'birthday_week':
      return { ...campaign, when: [{ kind: 'birthday_window', daysBefore: 3, daysAfter: 3 }] };
  }
}

export const segmentProposals = ['best', 'new', 'away', 'birthday', 'regular', 'tagged'] as const;
export type SegmentProposal = (typeof segmentProposals)[number];

export function newSegment(proposal: SegmentProposal, draft: ProgramDraft): Draft<Segment> {
  const { orderMinor } = typicalAmounts(draft.currencyCode);
  const conditions: Record<SegmentProposal, Draft<Segment>['when']> = {
    best: [{ kind: 'spend', minMinor: orderMinor * 10, maxMinor: null, days: 365 }],
    new: [{ kind: 'membership_age', minDays: 0, maxDays: 30 }],
    away: [{ kind: 'since_last_order', minDays: 90, maxDays: null }],
    birthday: [{ kind: 'birthday_window', daysBefore: 7, daysAfter: 7 }],
    regular: [{ kind: 'order_number', from: 4, to: null, every: 1 }],
    tagged: [{ kind: 'customer_tags', tags: ['VIP'], exclude: false }],
  };
  return {
    id: freeId(proposal, draft.segments),
    name: proposedNames(`segment_${proposal}`),
    when: conditions[proposal],
  };
}
