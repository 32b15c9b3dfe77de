import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const k3: Scenario = {
  id: 'k3',
  title: 'A year of VIP is bought as a product: free shipping, double points and a tag, until the year is over',
  play: () =>
    live('k3', { membership: ['KLUB-AAR'] }, async (life) => {
      const elsa = await life.member('elsa');
      const before = await elsa.buys({ 'NE-250': 1 });
      expect(life.world.orders.originalTotals(before).shipping.shopMinor).toBe(3900);
      expect(await elsa.points()).toBe(95);
      expect(await elsa.level()).toBeNull();

      await elsa.buys({ 'KLUB-AAR': 1 });
      expect(await elsa.level()).toBe('vip');
      expect(elsa.tags()).toContain('vip-early-access');
      expect(await elsa.points()).toBe(394);

      const shippingCode = (await elsa.codeOfKind('free_shipping')) ?? '';
      const order = await elsa.buys({ 'SK-4': 1 }, { codes: [shippingCode] });
      expect(life.world.orders.originalTotals(order).shipping.shopMinor).toBe(0);
      // 2 × 199.
      expect(await elsa.points()).toBe(792);

      const { code } = await elsa.redeems('rw_amount');
      expect(await elsa.points()).toBe(292);
      const paid = await elsa.buys({ 'GK-6': 1 }, { codes: [code] });
      // 349 less 50, twice.
      expect(await elsa.points()).toBe(890);
      await elsa.returns(paid);
      expect(await elsa.points()).toBe(792);

      await life.after(370);
      expect(await elsa.level()).toBeNull();
      expect(elsa.tags()).not.toContain('vip-early-access');
    }),
};
