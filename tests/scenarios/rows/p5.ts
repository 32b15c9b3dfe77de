import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p5: Scenario = {
  id: 'p5',
  title: 'Triple for service, double for accessories, once for the rest, in one order; a free check-up as reward',
  play: () =>
    live('p5', {}, async (life) => {
      await life.tagGoods({ 'CL-2': ['accessory'] });
      const emil = await life.member('emil');
      const order = await emil.buys({ 'CS-1': 1, 'CL-2': 1, 'HS-38': 1 });
      // 3 × 499 + 2 × 249 + 649.
      expect(await emil.points()).toBe(2644);

      await emil.redeems('rw_checkup');
      expect(await emil.points()).toBe(644);
      expect(await emil.stateOf('rw_checkup')).toEqual(['ready']);
      await emil.isHandedOver('rw_checkup');
      expect(await emil.stateOf('rw_checkup')).toEqual(['used']);

      await life.after(60);
      const { code } = await emil.redeems('rw_amount');
      expect(await emil.points()).toBe(44);
      await emil.buys({ 'CL-2': 1 }, { codes: [code] });
      // 2 × (249 - 60).
      expect(await emil.points()).toBe(422);
      await emil.returns(order, { 'CL-2': 1 });
      expect(await emil.points()).toBe(-76);
    }),
};
