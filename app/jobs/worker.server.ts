/** The worker: applies the inbox, runs the outbox and the jobs on a clock, again and again, until it is told to stop. Any number may run at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { applyBatch } from '../intake/apply.server.ts';
import { onStored } from '../intake/inbox.server.ts';
import { log, messageOf } from '../lib/log.server.ts';

/** How long an idle loop waits before it looks again. */
const IDLE_MS = 25;
/** Events in a batch from which on a second loop helps. */
const MUCH = 40;
const OUTBOX_IDLE_MS = 100;
const CLOCK_IDLE_MS = 1_000;
const BACKTESTS_IDLE_MS = 2_000;
const ERROR_MS = 500;
/** After a start the inbox goes first: what else there is to load and to do waits so long. */
const REST_STARTS_AFTER_MS = 200;

export interface Worker {
  /** Lets what is under way finish, and starts nothing new. */
  stop(): Promise<void>;
}

export function startWorker(): Worker {
  const stopping = new AbortController();
  let jobsAreKnown = false;
  const clock = async () => {
    const [{ clockedJobs }, { ensureJobs, runDueJob }] = await Promise.all([
      import('./clocked-jobs.server.ts'),
      import('./schedule.server.ts'),
    ]);
    if (!jobsAreKnown) await ensureJobs(clockedJobs, new Date());
    jobsAreKnown = true;
    return (await runDueJob(clockedJobs, new Date())) ? 0 : CLOCK_IDLE_MS;
  };
  const outbox = async () => {
    const { runDueOutbox } = await import('./run-outbox.server.ts');
    return (await runDueOutbox()) > 0 ? 0 : OUTBOX_IDLE_MS;
  };
  const backtests = async () => {
    const { runDueBacktest } = await import('../backtest/run-due.server.ts');
    return (await runDueBacktest(new Date())) ? 0 : BACKTESTS_IDLE_MS;
  };
  const startRest = async () => {
    await sleep(REST_STARTS_AFTER_MS, undefined, { signal: stopping.signal }).catch(() => {});
    await Promise.all([
      loop('outbox', outbox, stopping.signal),
      loop('clock', clock, stopping.signal),
      // Long, and in no hurry: it must not hold up the jobs on a clock.
      loop('backtests', backtests, stopping.signal),
    ]);
  };
  const loops = [...startInbox(stopping.signal), startRest()];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

/**
 * Two loops apply the inbox. The first is woken by deliveries that this process took in; those of other processes are found by looking.
 * The second helps when much waits, so that one works while the other's commit waits for the disk: small batches it would only make
 * smaller still, and each order later.
 */
export function startInbox(signal: AbortSignal): Promise<void>[] {
  let lastBatch = 0;
  const apply = async () => {
    lastBatch = await applyBatch(new Date());
    return lastBatch > 0 ? 0 : IDLE_MS;
  };
  const help = async () => (lastBatch < MUCH ? IDLE_MS : apply());
  let news = new AbortController();
  const stopListening = onStored(() => news.abort());
  signal.addEventListener('abort', stopListening);
  const applyAtOnce = async () => {
    // Renewed before looking: what is stored while we look ends the wait that follows.
    news = new AbortController();
    return apply();
  };
  return [loop('inbox', applyAtOnce, signal, () => news.signal), loop('inbox', help, signal)];
}

/** Runs `step` until stopped; it says how long to wait, which `news` cuts short. An error is waited out: PostgreSQL may be restarting. */
async function loop(
  name: string,
  step: () => Promise<number>,
  signal: AbortSignal,
  news?: () => AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let waitMs: number;
    try {
      waitMs = await step();
    } catch (error) {
      log.error('a worker loop failed and goes on', { loop: name, error: messageOf(error) });
      waitMs = ERROR_MS;
    }
    const until = news ? AbortSignal.any([signal, news()]) : signal;
    if (waitMs > 0) await sleep(waitMs, undefined, { signal: until }).catch(() => {});
  }
}
