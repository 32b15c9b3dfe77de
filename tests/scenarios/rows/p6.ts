import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p6: Scenario = {
  id: 'p6',
  title: 'Points for each bun and each visit, a little more at the counter, until something sweet is free',
  play: () =>
    live('p6', { free: ['KS-1'] }, async (life) => {
      const freja = await life.member('freja');
      await freja.buys({ 'KS-1': 3, 'KOP-FILTER': 1 }, { pos: true });
      // 4 × 40, and a quarter more at the counter.
      expect(await freja.points()).toBe(200);
      expect((await freja.posts('activities/visit', {})).body['points']).toBe(20);
      expect((await freja.posts('activities/visit', {})).body.error?.code).toBe('already_done');

      await life.after(35);
      await freja.buys({ 'PR-50': 2 });
      expect(await freja.points()).toBe(300);
      await life.after(7);
      const last = await freja.buys({ 'KS-1': 2 }, { pos: true });
      expect(await freja.points()).toBe(400);

      const { code } = await freja.redeems('rw_product');
      const free = await freja.buys({ 'KS-1': 1 }, { pos: true, codes: [code] });
      expect(life.world.orders.originalTotals(free).total.shopMinor).toBe(0);
      expect(await freja.points()).toBe(0);
      await freja.returns(last, { 'KS-1': 1 });
      expect(await freja.points()).toBe(-50);
    }),
};
