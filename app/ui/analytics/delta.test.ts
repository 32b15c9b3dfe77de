import { expect, test } from 'vitest';
import { deltaOf } from './delta.ts';
import { roundedWhenLarge } from './rounded-money.ts';

test('A figure is compared as a part of what was before, in either direction', () => {
  expect(deltaOf('money', 1_120, 1_000)).toEqual({ direction: 'up', by: 'percent', ratio: 0.12 });
  expect(deltaOf('count', 3, 4)).toEqual({ direction: 'down', by: 'percent', ratio: 0.25 });
});

test('Shares are compared in percentage points', () => {
  expect(deltaOf('share', 1_200, 1_000)).toEqual({ direction: 'up', by: 'share', basisPoints: 200 });
  expect(deltaOf('share', 900, 1_000)).toEqual({ direction: 'down', by: 'share', basisPoints: 100 });
});

test('From nothing to something is more, without a percentage; two nothings are the same', () => {
  expect(deltaOf('points', 10, 0)).toEqual({ direction: 'up', by: 'nothing_before' });
  expect(deltaOf('points', 0, 0)).toEqual({ direction: 'same', by: 'percent', ratio: 0 });
});

test('A loss that shrinks is an improvement', () => {
  expect(deltaOf('money', -50, -100)).toEqual({ direction: 'up', by: 'percent', ratio: 0.5 });
});

test('Where either side is not known, nothing is said', () => {
  expect(deltaOf('count', null, 4)).toBeNull();
  expect(deltaOf('count', 4, null)).toBeNull();
  expect(deltaOf('count', 4, undefined)).toBeNull();
});

test('From a thousand units on an amount in a heading is whole, in every currency', () => {
  expect([99_999, 100_050, -123_456].map((minor) => roundedWhenLarge(minor, 'DKK'))).toEqual([
    99_999, 100_100, -123_500,
  ]);
  expect(roundedWhenLarge(1_234, 'JPY')).toBe(1_234);
  expect(roundedWhenLarge(1_234_567, 'KWD')).toBe(1_235_000);
});
