/** Nothing that a merchant or a shopper sees is forgotten by `npm run screens`. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adminScreens, blockScreens, notScreens, publicScreens, storeScreens } from '#tests/screens/registry.ts';

const routes = readdirSync('app/routes')
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
  .map((file) => file.replace(/\.tsx?$/, ''));
const blocks = readdirSync('extensions/regulars-theme/blocks').map((file) => file.replace('.liquid', ''));

describe('the screens', () => {
  it('Hold every route, as a screen or with the reason why it is none (tests/screens/registry.ts)', () => {
    const shown = new Set([...adminScreens, ...publicScreens].map(({ route }) => route));
    expect(routes.filter((route) => !shown.has(route) && !(route in notScreens))).toEqual([]);
    expect([...shown, ...Object.keys(notScreens)].filter((route) => !routes.includes(route))).toEqual([]);
  });

  it('Hold every block of the theme app extension (tests/screens/registry.ts)', () => {
    expect([...blockScreens].sort()).toEqual(blocks.sort());
  });

  it('Have names of their own', () => {
    const names = [...adminScreens, ...publicScreens, ...storeScreens].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
