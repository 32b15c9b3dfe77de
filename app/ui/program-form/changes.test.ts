import { expect, test } from 'vitest';
import { defaultProgram } from '../../program/default-program.ts';
import { readProgram, type Program } from '../../program/document.ts';
import { changesBetween } from './changes.ts';
import { toDocument, toForm, type ProgramForm } from './form-state.ts';
import { automaticTitle, freeRewardId, newReward, withValue } from './reward-titles.ts';

const program = defaultProgram('DKK');

function edited(change: (form: ProgramForm) => ProgramForm): Program {
  const reading = readProgram(toDocument(change(toForm(program, 'DKK', 'en'))));
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.program;
}
const codes = (after: Program) => changesBetween(program, after).map((change) => change.code);

test('An untouched program has no changes', () => {
  expect(codes(edited((form) => form))).toEqual([]);
});

test('Each kind of edit is told once', () => {
  expect(codes(edited((form) => ({ ...form, order: { ...form.order, unit: '10' } })))).toEqual(['earn_rate']);
  expect(codes(edited((form) => ({ ...form, order: { ...form.order, enabled: false } })))).toEqual(['earn_off']);
  expect(codes(edited((form) => ({ ...form, order: { ...form.order, excludeGiftCards: false } })))).toEqual([
    'gift_cards_on',
  ]);
  expect(codes(edited((form) => ({ ...form, signup: { enabled: false, points: '100' } })))).toEqual(['signup_off']);
  expect(codes(edited((form) => ({ ...form, signup: { enabled: true, points: '50' } })))).toEqual(['signup_points']);
  expect(codes(edited((form) => ({ ...form, icon: 'bean' })))).toEqual(['icon']);
  expect(codes(edited((form) => ({ ...form, rewards: form.rewards.slice(1) })))).toEqual(['reward_removed']);
  expect(codes(edited((form) => ({ ...form, rewards: form.rewards.toReversed() })))).toEqual(['order_of_rewards']);
  expect(
    codes(edited((form) => ({ ...form, refunds: { whenSpent: 'forgiven', redeemedPoints: 'returned' } }))),
  ).toEqual(['refunds']);
  expect(codes(edited((form) => ({ ...form, pending: { kind: 'after_payment', days: '14' } })))).toEqual(['pending']);
  expect(codes(edited((form) => ({ ...form, expiry: { ...form.expiry, kind: 'rolling' } })))).toEqual(['expiry']);
});

test('A new value of a reward takes its own title along, and is told as one change', () => {
  const after = edited((form) => ({
    ...form,
    rewards: form.rewards.map((reward) =>
      reward.kind === 'amount_off' ? withValue(reward, { amount: '75' }, 'DKK') : reward,
    ),
  }));
  expect(codes(after)).toEqual(['reward_value']);
  expect(after.rewards.find((reward) => reward.kind === 'amount_off')?.title.da).toMatch(/^75\skr\. rabat$/);
});

test('A title that the merchant wrote stays when the value changes', () => {
  const [reward] = toForm(program, 'DKK', 'en').rewards.filter((item) => item.kind === 'percentage_off');
  if (!reward) throw new Error('the proposal has a percentage');
  const named = { ...reward, title: { ...reward.title, en: 'Coffee week' } };
  const next = withValue(named, { percentage: '20' }, 'DKK');
  expect(next.title.en).toBe('Coffee week');
  expect(next.title.da).toMatch(/^20\s% rabat$/);
});

test('A new reward gets a free id, and the proposed titles are the automatic ones', () => {
  const { rewards } = toForm(program, 'DKK', 'en');
  const added = newReward('free_shipping', freeRewardId(rewards, 'free_shipping'), 'DKK');
  expect(rewards.some((reward) => reward.id === added.id)).toBe(false);
  expect(added.title.hu).toBe('Ingyenes szállítás');
  const plain = (title: unknown) => JSON.stringify(title).replace(/\s/g, ' ');
  for (const reward of rewards) expect(plain(automaticTitle(reward, 'DKK'))).toBe(plain(reward.title));
});
