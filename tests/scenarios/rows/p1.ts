import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p1: Scenario = {
  id: 'p1',
  title: 'A stamp a cup at the counter, ten a day at most, the balance by SMS, and the coffee after twenty is free',
  play: () =>
    live('p1', { free: ['KOP-FILTER'], messages: { points_earned: ['sms'] } }, async (life) => {
      await life.tagGoods({ 'KOP-FILTER': ['coffee'] });
      const freja = await life.member('freja');
      life.world.customers.update(freja.customerId, { phone: '+4520000001' });
      // Twelve cups for a meeting: ten stamps.
      await freja.buys({ 'KOP-FILTER': 12 }, { pos: true });
      expect(await freja.points()).toBe(10);
      expect(life.posted()).toContainEqual({
        to: '+4520000001',
        text: 'Nordlys Kaffe & Hjem: Du har optjent 10 stempler. Din saldo: 10 stempler.',
      });
      await life.after(30);
      await freja.buys({ 'KOP-LATTE': 6 }, { pos: true });
      expect(await freja.points()).toBe(16);
      await life.after(30);
      // The pastry has no stamp.
      const last = await freja.buys({ 'KOP-CORTADO': 4, 'KS-1': 2 }, { pos: true });
      expect(await freja.points()).toBe(20);

      const { code } = await freja.redeems('rw_product');
      const free = await freja.buys({ 'KOP-LATTE': 1 }, { pos: true, codes: [code] });
      expect(life.world.orders.originalTotals(free).total.shopMinor).toBe(0);
      expect(await freja.stateOf('rw_product')).toEqual(['used']);
      expect(await freja.points()).toBe(0);
      // Two cups of the last round were cold: their stamps are owed.
      await freja.returns(last, { 'KOP-CORTADO': 2 });
      expect(await freja.points()).toBe(-2);
    }),
};
