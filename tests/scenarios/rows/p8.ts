import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p8: Scenario = {
  id: 'p8',
  title: 'Levels by the year’s spending, a birthday with a gift and a week of double points, a catalogue of rewards',
  play: () =>
    live('p8', { free: ['PR-50'] }, async (life) => {
      const elsa = await life.member('elsa');
      expect((await elsa.posts('activities/birthday', { birthday: '02-10' })).status).toBe(200);
      const big = await elsa.buys({ 'SV-SORT': 4 });
      expect(await elsa.points()).toBe(3596);
      expect(await elsa.level()).toBe('vib');

      await life.until('2026-02-10');
      // 150 for the birthday.
      expect(await elsa.points()).toBe(3746);
      const gift = await elsa.codeOf('rw_birthday');
      const order = await elsa.buys({ 'NE-250': 1, 'PR-50': 1 }, { codes: [gift ?? ''] });
      expect(life.world.orders.originalTotals(order).discounts.shopMinor).toBe(3900);
      // 95, doubled in the week of the birthday; the level's quarter is the smaller one.
      expect(await elsa.points()).toBe(3936);

      const { code } = await elsa.redeems('rw_product');
      await life.until('2026-04-01');
      const paid = await elsa.buys({ 'HK-250': 1, 'PR-50': 1 }, { codes: [code] });
      // 3,236 + 99 + 24.
      expect(await elsa.points()).toBe(3359);
      await elsa.returns(paid);
      expect(await elsa.points()).toBe(3936);
      await elsa.returns(big, { 'SV-SORT': 1 });
      expect(await elsa.points()).toBe(3037);
      expect(await elsa.level()).toBe('vib');
    }),
};
