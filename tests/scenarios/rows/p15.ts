import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p15: Scenario = {
  id: 'p15',
  title: 'The member chooses among rewards of the same worth, one of them once a month',
  play: () =>
    live('p15', {}, async (life) => {
      const alice = await life.member('alice');
      await alice.buys({ 'SV-SORT': 3 });
      expect(await alice.points()).toBe(2697);
      await alice.redeems('rw_percentage');
      expect((await alice.asksFor('rw_percentage')).status).toBe(409);
      const shipping = await alice.redeems('rw_shipping');
      const card = await alice.redeems('rw_gift_card');
      const amount = await alice.redeems('rw_amount');
      expect(await alice.points()).toBe(297);
      expect(life.world.giftCards.byCode(card.code)?.balanceMinor).toBe(6000);

      const paid = await alice.buys({ 'GK-6': 1 }, { codes: [amount.code, shipping.code] });
      const totals = life.world.orders.originalTotals(paid);
      expect([totals.subtotal.shopMinor, totals.shipping.shopMinor]).toEqual([28_900, 0]);
      expect(await alice.points()).toBe(586);
      await life.after(60);
      await alice.returns(paid);
      // 289 go; both codes of the order come back as points.
      expect(await alice.points()).toBe(1497);
    }),
};
