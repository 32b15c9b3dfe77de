import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p23: Scenario = {
  id: 'p23',
  title: 'Points, two levels and friends in one program: a friend’s order lifts the member to the next level',
  play: () =>
    live('p23', {}, async (life) => {
      const freja = await life.member('freja');
      await freja.buys({ 'SV-SORT': 3 });
      expect(await freja.points()).toBe(2797);
      expect(await freja.level()).toBe('friend');

      const elsa = await life.customer('elsa');
      expect((await elsa.comesBy(await freja.referralCode())).status).toBe(200);
      const welcome = await elsa.codeOf('rw_friend');
      const ofElsa = await elsa.buys({ 'SK-4': 1 }, { codes: [welcome ?? ''] });
      // 100 for joining, 179 for 179.10 kr.
      expect(await elsa.points()).toBe(279);

      await life.after(16);
      // 300 for the friend, which make it 3,097, and 200 for reaching the level.
      expect(await freja.level()).toBe('best_friend');
      expect(await freja.points()).toBe(3297);
      await life.after(60);
      await freja.buys({ 'HK-250': 1 });
      // 99 and half more, 49.
      expect(await freja.points()).toBe(3445);

      const shipping = await freja.redeems('rw_shipping');
      const amount = await freja.redeems('rw_amount');
      const paid = await freja.buys({ 'GK-6': 1 }, { codes: [amount.code, shipping.code] });
      const totals = life.world.orders.originalTotals(paid);
      expect([totals.subtotal.shopMinor, totals.shipping.shopMinor]).toEqual([29_900, 0]);
      // 2,645 + 299 + 149.
      expect(await freja.points()).toBe(3093);

      await elsa.returns(ofElsa);
      expect(await freja.points()).toBe(2793);
      expect(await freja.level()).toBe('best_friend');
      await freja.returns(paid);
      expect(await freja.points()).toBe(3145);
    }),
};
