import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p17: Scenario = {
  id: 'p17',
  title: 'Nights and partners earn; late check-out and a gift card are what they buy',
  play: () =>
    live('p17', {}, async (life) => {
      await life.tagGoods({ 'KU-1': ['night'] });
      const report = await life.partner('Airline');
      const oskar = await life.member('oskar');
      expect((await oskar.posts('activities/birthday', { birthday: '03-01' })).status).toBe(200);
      // 2 × 800 for the nights, 34 for the breakfast.
      const stay = await oskar.buys({ 'KU-1': 2, 'KS-1': 1 }, { pos: true });
      expect(await oskar.points()).toBe(1634);
      expect(await report(oskar, { type: 'custom', name: 'airline', quantity: 300 })).toBe(300);
      expect(await report(oskar, { type: 'custom', name: 'taxi', quantity: 300 })).toBe(0);
      await life.until('2026-03-01');
      expect(await oskar.points()).toBe(2034);

      const card = await oskar.redeems('rw_gift_card');
      expect(await oskar.points()).toBe(534);
      await oskar.buys({ 'NE-250': 1 }, { giftCardCodes: [card.code] });
      expect(life.world.giftCards.byCode(card.code)?.balanceMinor).toBe(1600);
      expect(await oskar.points()).toBe(629);
      await oskar.redeems('rw_late_checkout');
      expect(await oskar.points()).toBe(29);
      await oskar.returns(stay, { 'KS-1': 1 });
      expect(await oskar.points()).toBe(-5);
    }),
};
