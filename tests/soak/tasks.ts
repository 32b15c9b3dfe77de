/** Runs tasks of the outbox until they are gone. */
import { pool } from '#app/db.server.ts';
import { runNow } from '#app/jobs/run-outbox.server.ts';
import type { OutboxRef } from '#app/outbox/outbox-store.server.ts';

/** Does the work until it goes through, with its connection cut as often as the probability says. */
export type Survive = <T>(probability: number, work: () => Promise<T>) => Promise<T>;

/** Runs a task until it is gone; what a crash left leased is released, as time would. @param nowOf the time of each attempt. */
export async function runTask(survive: Survive, ref: OutboxRef, nowOf: () => Date): Promise<void> {
  let lastError = '';
  for (let attempt = 1; attempt <= 12; attempt++) {
    await survive(attempt < 4 ? 0.3 : 0, () => runNow(ref, { now: nowOf() }));
    const { rows } = await pool().query<{ last_error: string }>(
      `UPDATE outbox_tasks SET leased_until = CASE WHEN leased_until IS NULL THEN NULL ELSE now() - interval '1 ms' END
       WHERE shop_id = $1 AND topic = $2 AND subject = $3 AND dead_at IS NULL RETURNING last_error`,
      [ref.shopId, ref.topic, ref.subject],
    );
    if (rows.length === 0) return;
    lastError = rows[0]?.last_error ?? '';
  }
  throw new Error(`The task ${ref.topic} ${ref.subject} does not come to an end: ${lastError}`);
}

/** @throws what went wrong first, once nothing is under way any more: the tables are cleared after a failure. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lanes = Array.from({ length: 6 }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  });
  for (const lane of await Promise.allSettled(lanes)) if (lane.status === 'rejected') throw lane.reason;
}
