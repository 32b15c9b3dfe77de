import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const k5: Scenario = {
  id: 'k5',
  title:
    'A friend comes by a code: ten percent for the friend, points for the member after the return period; a refund takes them back, and nobody recommends themselves',
  play: () =>
    live('k5', {}, async (life) => {
      const freja = await life.member('freja');
      await freja.buys({ 'GK-6': 1 });
      expect(await freja.points()).toBe(349);
      const code = await freja.referralCode();
      expect((await freja.comesBy(code)).body.error?.code).toBe('referral_refused');

      const emil = await life.customer('emil');
      expect((await emil.comesBy(code)).status).toBe(200);
      const welcome = await emil.codeOf('rw_friend');
      const first = await emil.buys({ 'HK-250': 3 }, { codes: [welcome ?? ''] });
      // 297 kr. less 10 %.
      expect(life.world.orders.originalTotals(first).subtotal.shopMinor).toBe(26_730);
      expect(await emil.points()).toBe(267);
      expect(await freja.points()).toBe(349);
      // The other way round is a ring.
      expect((await freja.comesBy(await emil.referralCode())).body.error?.code).toBe('referral_refused');

      await life.after(16);
      expect(await freja.points()).toBe(849);
      await life.after(40);
      const reward = await freja.redeems('rw_amount');
      const paid = await freja.buys({ 'SK-4': 1 }, { codes: [reward.code] });
      // 349 + 149.
      expect(await freja.points()).toBe(498);

      // The friend returns everything after all: what it had brought is owed.
      await emil.returns(first);
      expect(await emil.points()).toBe(0);
      expect(await freja.points()).toBe(-2);
      await freja.returns(paid);
      expect(await freja.points()).toBe(349);
    }),
};
