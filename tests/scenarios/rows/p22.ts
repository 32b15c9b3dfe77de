import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p22: Scenario = {
  id: 'p22',
  title: 'Twelve visits within thirty days give an hour with a trainer; four weeks in a row give a badge',
  play: () =>
    live('p22', {}, async (life) => {
      const poster = await life.poster('The gym');
      const maja = await life.member('maja');
      for (let week = 1; week <= 4; week++) {
        for (let visit = 1; visit <= 3; visit++) {
          expect((await maja.posts('activities/check-in', { code: poster })).body['points']).toBe(5);
          await life.after(visit === 3 ? 3 : 2);
        }
      }
      // 12 × 5, and 20 for the fourth week in a row.
      expect(await maja.points()).toBe(80);
      expect(await maja.badges()).toEqual(['Steady']);
      expect(await maja.stateOf('rw_hour')).toEqual(['ready']);
      await maja.isHandedOver('rw_hour');
      expect(await maja.stateOf('rw_hour')).toEqual(['used']);
      await maja.redeems('rw_guest');
      expect(await maja.points()).toBe(30);
      const order = await maja.buys({ 'NE-250': 1 });
      await maja.returns(order);
      expect(await maja.points()).toBe(30);
    }),
};
