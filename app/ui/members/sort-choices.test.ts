import { expect, test } from 'vitest';
import { membersSorts } from '../../members/members-params.ts';
import { sortChoices } from './sort-choices.ts';

test('Each way to sort has its words where Polaris looks for them: up first, then down', () => {
  const choices = sortChoices((key) => key.replace('members.sort.', ''));
  for (const sort of membersSorts) {
    const own = choices.filter(({ label }) => label === sort);
    expect(own.map(({ value }) => value)).toEqual([`${sort} asc`, `${sort} desc`]);
  }
  const wordsOf = (value: string) => choices.find((choice) => choice.value === value)?.directionLabel;
  expect(['joined asc', 'joined desc', 'balance asc', 'balance desc', 'last asc', 'last desc'].map(wordsOf)).toEqual([
    'oldest',
    'newest',
    'lowest',
    'highest',
    'longest',
    'latest',
  ]);
});
