/** For tests of doors that ask the clock: it stands at noon, far from the end of a day or a minute, on the day after what the kit makes. */
import { afterEach, beforeEach, vi } from 'vitest';
import { NOW } from './factories.ts';

/** Called at the top of a test file. Timers and the database keep their own clocks; `vi.setSystemTime` moves this one. */
export function stopTheClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW.getTime() + 24 * 60 * 60 * 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}
