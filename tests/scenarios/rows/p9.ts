import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p9: Scenario = {
  id: 'p9',
  title: 'Members’ prices hold for a year of orders, and the third purchase brings a surprise',
  play: () =>
    live('p9', { collections: ['medlemspriser'] }, async (life) => {
      const freja = await life.member('freja');
      const { code } = await freja.redeems('rw_members_price');
      expect(await freja.points()).toBe(0);
      const first = await freja.buys({ 'FF-1000': 1 }, { codes: [code] });
      // 389 kr. less 15 %.
      expect(life.world.orders.originalTotals(first).subtotal.shopMinor).toBe(33065);
      expect(await freja.points()).toBe(330);
      await life.after(60);
      await freja.buys({ 'NE-250': 1 });
      expect(await freja.codeOf('rw_surprise')).toBeNull();
      await life.after(30);
      const third = await freja.buys({ 'KF-100': 2 }, { codes: [code] });
      expect(life.world.orders.originalTotals(third).subtotal.shopMinor).toBe(8330);
      expect(await freja.points()).toBe(508);

      const surprise = await freja.codeOf('rw_surprise');
      const paid = await freja.buys({ 'SK-4': 1 }, { codes: [surprise ?? ''] });
      expect(life.world.orders.originalTotals(paid).subtotal.shopMinor).toBe(14900);
      expect(await freja.points()).toBe(657);
      await freja.returns(third);
      expect(await freja.points()).toBe(574);
    }),
};
