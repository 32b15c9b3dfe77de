import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p16: Scenario = {
  id: 'p16',
  title: 'Points are kept or given to a good cause, and a month has its limit',
  play: () =>
    live('p16', {}, async (life) => {
      const freja = await life.member('freja');
      await freja.buys({ 'SV-SORT': 3 });
      expect(await freja.points()).toBe(2697);
      await life.after(14);
      await freja.redeems('rw_donation');
      expect(await freja.points()).toBe(2197);
      expect(await freja.stateOf('rw_donation')).toEqual(['ready']);
      const { code } = await freja.redeems('rw_amount');
      const paid = await freja.buys({ 'GK-6': 1 }, { codes: [code] });
      expect(await freja.points()).toBe(1996);
      await freja.returns(paid);
      expect(await freja.points()).toBe(2197);

      // 20,000 points a month at most; 2,697 and 299 were earned in January, and a refund does not free them for more.
      await freja.buys({ 'SV-SORT': 25 });
      expect(await freja.points()).toBe(2197 + 20_000 - 2697 - 299);
      await life.until('2026-02-02');
      await freja.buys({ 'NE-250': 1 });
      expect(await freja.points()).toBe(19_296);
    }),
};
