/** What has to fit together within a document: ids that are unique, and references that lead to something. Pure. */
import type { Condition } from './conditions/condition.ts';
import type { Goal } from './goals/goal.ts';
import type { Referral } from './referral.ts';
import type { Membership, Tiers } from './tiers.ts';

interface Named {
  id: string;
}
interface Conditional extends Named {
  when: readonly Condition[];
}

interface Goods {
  productIds: readonly string[];
  collectionIds: readonly string[];
}

/** The part of a document that refers to other parts of it. */
export interface Referring {
  rules: readonly Conditional[];
  campaigns: readonly Conditional[];
  segments: readonly Conditional[];
  goals: readonly Goal[];
  rewards: readonly (Named & Partial<Goods> & { purchase?: Goods | null })[];
  tiers: Tiers | null;
  membership: Membership | null;
  referral: Referral | null;
}

export interface BrokenReference {
  path: (string | number)[];
  code: string;
}

export function findBrokenReferences(program: Referring): BrokenReference[] {
  const broken: BrokenReference[] = [];
  const rewardIds = new Set(program.rewards.map(({ id }) => id));
  const tierIds = new Set(program.tiers?.levels.map(({ id }) => id));
  const segmentIds = new Set(program.segments.map(({ id }) => id));
  const needReward = (id: string | null, path: (string | number)[]): void => {
    if (id !== null && !rewardIds.has(id)) broken.push({ path, code: 'reward_unknown' });
  };

  // Rules, campaigns and goals name the awards that they give, so that no two of them may have the same id.
  const awarding = new Set<string>();
  for (const list of ['rules', 'campaigns', 'goals'] as const) pushRepeated(program[list], list, awarding, broken);
  pushRepeated(program.rewards, 'rewards', new Set(), broken);
  pushRepeated(program.segments, 'segments', new Set(), broken);

  for (const list of ['rules', 'campaigns', 'segments', 'goals'] as const) {
    program[list].forEach((item, index) => {
      item.when.forEach((condition, at) => {
        const path = [list, index, 'when', at];
        if (condition.kind === 'tier' && !condition.tierIds.every((id) => tierIds.has(id)))
          broken.push({ path: [...path, 'tierIds'], code: 'tier_unknown' });
        if (condition.kind === 'segment' && !segmentIds.has(condition.segmentId))
          broken.push({ path: [...path, 'segmentId'], code: 'segment_unknown' });
      });
    });
  }
  program.rewards.forEach((reward, index) => {
    // Shopify takes products or collections for a discount, not both.
    const isBoth = ({ productIds, collectionIds }: Partial<Goods>) => productIds?.length && collectionIds?.length;
    if (isBoth(reward)) broken.push({ path: ['rewards', index, 'collectionIds'], code: 'goods_both' });
    if (reward.purchase && isBoth(reward.purchase))
      broken.push({ path: ['rewards', index, 'purchase', 'collectionIds'], code: 'goods_both' });
  });
  program.goals.forEach((goal, index) => needReward(goal.grants.rewardId, ['goals', index, 'grants', 'rewardId']));
  needReward(program.referral?.friendRewardId ?? null, ['referral', 'friendRewardId']);
  needReward(program.referral?.advocateRewardId ?? null, ['referral', 'advocateRewardId']);
  if (program.tiers) {
    pushRepeated(program.tiers.levels, 'tiers.levels', new Set(), broken);
    let last = -1;
    program.tiers.levels.forEach((level, index) => {
      const path = ['tiers', 'levels', index];
      if (level.threshold !== null) {
        if (level.threshold <= last) broken.push({ path: [...path, 'threshold'], code: 'thresholds_not_rising' });
        last = level.threshold;
      }
      level.perks.forEach((perk, at) => {
        if (perk.kind === 'entry_reward' || perk.kind === 'birthday_reward')
          needReward(perk.rewardId, [...path, 'perks', at, 'rewardId']);
      });
    });
  }
  if (program.membership && !tierIds.has(program.membership.levelId))
    broken.push({ path: ['membership', 'levelId'], code: 'tier_unknown' });
  return broken;
}

function pushRepeated(items: readonly Named[], list: string, seen: Set<string>, broken: BrokenReference[]): void {
  items.forEach(({ id }, index) => {
    if (seen.has(id)) broken.push({ path: [...list.split('.'), index, 'id'], code: 'id_not_unique' });
    seen.add(id);
  });
}
