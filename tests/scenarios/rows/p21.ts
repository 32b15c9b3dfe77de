import { expect } from 'vitest';
import { live } from '../live.ts';
import type { Scenario } from '../scenario.ts';

export const p21: Scenario = {
  id: 'p21',
  title: 'The punch card is a QR code: scanned at the counter, twice a day at most, and the tenth is free',
  play: () =>
    live('p21', {}, async (life) => {
      const poster = await life.poster('Counter');
      const freja = await life.member('freja');
      for (let visit = 1; visit <= 9; visit++) {
        expect((await freja.posts('activities/check-in', { code: poster })).body['points']).toBe(1);
        await life.after(2);
      }
      expect((await freja.posts('activities/check-in', { code: poster })).status).toBe(200);
      expect((await freja.posts('activities/check-in', { code: poster })).body.error?.code).toBe('too_soon');
      expect((await freja.posts('activities/check-in', { code: `${poster}x` })).body.error?.code).toBe('wrong_code');
      expect(await freja.points()).toBe(10);

      await freja.redeems('rw_tenth');
      expect(await freja.points()).toBe(0);
      await freja.isHandedOver('rw_tenth');
      expect(await freja.stateOf('rw_tenth')).toEqual(['used']);
      const order = await freja.buys({ 'KOP-LATTE': 1 }, { pos: true });
      await freja.returns(order);
      expect(await freja.points()).toBe(0);
    }),
};
