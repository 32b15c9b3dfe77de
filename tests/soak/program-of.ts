/** The program of a shop in the soak, as its plan says. */
import { defaultProgram } from '#app/program/default-program.ts';
import { makeProgram, type Program } from '#app/program/document.ts';
import { REWARD_COSTS } from './history.ts';
import type { Plan } from './plan.ts';

const afterPayment = (days: number) => ({ kind: 'after_payment' as const, days });

export function programOf(plan: Plan, terms: { pointsPerUnit: number; unitMinor: number }): Program {
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
    rewards: REWARD_COSTS.map((costPoints) => ({ ...reward, id: `rw_${costPoints}`, costPoints })),
    refunds: { whenSpent: plan.whenSpent, redeemedPoints: plan.redeemedPoints },
    // Orders are paid in March, the history is in November of the same year.
    pending: { none: { kind: 'none' as const }, matures: afterPayment(30), waits: afterPayment(365) }[plan.pending],
    expiry: {
      never: { kind: 'never' as const },
      rolling: { kind: 'rolling' as const, months: 24 },
      fixed: { kind: 'fixed' as const, month: 12, day: 31, minimumMonths: 3 },
      inactivity: { kind: 'inactivity' as const, months: 36 },
    }[plan.expiry],
  });
}
