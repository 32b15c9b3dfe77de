/** The worker: applies the inbox, runs the outbox and the jobs on a clock, again and again, until it is told to stop. Any number may run at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { applyBatch } from '../intake/apply.server.ts';
import { log, messageOf } from '../lib/log.server.ts';
import { clockedJobs } from './clocked-jobs.server.ts';
import { ensureJobs, runDueJob } from './schedule.server.ts';
import { runDueOutbox } from './run-outbox.server.ts';

/** How long an idle loop waits before it looks again. */
const IDLE_MS = 25;
const OUTBOX_IDLE_MS = 100;
const CLOCK_IDLE_MS = 1_000;
const ERROR_MS = 500;

export interface Worker {
  /** Lets what is under way finish, and starts nothing new. */
  stop(): Promise<void>;
}

export function startWorker(): Worker {
  const stopping = new AbortController();
  let jobsAreKnown = false;
  const clock = async () => {
    if (!jobsAreKnown) await ensureJobs(clockedJobs, new Date());
    jobsAreKnown = true;
    return (await runDueJob(clockedJobs, new Date())) ? 0 : CLOCK_IDLE_MS;
  };
  const loops = [
    loop('inbox', async () => ((await applyBatch(new Date())) > 0 ? 0 : IDLE_MS), stopping.signal),
    loop('outbox', async () => ((await runDueOutbox()) > 0 ? 0 : OUTBOX_IDLE_MS), stopping.signal),
    loop('clock', clock, stopping.signal),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

/** Runs `step` until stopped; it says how long to wait. An error is waited out: PostgreSQL may be restarting. */
async function loop(name: string, step: () => Promise<number>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let waitMs: number;
    try {
      waitMs = await step();
    } catch (error) {
      log.error('a worker loop failed and goes on', { loop: name, error: messageOf(error) });
      waitMs = ERROR_MS;
    }
    if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => {});
  }
}
