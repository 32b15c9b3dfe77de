/** Levels, perks and a membership that are offered, complete as they are. Pure. */
import { tiersSchema, type Level, type Membership, type Perk, type Tiers } from '../../../program/tiers.ts';
import { draftOf, type Draft, type ProgramDraft } from '../draft.ts';
import { freeId } from '../place.ts';
import { proposedNames } from '../proposed-names.ts';
import { typicalAmounts } from '../typical-amounts.ts';

const colors = ['#a5673f', '#8c9097', '#c29a2e', '#4b5a75'];
const levelNames = ['level_1', 'level_2', 'level_3', 'level_4'] as const;

export function newTiers(measure: Tiers['measure'], draft: ProgramDraft): Draft<Tiers> {
  const { orderMinor, discountPoints } = typicalAmounts(draft.currencyCode);
  const step = { spend: orderMinor * 5, points: discountPoints * 4, orders: 5 }[measure];
  return draftOf(tiersSchema, {
    measure,
    window: { kind: 'rolling', months: 12 },
    graceDays: 30,
    levels: [0, step, step * 3].map((threshold, index) => ({
      id: ['bronze', 'silver', 'gold'][index] ?? `level_${index}`,
      name: proposedNames(levelNames[index] ?? 'level_1'),
      threshold,
      color: colors[index] ?? '#8a8a8a',
      perks: index === 0 ? [] : [{ kind: 'multiplier' as const, factorBp: index === 1 ? 12_500 : 15_000 }],
    })),
  });
}

export function newLevel(kind: 'earned' | 'paid', tiers: Draft<Tiers>, draft: ProgramDraft): Draft<Level> {
  const { orderMinor } = typicalAmounts(draft.currencyCode);
  const highest = Math.max(0, ...tiers.levels.map(({ threshold }) => (typeof threshold === 'number' ? threshold : 0)));
  const index = tiers.levels.length;
  return {
    id: freeId(kind === 'paid' ? 'vip' : 'level', tiers.levels),
    name: kind === 'paid' ? proposedNames('segment_tagged') : proposedNames(levelNames[index] ?? 'level_4'),
    threshold: kind === 'paid' ? null : highest > 0 ? highest * 2 : orderMinor,
    color: colors[index] ?? '#4b5a75',
    perks: kind === 'paid' ? [{ kind: 'free_shipping', minimumSubtotalMinor: 0 }] : [],
  };
}

export const perkKinds = [
  'multiplier',
  'free_shipping',
  'entry_points',
  'entry_reward',
  'birthday_reward',
  'tag',
  'service',
] as const satisfies readonly Perk['kind'][];

export function newPerk(kind: Perk['kind'], draft: ProgramDraft): Draft<Perk> {
  const rewardId = (draft.rewards.find(({ costPoints }) => costPoints === 0) ?? draft.rewards[0])?.id ?? '';
  switch (kind) {
    case 'multiplier':
      return { kind, factorBp: 15_000 };
    case 'free_shipping':
      return { kind, minimumSubtotalMinor: 0 };
    case 'tag':
      return { kind, tag: 'early-access', title: proposedNames('perk_tag') };
    case 'entry_reward':
    case 'birthday_reward':
      return { kind, rewardId };
    case 'entry_points':
      return { kind, points: typicalAmounts(draft.currencyCode).giftPoints };
    case 'service':
      return { kind, title: proposedNames('perk_service') };
  }
}

export function newMembership(tiers: Draft<Tiers>): Draft<Membership> {
  const paid = tiers.levels.find(({ threshold }) => threshold === null) ?? tiers.levels.at(-1);
  return { productIds: [], levelId: paid?.id ?? '', months: 12 };
}
