/** How far a member is with each goal, for the storefront and the member's page. Reads only. */
import { pool } from '../db.server.ts';
import { memberKey } from '../ledger/balances.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import type { Goal } from '../program/goals/goal.ts';
import { goalStanding, type GoalStanding } from '../program/goals/settle.ts';
import type { Text } from '../program/text.ts';
import type { LiveProgram } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { readGoalAwards } from './goal-award-store.server.ts';
import { daysOf, historyOf } from './settle.server.ts';
import { goalKey, readHistory, readSteps } from './steps.server.ts';

export interface GoalDescription extends GoalStanding {
  goalId: string;
  title: Text;
  display: Goal['display'];
  measure: Goal['measure']['kind'];
  within: Goal['within'];
  repeats: boolean;
  /** What reaching it gives. */
  points: number | null;
  reward: { id: string; title: Text } | null;
  badge: Goal['grants']['badge'];
}

export interface EarnedBadge {
  goalId: string;
  icon: NonNullable<Goal['grants']['badge']>['icon'];
  title: Text;
  /** YYYY-MM-DD */
  earnedOn: string;
}

export interface MemberGoals {
  goals: GoalDescription[];
  /** Also those of goals that are not offered any more; newest first. */
  badges: EarnedBadge[];
}

/** @param memberId null for what a visitor would see: every goal at its beginning. */
export async function describeGoals(
  shop: ShopFacts,
  memberId: string | null,
  live: LiveProgram,
  now: Date,
): Promise<MemberGoals> {
  const refs = memberId === null ? [] : [{ shopId: shop.id, memberId }];
  const goals = live.program.goals.filter(({ enabled }) => enabled);
  const [awards, steps] = await Promise.all([readGoalAwards(pool(), refs), readSteps(pool(), refs)]);
  const wantsHistory =
    goals.some((goal) => historyOf(goal) !== null) || awards.some(({ terms }) => terms.history !== null);
  const history = await readHistory(pool(), wantsHistory ? refs : []);
  const today = dateInZone(now, shop.timeZone);
  const ref = refs[0];
  return {
    goals: goals.map((goal) => {
      const known = awards.filter(({ goalId }) => goalId === goal.id);
      const days = ref ? daysOf(goal, known, steps.get(goalKey(ref, goal.id)), history.get(memberKey(ref))) : [];
      const reward = live.program.rewards.find(({ id }) => id === goal.grants.rewardId);
      return {
        ...goalStanding(goal, days, known, today),
        goalId: goal.id,
        title: goal.title,
        display: goal.display,
        measure: goal.measure.kind,
        within: goal.within,
        repeats: goal.repeats,
        points: goal.grants.points,
        reward: reward ? { id: reward.id, title: reward.title } : null,
        badge: goal.grants.badge,
      };
    }),
    badges: awards
      .flatMap(({ given, goalId, grants, reachedOn }) =>
        given && grants.badge ? [{ goalId, ...grants.badge, earnedOn: reachedOn }] : [],
      )
      .sort((a, b) => (a.earnedOn < b.earnedOn ? 1 : -1)),
  };
}
