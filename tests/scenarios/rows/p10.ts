import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p10: Scenario = {
  id: 'p10',
  title: 'Points open the sale and the event by tags that end, and take ten percent off',
  play: () =>
    live('p10', {}, async (life) => {
      const maja = await life.member('maja');
      await maja.buys({ 'SV-SORT': 2 });
      expect(await maja.points()).toBe(1898);
      await life.after(45);
      await maja.redeems('rw_early_access');
      await maja.redeems('rw_event_invitation');
      expect(await maja.points()).toBe(598);
      expect(maja.tags()).toEqual(expect.arrayContaining(['sale-early-access', 'event-guest']));

      const { code } = await maja.redeems('rw_percentage');
      const paid = await maja.buys({ 'GK-6': 1 }, { codes: [code] });
      // 98 + 314 for 314.10 kr.
      expect(await maja.points()).toBe(412);
      await life.after(33);
      expect(maja.tags()).not.toContain('sale-early-access');
      expect(maja.tags()).toContain('event-guest');
      await maja.returns(paid);
      expect(await maja.points()).toBe(598);
    }),
};
