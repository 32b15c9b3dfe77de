import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contrastRatio, readableOn } from './contrast.ts';

it('Whatever color a merchant chooses, words on it can be read', () => {
  const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
  fc.assert(fc.property(color, (chosen) => contrastRatio(chosen, readableOn(chosen)) >= 4.5));
});

it('Light takes black and dark takes white', () => {
  expect(readableOn('#f5d76e')).toBe('#000000');
  expect(readableOn('#1f5f4a')).toBe('#ffffff');
  expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21);
});
