/** Codes that do not combine, which shoppers would otherwise learn at checkout (C1). Pure. */
import type { Program } from '../document.ts';
import { isCodeReward } from '../rewards/reward.ts';
import { same } from './changes.ts';
import type { Finding } from './finding.ts';

/** @param before the published program; its unused codes follow what they may be combined with. */
export function findCombinations(program: Program, before: Program | null): Finding[] {
  const old = new Map((before?.rewards ?? []).filter(isCodeReward).map((reward) => [reward.id, reward]));
  return program.rewards.filter(isCodeReward).flatMap((reward): Finding[] => {
    if (!reward.enabled) return [];
    const about = [{ part: 'rewards' as const, id: reward.id }];
    const { order, product, shipping } = reward.combinesWith;
    const findings: Finding[] = [];
    if (!order && !product && !shipping) findings.push({ code: 'combines_with_nothing', weight: 'note', about });
    const was = old.get(reward.id);
    if (was && !same(was.combinesWith, reward.combinesWith))
      findings.push({ code: 'codes_change', weight: 'note', about });
    return findings;
  });
}
