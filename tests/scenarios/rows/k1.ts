import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const k1: Scenario = {
  id: 'k1',
  title: 'Points are earned by what is spent and taken off the next orders, as much as the shopper likes',
  play: () =>
    live('k1', {}, async (life) => {
      const freja = await life.member('freja');
      expect(await freja.points()).toBe(100);

      // 2 × 95 kr.; the 39 kr. of the parcel shop earn nothing.
      const first = await freja.buys({ 'NE-250': 2 });
      expect(await freja.points()).toBe(290);

      await life.after(30);
      await freja.buys({ 'NE-1000': 1 });
      expect(await freja.points()).toBe(610);

      // Three portions of 10 kr. for 100 points each.
      const chosen = await freja.redeems('rw_chosen', 3);
      expect(await freja.points()).toBe(310);
      const paid = await freja.buys({ 'HK-250': 1 }, { codes: [chosen.code] });
      expect(life.world.orders.originalTotals(paid).discounts.shopMinor).toBe(3000);
      // 99 kr. less 30.
      expect(await freja.points()).toBe(379);
      expect(await freja.stateOf('rw_chosen')).toEqual(['used']);

      await life.after(60);
      await freja.returns(first, { 'NE-250': 1 });
      expect(await freja.points()).toBe(284);
      // The order that the reward went into comes back: its 69 points go, the 300 of the reward come back.
      await freja.returns(paid);
      expect(await freja.points()).toBe(515);
    }),
};
