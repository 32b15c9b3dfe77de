/** The jobs that run on a clock, each with the one feature that it calls. */
import { purgeInbox } from '../intake/purge.server.ts';
import type { ClockedJob } from './schedule.server.ts';

const MINUTE_MS = 60_000;
const PORTION = 500;

export const clockedJobs: readonly ClockedJob[] = [
  {
    name: 'purge_inbox',
    everyMs: 10 * MINUTE_MS,
    leaseMs: 2 * MINUTE_MS,
    run: async (now) => (await purgeInbox(now, 10 * PORTION)) === 10 * PORTION,
  },
];
