import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p3: Scenario = {
  id: 'p3',
  title:
    'The newsletter, three months in a row, a level and a badge; news of them by push; early access opens by a tag',
  play: () =>
    live('p3', { messages: { tier_reached: ['push'] } }, async (life) => {
      const maja = await life.member('maja');
      life.world.customers.setConsent(maja.customerId, { channel: 'email', state: 'subscribed' });
      await life.settle();
      expect(await maja.points()).toBe(150);

      await maja.buys({ 'NE-1000': 1 });
      expect(await maja.points()).toBe(470);
      expect(await maja.badges()).toEqual(['First look']);
      await life.until('2026-02-10');
      await maja.buys({ 'GK-6': 1 });
      await life.until('2026-03-10');
      await maja.buys({ 'SK-4': 1 });
      // 819 + 199, and 300 for the third month in a row.
      expect(await maja.points()).toBe(1318);
      expect(await maja.level()).toBe('muse');
      const push = { to: `customer ${maja.customerId}`, text: expect.stringContaining('Muse') };
      expect(life.posted()).toContainEqual(push);

      await maja.redeems('rw_early_access');
      expect(maja.tags()).toContain('early-access');
      await life.until('2026-05-10');
      // 2,697 and a quarter more, 674.
      await maja.buys({ 'SV-SORT': 3 });
      expect(await maja.points()).toBe(3689);
      await maja.redeems('rw_style_badge');
      expect(await maja.points()).toBe(689);
      const { code } = await maja.redeems('rw_percentage');
      const paid = await maja.buys({ 'HS-38': 1 }, { codes: [code] });
      // 89 + 584 for 584.10 kr. + 146.
      expect(await maja.points()).toBe(819);
      await maja.returns(paid);
      expect(await maja.points()).toBe(689);
      await life.until('2026-07-01');
      expect(maja.tags()).not.toContain('early-access');
    }),
};
