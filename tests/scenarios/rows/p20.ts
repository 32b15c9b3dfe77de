import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p20: Scenario = {
  id: 'p20',
  title: 'Every 500 kr. spent bring 50 kr. off by themselves; a refund takes back what it had brought',
  play: () =>
    live('p20', {}, async (life) => {
      const emil = await life.member('emil');
      await emil.buys({ 'GK-6': 1 });
      expect(await emil.codeOf('rw_five')).toBeNull();
      await emil.buys({ 'SK-4': 1 });
      const first = await emil.codeOf('rw_five');
      expect(first).not.toBeNull();
      await life.after(60);
      const paid = await emil.buys({ 'NE-250': 1 }, { codes: [first ?? ''] });
      expect(life.world.orders.originalTotals(paid).subtotal.shopMinor).toBe(4500);
      expect(await emil.stateOf('rw_five')).toEqual(['used']);

      // 593 kr. so far; 1,492 with this one: the second milestone.
      const big = await emil.buys({ 'SV-SORT': 1 });
      expect(await emil.stateOf('rw_five')).toEqual(['used', 'ready']);
      expect(await emil.points()).toBe(1492);
      await emil.returns(big);
      expect(await emil.points()).toBe(593);
      expect(await emil.stateOf('rw_five')).toEqual(['used', 'returned']);
    }),
};
