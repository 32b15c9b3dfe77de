/** Goals that are offered, complete as they are. Pure. */
import { goalSchema, type Goal } from '../../../program/goals/goal.ts';
import { draftOf, type Draft, type ProgramDraft } from '../draft.ts';
import { freeId } from '../place.ts';
import { proposedNames } from '../proposed-names.ts';
import { typicalAmounts } from '../typical-amounts.ts';

export const goalProposals = ['stamps', 'milestone', 'challenge', 'streak', 'badge', 'visits'] as const;
export type GoalProposal = (typeof goalProposals)[number];

export function newGoal(proposal: GoalProposal, draft: ProgramDraft): Draft<Goal> {
  const { orderMinor, giftPoints } = typicalAmounts(draft.currencyCode);
  const given = draft.rewards.find(({ costPoints }) => costPoints === 0)?.id ?? null;
  const points = { points: giftPoints, rewardId: null, badge: null };
  const goal = draftOf(goalSchema, {
    id: freeId(`goal_${proposal}`, [...draft.rules, ...draft.campaigns, ...draft.goals]),
    enabled: true,
    title: proposedNames(`goal_${proposal}`),
    measure: { kind: 'orders' },
    target: 1,
    within: { kind: 'ever' },
    repeats: false,
    grants: points,
  });
  switch (proposal) {
    case 'stamps':
      return {
        ...goal,
        measure: { kind: 'items' },
        target: 10,
        repeats: true,
        grants: given === null ? points : { points: null, rewardId: given, badge: null },
        display: 'stamps',
      };
    case 'milestone':
      return { ...goal, measure: { kind: 'spend' }, target: orderMinor * 5, repeats: true };
    case 'challenge':
      return { ...goal, target: 3, within: { kind: 'period', period: 'month' }, repeats: true };
    case 'streak':
      return { ...goal, target: 4, within: { kind: 'streak', period: 'week' }, repeats: true, display: 'streak' };
    case 'badge':
      return {
        ...goal,
        grants: { points: null, rewardId: null, badge: { icon: 'medal', title: proposedNames('goal_badge') } },
        display: 'badge',
      };
    case 'visits':
      return {
        ...goal,
        measure: { kind: 'activity', activity: 'check_in', subjects: [], units: false },
        target: 10,
        repeats: true,
        display: 'stamps',
      };
  }
}
