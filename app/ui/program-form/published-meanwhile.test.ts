import { expect, it } from 'vitest';
import { defaultProgram } from '../../program/default-program.ts';
import { toDraft } from './draft.ts';
import { putTogether } from './published-meanwhile.tsx';

const began = toDraft(defaultProgram('DKK'), 'DKK');
const [shipping, amount, percentage] = began.rewards;
if (!shipping || !amount || !percentage) throw new Error('three rewards are proposed');

it('Work on other places stands on top of the published version, without a question', () => {
  const mine = { ...began, icon: 'bean' as const };
  const published = { ...began, rewards: [{ ...shipping, costPoints: 200 }, amount, percentage] };
  const together = putTogether(8, began, mine, published);
  expect(together).toMatchObject({ overlaps: 0, mine: { icon: 'bean', rewards: [{ costPoints: 200 }, {}, {}] } });
  expect(together.theirs).toEqual(together.mine);
});

it('Where both changed the same, one’s own value stays, and the published one can be taken there alone', () => {
  const mine = { ...began, icon: 'bean' as const, rewards: [{ ...shipping, costPoints: 1 }, amount, percentage] };
  const published = {
    ...began,
    style: 'stamps' as const,
    rewards: [{ ...shipping, costPoints: 2 }, { ...amount, costPoints: 900 }, percentage],
  };
  const { mine: kept, theirs, overlaps } = putTogether(8, began, mine, published);
  expect(overlaps).toBe(1);
  expect([kept.rewards[0]?.costPoints, theirs.rewards[0]?.costPoints]).toEqual([1, 2]);
  for (const both of [kept, theirs])
    expect(both).toMatchObject({ icon: 'bean', style: 'stamps', rewards: [{}, { costPoints: 900 }, {}] });
});
