import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p12: Scenario = {
  id: 'p12',
  title:
    'Beans for each cup, twice as many in the quiet hours, a challenge a week with a badge, and coffee for all of them',
  play: () =>
    live('p12', { free: ['KOP-FILTER'] }, async (life) => {
      await life.tagGoods({ 'KOP-FILTER': ['coffee'] });
      const freja = await life.member('freja');
      await freja.buys({ 'KOP-LATTE': 1 }, { pos: true });
      expect(await freja.points()).toBe(44);
      // A little after half past two in the shop's town.
      life.tick(4.5 * 60 * 60_000);
      await freja.buys({ 'KOP-LATTE': 1 }, { pos: true });
      expect(await freja.points()).toBe(132);
      await life.until('2026-01-06');
      await freja.buys({ 'KOP-CORTADO': 1 }, { pos: true });
      // 38, and 50 for the third coffee of the week.
      expect(await freja.points()).toBe(220);
      expect(await freja.badges()).toEqual(['On fire']);
      await life.after(30);
      const beans = await freja.buys({ 'NE-500': 1, 'KS-1': 1 }, { pos: true });
      expect(await freja.points()).toBe(429);

      const { code } = await freja.redeems('rw_product');
      const free = await freja.buys({ 'KOP-LATTE': 1 }, { pos: true, codes: [code] });
      expect(life.world.orders.originalTotals(free).total.shopMinor).toBe(0);
      expect(await freja.points()).toBe(29);
      await freja.returns(beans, { 'KS-1': 1 });
      expect(await freja.points()).toBe(-5);
    }),
};
