/** Two of the schedules that `npm run chaos` runs: real processes under load, killed, cut and restarted (docs/testing.md). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFleet, type Fleet } from './fleet.ts';
import { runSchedule } from './schedule.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet(() => {});
});
afterAll(() => fleet?.stop());

describe('a fleet that is harmed while it works', () => {
  it.each([11, 12])(
    'Loses nothing, applies nothing twice and leaves no code without an owner, in schedule %i (D1, D4)',
    async (seed) => {
      // A busy machine may start processes slowly; `npm run chaos` holds recovery to 5 seconds.
      const result = await runSchedule(fleet, seed, { forMs: 6_000, events: 21 }, 60_000);
      expect(result.failures).toEqual([]);
      expect(result.events).toBeGreaterThan(20);
    },
  );
});
