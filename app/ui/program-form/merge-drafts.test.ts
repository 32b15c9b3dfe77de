import { expect, it } from 'vitest';
import { defaultProgram } from '../../program/default-program.ts';
import { toDraft } from './draft.ts';
import { mergeDrafts } from './merge-drafts.ts';

const base = toDraft(defaultProgram('DKK'), 'DKK');
const [shipping, amount, percentage] = base.rewards;
if (!shipping || !amount || !percentage) throw new Error('three rewards are proposed');

it('Work on different parts comes together, whoever did it', () => {
  const mine = { ...base, icon: 'bean' as const, rewards: [shipping, { ...amount, costPoints: 700 }, percentage] };
  const theirs = { ...base, style: 'stamps' as const, rewards: [{ ...shipping, costPoints: 200 }, amount, percentage] };
  const expected = {
    ...base,
    icon: 'bean',
    style: 'stamps',
    rewards: [{ ...shipping, costPoints: 200 }, { ...amount, costPoints: 700 }, percentage],
  };
  expect(mergeDrafts(base, mine, theirs)).toEqual({ merged: expected, overlaps: [] });
  expect(mergeDrafts(base, theirs, mine)).toEqual({ merged: expected, overlaps: [] });
});

it('Where both changed the same, the first one counts and the place is told', () => {
  const mine = { ...base, rewards: [{ ...shipping, costPoints: 1, enabled: false }, amount, percentage] };
  const theirs = { ...base, rewards: [{ ...shipping, costPoints: 2 }, amount, percentage] };
  const { merged, overlaps } = mergeDrafts(base, mine, theirs);
  expect(merged).toEqual(mine);
  expect(overlaps).toEqual([`rewards.${shipping.id}.costPoints`]);
});

it('What one took out goes, unless the other worked on it; what either added stays', () => {
  const added = { ...amount, id: 'rw_new' };
  const mine = { ...base, rewards: [shipping, percentage, added] };
  const theirs = { ...base, rewards: [{ ...amount, costPoints: 9 }, percentage, { ...amount, id: 'rw_theirs' }] };
  const { merged, overlaps } = mergeDrafts(base, mine, theirs);
  expect(merged.rewards.map(({ id }) => id)).toEqual([percentage.id, 'rw_new', amount.id, 'rw_theirs']);
  expect(overlaps).toEqual([`rewards.${amount.id}`]);
});

it('Parts of different kinds are not mixed', () => {
  const mine = { ...base, expiry: { kind: 'rolling' as const, months: 12 } };
  const theirs = { ...base, expiry: { kind: 'fixed' as const, month: 12, day: 31, minimumMonths: 0 } };
  expect(mergeDrafts(base, mine, theirs)).toEqual({ merged: mine, overlaps: ['expiry'] });
});
