/** The program of a shop in the soak, as its plan says. */
import { defaultProgram } from '#app/program/default-program.ts';
import { makeProgram, type Program } from '#app/program/document.ts';
import { CASHBACK_ID } from './cashback.ts';
import { REWARD_COSTS } from './deeds.ts';
import { cashbackOf, tiersOf, type CashbackPlan, type GoalPlan, type Plan, type TierPlan } from './plan.ts';

/** From the lowest to the highest. */
export const LEVEL_IDS = ['one', 'two'];
export const GOAL_ID = 'many_orders';
const title = (text: string) => ({ en: text, da: text, sv: text, hu: text, de: text });

const afterPayment = (days: number) => ({ kind: 'after_payment' as const, days });

export function programOf(plan: Plan, terms: { pointsPerUnit: number; unitMinor: number }, isSecond = false): Program {
  const [tiers, cashback] = [tiersOf(plan, isSecond), cashbackOf(plan)];
  const program = defaultProgram(plan.currencyCode);
  const reward = program.rewards.find((candidate) => candidate.kind === 'amount_off');
  if (!reward) throw new Error('the default program has an amount-off reward');
  return makeProgram({
    ...program,
    rules: [
      { id: 'order', kind: 'order_amount', enabled: true, excludeGiftCards: true, ...terms },
      ...(plan.signupPoints > 0 && !plan.hasMerges
        ? [{ id: 'signup', kind: 'signup' as const, enabled: true, points: plan.signupPoints }]
        : []),
    ],
    rewards: [
      ...REWARD_COSTS.map((costPoints) => ({ ...reward, id: `rw_${costPoints}`, costPoints })),
      ...(cashback ? [payoutOf(cashback)] : []),
    ],
    refunds: { whenSpent: plan.whenSpent, redeemedPoints: plan.redeemedPoints },
    tiers: tiers && levelsOf(tiers),
    goals: plan.goal ? [goalOf(plan.goal)] : [],
    // Orders are paid from March to September, the history is in November of the same year.
    pending: { none: { kind: 'none' as const }, matures: afterPayment(30), waits: afterPayment(365) }[plan.pending],
    expiry: {
      never: { kind: 'never' as const },
      rolling: { kind: 'rolling' as const, months: 24 },
      fixed: { kind: 'fixed' as const, month: 12, day: 31, minimumMonths: 3 },
      inactivity: { kind: 'inactivity' as const, months: 36 },
      soon: { kind: 'rolling' as const, months: 1 },
    }[plan.expiry],
  });
}

function levelsOf({ measure, months, graceDays, afterRefund, thresholds, factorsBp, entryPoints }: TierPlan) {
  return {
    ...{ measure, graceDays, afterRefund },
    window: months === null ? { kind: 'lifetime' as const } : { kind: 'rolling' as const, months },
    levels: thresholds.map((threshold, index) => ({
      id: LEVEL_IDS[index] ?? '',
      name: title(`Level ${index + 1}`),
      threshold,
      perks: [
        { kind: 'multiplier' as const, factorBp: factorsBp[index] ?? 10_000 },
        { kind: 'entry_points' as const, points: entryPoints[index] ?? 0 },
      ],
    })),
  };
}

function payoutOf({ costPoints, amountMinor }: CashbackPlan) {
  const money = { kind: 'store_credit' as const, automatic: true, costPoints, amountMinor };
  return { id: CASHBACK_ID, enabled: true, title: title('Cashback'), ...money };
}

function goalOf({ measure, target, countsHistory, points }: GoalPlan) {
  return {
    ...{ id: GOAL_ID, enabled: true, title: title('Many orders'), target, repeats: false, countsHistory },
    measure: { kind: measure },
    when: [],
    within: { kind: 'ever' as const },
    grants: { points },
  };
}
