/** What publishing would change, one entry a difference, for the merchant to read before it happens. Pure. */
import { locales } from '../../lib/locales.ts';
import type { Program, Rule } from '../../program/document.ts';
import { isCodeReward, type Reward } from '../../program/rewards/reward.ts';

export type ProgramChange =
  | { code: 'earn_rate'; pointsPerUnit: number; unitMinor: number }
  | { code: 'earn_on' | 'earn_off' | 'gift_cards_on' | 'gift_cards_off' | 'signup_off' }
  | { code: 'signup_points'; points: number }
  | { code: 'point_name' | 'icon' | 'refunds' | 'pending' | 'expiry' | 'order_of_rewards' }
  | { code: 'currency'; currencyCode: string }
  | { code: 'reward_added' | 'reward_removed' | 'reward_on' | 'reward_off' | 'reward_terms'; title: Reward['title'] }
  | { code: 'reward_cost'; title: Reward['title']; before: number; after: number }
  | { code: 'reward_value'; title: Reward['title'] };

export function changesBetween(before: Program, after: Program): ProgramChange[] {
  const changes: ProgramChange[] = [];
  if (before.currencyCode !== after.currencyCode) changes.push({ code: 'currency', currencyCode: after.currencyCode });
  changes.push(...earningChanges(before, after));
  changes.push(...rewardChanges(before.rewards, after.rewards));
  const namesDiffer = locales.some((locale) => !same(before.pointName[locale], after.pointName[locale]));
  if (namesDiffer) changes.push({ code: 'point_name' });
  if (before.icon !== after.icon) changes.push({ code: 'icon' });
  if (!same(before.refunds, after.refunds)) changes.push({ code: 'refunds' });
  if (!same(before.pending, after.pending)) changes.push({ code: 'pending' });
  if (!same(before.expiry, after.expiry)) changes.push({ code: 'expiry' });
  return changes;
}

function earningChanges(before: Program, after: Program): ProgramChange[] {
  const changes: ProgramChange[] = [];
  const old = ruleOf(before, 'order_amount');
  const now = ruleOf(after, 'order_amount');
  if (now) {
    if (!!old?.enabled !== now.enabled) changes.push({ code: now.enabled ? 'earn_on' : 'earn_off' });
    if (old && (old.pointsPerUnit !== now.pointsPerUnit || old.unitMinor !== now.unitMinor)) {
      changes.push({ code: 'earn_rate', pointsPerUnit: now.pointsPerUnit, unitMinor: now.unitMinor });
    }
    if (old && old.excludeGiftCards !== now.excludeGiftCards) {
      changes.push({ code: now.excludeGiftCards ? 'gift_cards_off' : 'gift_cards_on' });
    }
  }
  const oldPoints = signupPoints(before);
  const newPoints = signupPoints(after);
  if (oldPoints !== newPoints) {
    changes.push(newPoints === 0 ? { code: 'signup_off' } : { code: 'signup_points', points: newPoints });
  }
  return changes;
}

function rewardChanges(before: readonly Reward[], after: readonly Reward[]): ProgramChange[] {
  const changes: ProgramChange[] = [];
  const old = new Map(before.map((reward) => [reward.id, reward]));
  for (const reward of after) {
    const was = old.get(reward.id);
    old.delete(reward.id);
    const { title } = reward;
    if (!was) {
      changes.push({ code: 'reward_added', title });
      continue;
    }
    if (was.enabled !== reward.enabled) changes.push({ code: reward.enabled ? 'reward_on' : 'reward_off', title });
    if (was.costPoints !== reward.costPoints) {
      changes.push({ code: 'reward_cost', title, before: was.costPoints, after: reward.costPoints });
    }
    const isOtherValue = !same(valueOf(was), valueOf(reward));
    if (isOtherValue) changes.push({ code: 'reward_value', title });
    // The title follows the value by itself, so it is no news beside it.
    const termsBefore = termsOf(isOtherValue ? { ...was, title } : was);
    if (!same(termsBefore, termsOf(reward))) changes.push({ code: 'reward_terms', title });
  }
  for (const { title } of old.values()) changes.push({ code: 'reward_removed', title });
  const kept = (list: readonly Reward[]) =>
    list.filter((r) => before.some((b) => b.id === r.id) && after.some((a) => a.id === r.id));
  if (
    !same(
      kept(before).map((r) => r.id),
      kept(after).map((r) => r.id),
    )
  )
    changes.push({ code: 'order_of_rewards' });
  return changes;
}

function ruleOf<Kind extends Rule['kind']>(program: Program, kind: Kind): Extract<Rule, { kind: Kind }> | undefined {
  return program.rules.find((rule): rule is Extract<Rule, { kind: Kind }> => rule.kind === kind);
}

function signupPoints(program: Program): number {
  const rule = ruleOf(program, 'signup');
  return rule?.enabled ? rule.points : 0;
}

function valueOf(reward: Reward): unknown {
  if (reward.kind === 'amount_off') return [reward.kind, reward.amountMinor];
  return reward.kind === 'percentage_off' ? [reward.kind, reward.percentageBp] : [reward.kind];
}

function termsOf(reward: Reward): unknown {
  if (!isCodeReward(reward)) return [reward.title];
  const { order, product, shipping } = reward.combinesWith;
  return [reward.title, reward.minimumSubtotalMinor, reward.codeValidDays, order, product, shipping];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
