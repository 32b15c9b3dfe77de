import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p13: Scenario = {
  id: 'p13',
  title: 'The most loyal get priority by level and by points, and service counts double after a year',
  play: () =>
    live('p13', {}, async (life) => {
      const emil = await life.member('emil');
      await emil.buys({ 'SV-SORT': 3 });
      expect(await emil.level()).toBe('owner');
      await emil.buys({ 'CS-1': 3 });
      expect(await emil.points()).toBe(4194);
      expect(await emil.level()).toBe('priority');
      expect(emil.tags()).toContain('priority-support');
      await emil.redeems('rw_priority_support');
      expect(await emil.points()).toBe(3194);

      const { code } = await emil.redeems('rw_service_offer');
      const paid = await emil.buys({ 'CS-1': 2 }, { codes: [code] });
      // 2,394 + 798 for 798.40 kr.
      expect(await emil.points()).toBe(3192);
      await emil.returns(paid);
      expect(await emil.points()).toBe(3194);
      await life.after(370);
      await emil.buys({ 'CS-1': 1 });
      expect(await emil.points()).toBe(4192);
    }),
};
