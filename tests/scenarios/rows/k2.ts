import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const k2: Scenario = {
  id: 'k2',
  title:
    'Bronze becomes Silver and Gold by what is spent, each with more points; a level outlasts a refund, and ends after its year',
  play: () =>
    live('k2', {}, async (life) => {
      const emil = await life.member('emil');
      expect(await emil.level()).toBe('bronze');
      await emil.buys({ 'HS-38': 3 });
      // 100 for joining and 1,947 for 1,947 kr.; Silver begins at 2,000 kr.
      expect(await emil.points()).toBe(2047);
      expect(await emil.level()).toBe('bronze');

      await emil.buys({ 'KF-100': 2 });
      expect(await emil.points()).toBe(2145);
      expect(await emil.level()).toBe('silver');

      await life.after(30);
      // 2,697 and a quarter more, 674.
      await emil.buys({ 'SV-SORT': 3 });
      expect(await emil.points()).toBe(5516);
      const last = await emil.buys({ 'GK-6': 1 });
      // 349 and 87; 5,091 kr. in all: Gold, with a gift and free shipping.
      expect(await emil.points()).toBe(5952);
      expect(await emil.level()).toBe('gold');
      const gift = await emil.codeOf('rw_gold');
      const shippingCode = (await emil.codeOfKind('free_shipping')) ?? '';
      const order = await emil.buys({ 'SK-4': 1 }, { codes: [gift ?? '', shippingCode] });
      const totals = life.world.orders.originalTotals(order);
      expect(totals.subtotal.shopMinor).toBe(9900);
      expect(totals.shipping.shopMinor).toBe(0);
      // 99 and half more, 49.
      expect(await emil.points()).toBe(6100);

      await emil.returns(last);
      expect(await emil.points()).toBe(5664);
      expect(await emil.level()).toBe('gold');
      await life.after(480);
      expect(await emil.level()).toBe('bronze');
    }),
};
