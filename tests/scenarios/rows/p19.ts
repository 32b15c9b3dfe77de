import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p19: Scenario = {
  id: 'p19',
  title:
    'Personal coupons each week, three times the points for what one likes, nothing for what is left out, until the year ends',
  play: () =>
    live('p19', {}, async (life) => {
      await life.tagGoods({ 'FF-1000': ['organic'], 'KF-100': ['no-points'] });
      const elsa = await life.member('elsa');
      life.world.customers.addTags(elsa.customerId, ['organic']);
      await life.settle();
      await elsa.buys({ 'FF-1000': 1, 'KF-100': 1 });
      // 3 × 389.
      expect(await elsa.points()).toBe(1167);
      const { code } = await elsa.redeems('rw_coupon');
      expect(await elsa.points()).toBe(967);
      expect((await elsa.asksFor('rw_coupon')).status).toBe(409);
      const paid = await elsa.buys({ 'NE-1000': 1 }, { codes: [code] });
      // 320 kr. less a quarter.
      expect(await elsa.points()).toBe(1207);
      await elsa.returns(paid);
      expect(await elsa.points()).toBe(1167);
      await life.until('2027-01-04');
      expect(await elsa.points()).toBe(0);
    }),
};
