import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p11: Scenario = {
  id: 'p11',
  title:
    'Points wait until 14 days after delivery, count double for what goes with the first order, and buy accessories and a gift card',
  play: () =>
    live('p11', { free: ['KF-100'], collections: ['brygudstyr'] }, async (life) => {
      await life.tagGoods({ 'CL-2': ['recommended'] });
      const oskar = await life.member('oskar');
      await oskar.buys({ 'SV-SORT': 3 }, { fulfilled: true });
      expect(await oskar.pendingPoints()).toBe(2697);
      await life.after(16);
      expect(await oskar.points()).toBe(2697);
      await oskar.buys({ 'CL-2': 1 }, { fulfilled: true });
      expect(await oskar.pendingPoints()).toBe(498);
      await life.after(16);
      expect(await oskar.points()).toBe(3195);

      const accessory = await oskar.redeems('rw_product');
      expect(await oskar.points()).toBe(2395);
      const brewing = await oskar.buys({ 'GK-6': 1, 'KF-100': 1 }, { codes: [accessory.code] });
      expect(life.world.orders.originalTotals(brewing).discounts.shopMinor).toBe(4900);
      expect(await oskar.pendingPoints()).toBe(349);

      const { code } = await oskar.redeems('rw_gift_card');
      expect(life.world.giftCards.byCode(code)?.balanceMinor).toBe(20_000);
      const paid = await oskar.buys({ 'HK-250': 1 }, { giftCardCodes: [code] });
      // 99 kr. and 39 for the parcel shop.
      expect(life.world.giftCards.byCode(code)?.balanceMinor).toBe(6200);
      expect(await oskar.pendingPoints()).toBe(448);
      await oskar.returns(paid);
      expect(await oskar.pendingPoints()).toBe(349);
      expect(await oskar.points()).toBe(395);
      expect(life.world.giftCards.byCode(code)?.balanceMinor).toBe(16_100);
    }),
};
