/**
 * Jobs on a clock. One row a job says when it is due and who runs it; any number of workers claim rows under a lease, so a
 * job has one runner, and a worker that died is replaced when its lease ends. Owns the table of scheduled jobs; must not
 * hold rules: a job calls one feature, does a limited portion of work at a time, and says whether there is more.
 */
import { pool } from '../db.server.ts';
import { cleanText } from '../lib/clean-text.ts';
import { log, messageOf } from '../lib/log.server.ts';

export interface ClockedJob {
  name: string;
  /** How long after one run the next is due. */
  everyMs: number;
  /** How long the job waits for a runner that died. Renewed while its runner lives, however long a portion takes. */
  leaseMs: number;
  /** @returns true when there is more to do at once. Must be safe to run twice at the same time and to be killed anywhere. */
  run(now: Date): Promise<boolean>;
}

/** Jobs of all shops at once are kept under this shop. */
const ALL_SHOPS = 0;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15 * 60_000;

/** Makes the rows of jobs that are new. Those that are there keep their time. */
export async function ensureJobs(jobs: readonly ClockedJob[], now: Date): Promise<void> {
  await pool().query(
    `INSERT INTO scheduled_jobs (shop_id, name, next_run_at) SELECT $1, name, $3 FROM unnest($2::text[]) AS j(name)
     ON CONFLICT DO NOTHING`,
    [ALL_SHOPS, jobs.map((job) => job.name), now],
  );
}

/** Claims the due job that has waited longest, and runs one portion of it. @returns whether a job was due. */
export async function runDueJob(jobs: readonly ClockedJob[], now: Date): Promise<boolean> {
  const { rows } = await pool().query<{ name: string; runs: number; failures: number }>({
    name: 'schedule-claim',
    text: `WITH due AS (
             SELECT s.shop_id, s.name, j.lease_ms FROM scheduled_jobs s
             JOIN unnest($2::text[], $3::bigint[]) AS j(name, lease_ms) ON j.name = s.name
             WHERE s.shop_id = $1 AND s.next_run_at <= $4 AND (s.leased_until IS NULL OR s.leased_until <= $4)
             ORDER BY s.next_run_at LIMIT 1 FOR UPDATE OF s SKIP LOCKED)
           UPDATE scheduled_jobs s SET leased_until = $4::timestamptz + due.lease_ms * interval '1 millisecond', runs = s.runs + 1,
             last_run_at = $4
           FROM due WHERE s.shop_id = due.shop_id AND s.name = due.name RETURNING s.name, s.runs, s.failures`,
    values: [ALL_SHOPS, jobs.map((job) => job.name), jobs.map((job) => job.leaseMs), now],
  });
  const claim = rows[0];
  const job = claim && jobs.find((candidate) => candidate.name === claim.name);
  if (!claim || !job) return false;
  let waitMs: number;
  let error: string | null = null;
  const letGo = keepLease(job, claim.runs, now);
  try {
    waitMs = (await job.run(now)) ? 0 : job.everyMs;
  } catch (thrown) {
    error = messageOf(thrown);
    waitMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(claim.failures, 20));
    log.error('a job on a clock failed and will be tried again', { job: job.name, error });
  } finally {
    letGo();
  }
  // Only the holder of the lease says when the job is due again: whoever lost it meanwhile changes nothing.
  await pool().query({
    name: 'schedule-release',
    text: `UPDATE scheduled_jobs SET leased_until = NULL, next_run_at = $4::timestamptz + $5 * interval '1 millisecond', last_error = $6,
             failures = CASE WHEN $6::text IS NULL THEN 0 ELSE failures + 1 END
           WHERE shop_id = $1 AND name = $2 AND runs = $3`,
    values: [ALL_SHOPS, job.name, claim.runs, now, waitMs, error && cleanText(error, 1000)],
  });
  return true;
}

/** Renews the lease until the returned function is called. Whoever has lost it renews nothing. */
function keepLease(job: ClockedJob, run: number, now: Date): () => void {
  const startedAtMs = performance.now();
  const timer = setInterval(() => {
    const passedMs = performance.now() - startedAtMs;
    pool()
      .query({
        name: 'schedule-renew',
        text: `UPDATE scheduled_jobs SET leased_until = $4
               WHERE shop_id = $1 AND name = $2 AND runs = $3 AND leased_until IS NOT NULL`,
        values: [ALL_SHOPS, job.name, run, new Date(now.getTime() + passedMs + job.leaseMs)],
      })
      // A database that does not answer is noticed by the job itself.
      .catch(() => {});
  }, job.leaseMs / 3);
  timer.unref();
  return () => clearInterval(timer);
}
