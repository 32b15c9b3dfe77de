import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p14: Scenario = {
  id: 'p14',
  title:
    'Visits and minutes of training earn, within a day’s limits, and buy a session; the anniversary of joining counts',
  play: () =>
    live('p14', {}, async (life) => {
      const poster = await life.poster('The gym');
      const report = await life.partner('Training app');
      const maja = await life.member('maja');
      for (let day = 1; day <= 5; day++) {
        expect((await maja.posts('activities/check-in', { code: poster })).body['points']).toBe(10);
        expect(await report(maja, { type: 'custom', name: 'training_minutes', quantity: 60 })).toBe(60);
        // 90 points a day at most.
        expect(await report(maja, { type: 'custom', name: 'training_minutes', quantity: 45 })).toBe(30);
        await life.after(1);
      }
      expect(await maja.points()).toBe(500);
      await maja.redeems('rw_session');
      expect(await maja.points()).toBe(0);
      await maja.isHandedOver('rw_session');
      expect(await maja.stateOf('rw_session')).toEqual(['used']);

      // Goods earn nothing here, and their refund takes nothing.
      const order = await maja.buys({ 'NE-250': 1 });
      await maja.returns(order);
      expect(await maja.points()).toBe(0);
      await life.until('2027-01-05');
      expect(await maja.points()).toBe(100);
    }),
};
