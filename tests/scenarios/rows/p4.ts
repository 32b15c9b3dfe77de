import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p4: Scenario = {
  id: 'p4',
  title:
    'Who stayed away for three months is welcomed back with triple points; regulars have a price and a December of their own',
  play: () =>
    live('p4', { at: '2026-06-01T09:00:00Z' }, async (life) => {
      const oskar = await life.member('oskar');
      await oskar.buys({ 'GK-6': 1 });
      expect(await oskar.points()).toBe(449);
      await life.after(100);
      await oskar.buys({ 'NE-250': 1 });
      // 3 × 95.
      expect(await oskar.points()).toBe(734);
      expect((await oskar.asksFor('rw_regulars')).status).toBe(409);
      await oskar.buys({ 'KF-100': 1 });
      await oskar.buys({ 'KF-100': 1 });
      expect(await oskar.points()).toBe(832);
      await life.until('2026-12-05');
      await oskar.buys({ 'NE-250': 1 });
      // The fifth order: a regular, with 100 more in December.
      expect(await oskar.points()).toBe(1027);

      const { code } = await oskar.redeems('rw_regulars');
      const paid = await oskar.buys({ 'GK-6': 1 }, { codes: [code] });
      // 227 + 296 for 296.65 kr. + 100.
      expect(await oskar.points()).toBe(623);
      await oskar.returns(paid);
      expect(await oskar.points()).toBe(1027);
    }),
};
