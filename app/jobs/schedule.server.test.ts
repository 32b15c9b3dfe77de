import { describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { NOW } from '#tests/kit/factories.ts';
import { ensureJobs, runDueJob, type ClockedJob } from './schedule.server.ts';

const later = (ms: number) => new Date(NOW.getTime() + ms);
let jobNumber = 0;
function countingJob(run: (count: number) => Promise<boolean> = async () => false): ClockedJob & { count: number } {
  const job = {
    name: `job-${++jobNumber}`,
    everyMs: 60_000,
    leaseMs: 10_000,
    count: 0,
    run: async () => run(++job.count),
  };
  return job;
}

describe('jobs on a clock', () => {
  it('A job runs when it is due, and not before its next time', async () => {
    const job = countingJob();
    await ensureJobs([job], NOW);
    expect(await runDueJob([job], NOW)).toBe(true);
    expect(await runDueJob([job], later(59_999))).toBe(false);
    await ensureJobs([job], later(59_999));
    expect(await runDueJob([job], later(59_999))).toBe(false);
    expect(await runDueJob([job], later(60_000))).toBe(true);
    expect(job.count).toBe(2);
  });

  it('Of many workers at once one runs a job', async () => {
    const job = countingJob(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return false;
    });
    await ensureJobs([job], NOW);
    const results = await Promise.all(Array.from({ length: 8 }, () => runDueJob([job], NOW)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(job.count).toBe(1);
  });

  it('A job that has more to do runs again at once', async () => {
    const job = countingJob(async (count) => count < 3);
    await ensureJobs([job], NOW);
    let portions = 0;
    while (await runDueJob([job], NOW)) portions++;
    expect(portions).toBe(3);
  });

  it('A failing job says why, waits longer each time, and recovers', async () => {
    const job = countingJob(async (count) => {
      if (count <= 2) throw new Error('no luck');
      return false;
    });
    await ensureJobs([job], NOW);
    const read = async () =>
      (await pool().query('SELECT next_run_at, failures, last_error FROM scheduled_jobs WHERE name = $1', [job.name]))
        .rows[0];
    await runDueJob([job], NOW);
    expect(await read()).toEqual({ next_run_at: later(1_000), failures: 1, last_error: 'no luck' });
    await runDueJob([job], later(1_000));
    expect(await read()).toEqual({ next_run_at: later(3_000), failures: 2, last_error: 'no luck' });
    await runDueJob([job], later(3_000));
    expect(await read()).toEqual({ next_run_at: later(63_000), failures: 0, last_error: null });
  });

  it('A worker that died is replaced when its lease ends, and changes nothing should it come back', async () => {
    let comeBack = () => {};
    const died = new Promise<void>((resolve) => (comeBack = resolve));
    const job = countingJob(async (count) => {
      if (count === 1) await died;
      return false;
    });
    // So long that the first, which lives in truth, never comes to renew it.
    job.leaseMs = 600_000;
    await ensureJobs([job], NOW);
    const first = runDueJob([job], NOW);
    await expect.poll(() => job.count).toBe(1);
    expect(await runDueJob([job], later(599_999))).toBe(false);
    expect(await runDueJob([job], later(600_000))).toBe(true);
    comeBack();
    await first;
    const { rows } = await pool().query('SELECT next_run_at FROM scheduled_jobs WHERE name = $1', [job.name]);
    expect(rows[0].next_run_at).toEqual(later(660_000));
  });

  it('A job that takes longer than its lease keeps it while its worker lives', async () => {
    let finish = () => {};
    const working = new Promise<void>((resolve) => (finish = resolve));
    const job = { ...countingJob(async () => (await working, false)), leaseMs: 60 };
    await ensureJobs([job], NOW);
    const running = runDueJob([job], NOW);
    const leasedUntil = async () =>
      (await pool().query('SELECT leased_until FROM scheduled_jobs WHERE name = $1', [job.name])).rows[0].leased_until;
    await expect.poll(async () => (await leasedUntil()) > later(60)).toBe(true);
    expect(await runDueJob([job], later(60))).toBe(false);
    finish();
    await running;
    expect(await leasedUntil()).toBeNull();
  });
});
