import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p18: Scenario = {
  id: 'p18',
  title: 'The weekend counts double and a big basket more; a code that is not used in three days is gone',
  play: () =>
    live('p18', {}, async (life) => {
      const maja = await life.member('maja');
      await maja.buys({ 'GK-6': 1 });
      expect(await maja.points()).toBe(349);
      await life.until('2026-01-10');
      await maja.buys({ 'SV-SORT': 2 });
      // Saturday: 2 × 1,798, and 100 for more than 1,000 kr.
      expect(await maja.points()).toBe(4045);

      await maja.redeems('rw_percentage');
      await life.until('2026-01-14');
      expect(await maja.points()).toBe(3645);
      expect(await maja.codeOf('rw_percentage')).toBeNull();
      const { code } = await maja.redeems('rw_percentage');
      const paid = await maja.buys({ 'HS-38': 1 }, { codes: [code] });
      // 3,245 + 519 for 519.20 kr. on a Wednesday.
      expect(await maja.points()).toBe(3764);
      await maja.returns(paid);
      expect(await maja.points()).toBe(3645);
    }),
};
