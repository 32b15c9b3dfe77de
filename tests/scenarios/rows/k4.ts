import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const k4: Scenario = {
  id: 'k4',
  title:
    'Five percent come back as store credit when the return period is over, pay for the next purchase, and go with a refund',
  play: () =>
    live('k4', {}, async (life) => {
      const freja = await life.member('freja');
      const first = await freja.buys({ 'GK-6': 1 });
      // 5 % of 349 kr., waiting for 14 days.
      expect(await freja.pendingPoints()).toBe(1745);
      expect(await freja.points()).toBe(0);
      expect(freja.credit()).toBe(0);

      await life.after(16);
      expect(await freja.pendingPoints()).toBe(0);
      expect(await freja.points()).toBe(0);
      expect(freja.credit()).toBe(1745);

      const second = await freja.buys({ 'NE-250': 1 }, { useStoreCredit: true });
      expect(freja.credit()).toBe(0);
      expect(life.world.orders.netPayment(second).shopMinor).toBe(13400);
      await life.after(16);
      // 5 % of 95 kr. is less than the 10 kr. that are paid out at least.
      expect(await freja.points()).toBe(475);
      expect(freja.credit()).toBe(0);

      await life.after(30);
      await freja.buys({ 'SV-SORT': 1 });
      await life.after(16);
      // 475 and 5 % of 899 kr.
      expect(freja.credit()).toBe(4970);
      await freja.returns(first);
      // The 17.45 kr. of the first order are taken from the account again.
      expect(freja.credit()).toBe(3225);
      expect(await freja.points()).toBe(0);
    }),
};
