import { expect, it } from 'vitest';
import { isMadeFor, sells, suits, wants } from './fit.ts';
import { templates } from './registry.ts';

const ids = templates.map(({ id }) => id);

it('Whatever a shop sells and wants, several templates are for it', () => {
  for (const sold of sells) {
    expect(ids.filter((id) => isMadeFor(id, sold)).length, sold).toBeGreaterThanOrEqual(3);
    for (const wanted of wants) {
      expect(ids.filter((id) => suits(id, sold, wanted)).length, `${sold} ${wanted}`).toBeGreaterThanOrEqual(2);
    }
  }
});

it('Every template is for somebody, and nothing asked leaves all of them', () => {
  for (const id of ids) {
    expect(
      sells.some((sold) => wants.some((wanted) => suits(id, sold, wanted))),
      id,
    ).toBe(true);
    expect(suits(id, null, null)).toBe(true);
  }
  expect(suits('p1', 'sport', null)).toBe(false);
  expect(suits('p1', 'food', 'friends')).toBe(false);
});
