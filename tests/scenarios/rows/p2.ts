import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p2: Scenario = {
  id: 'p2',
  title: 'A stamp a purchase, one a day, and after five a sample lies in the next parcel',
  play: () =>
    live('p2', { free: ['PR-50'] }, async (life) => {
      const freja = await life.member('freja');
      await freja.buys({ 'NE-250': 1 });
      await freja.buys({ 'KF-100': 1 });
      // The second order of the day has no stamp.
      expect(await freja.points()).toBe(1);
      for (let week = 2; week <= 5; week++) {
        await life.after(7);
        await freja.buys({ 'NE-250': 1 });
      }
      expect(await freja.points()).toBe(5);

      const { code } = await freja.redeems('rw_product');
      await life.after(7);
      const paid = await freja.buys({ 'HK-250': 1, 'PR-50': 1 }, { codes: [code] });
      expect(life.world.orders.originalTotals(paid).discounts.shopMinor).toBe(3900);
      expect(await freja.points()).toBe(1);
      await freja.returns(paid);
      // The stamp goes, the five stamps come back.
      expect(await freja.points()).toBe(5);
    }),
};
