import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p7: Scenario = {
  id: 'p7',
  title: 'Stars are doubled on Mondays, a round number is a free drink, and half a year without a visit ends them',
  play: () =>
    live('p7', { free: ['KOP-FILTER'] }, async (life) => {
      const alice = await life.member('alice');
      expect(await alice.points()).toBe(50);
      await alice.buys({ 'GK-6': 1 });
      // Monday: 2 × 349.
      expect(await alice.points()).toBe(748);
      const { code } = await alice.redeems('rw_product');
      expect(await alice.points()).toBe(148);
      const free = await alice.buys({ 'KOP-LATTE': 1 }, { pos: true, codes: [code] });
      expect(life.world.orders.originalTotals(free).total.shopMinor).toBe(0);

      await life.after(1);
      const tuesday = await alice.buys({ 'KF-100': 1 });
      expect(await alice.points()).toBe(197);
      await alice.returns(tuesday);
      expect(await alice.points()).toBe(148);
      await life.after(210);
      expect(await alice.points()).toBe(0);
    }),
};
