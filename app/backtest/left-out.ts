/** Which parts of a program the past orders of a source cannot tell about. Pure. */
import { compileProgram } from '../program/compile.ts';
import type { Condition } from '../program/conditions/condition.ts';
import type { Program } from '../program/document.ts';
import { isPriced } from './reward-cost.ts';
import type { LeftOut } from './report.ts';

export function leftOut(program: Program, unitPrices: ReadonlyMap<string, number>, knowsProducts: boolean): LeftOut[] {
  const rules = program.rules.filter(({ enabled }) => enabled);
  const levels = program.tiers?.levels ?? [];
  const goals = program.goals.filter(({ enabled }) => enabled);
  const conditions: Condition[] = [...rules, ...program.campaigns.filter(({ enabled }) => enabled), ...goals].flatMap(
    ({ when }) => when,
  );
  conditions.push(...program.segments.flatMap(({ when }) => when));
  const asks = (kind: Condition['kind']) => conditions.some((condition) => condition.kind === kind);
  const has = (kind: string) => rules.some((rule) => rule.kind === kind);
  const perk = (kind: string) => levels.some(({ perks }) => perks.some((one) => one.kind === kind));
  const checks: [LeftOut, boolean][] = [
    [
      'activities',
      has('activity') || asks('activity_count') || goals.some(({ measure }) => measure.kind === 'activity'),
    ],
    ['birthdays', has('birthday') || asks('birthday_window') || perk('birthday_reward')],
    ['referral', program.referral?.enabled ?? false],
    ['catalog', !knowsProducts && compileProgram(program).needs.catalog],
    ['customer_tags', asks('customer_tags')],
    ['free_shipping_perk', perk('free_shipping')],
    ['unpriced_rewards', program.rewards.some((reward) => reward.enabled && !isPriced(reward, unitPrices))],
  ];
  return checks.flatMap(([code, isSo]) => (isSo ? [code] : []));
}
