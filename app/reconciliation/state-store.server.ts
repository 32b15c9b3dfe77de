/**
 * Owns the tables of reconciliation: when a shop is due, who holds it, how far its run has come, and what was found. A step's
 * effects and its progress are written in one transaction, by the holder of the lease alone; so a run that is killed goes on
 * where it was, and two workers never run one shop.
 */
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { inTransaction, pool, type Sql } from '../db.server.ts';
import { addDays, dateInZone, startOfDate } from '../lib/calendar.ts';
import { cleanText, toJsonb } from '../lib/clean-text.ts';
import type { Finding } from './findings.ts';

const MINUTE_MS = 60_000;
export const WINDOW_EVERY_MS = 15 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Longer than any step takes; every step renews it. */
/** Renewed while its holder lives (`keepLease`), so that the shop of one that was killed waits no longer than this. */
const LEASE_MS = 30_000;
const RENEW_EVERY_MS = 10_000;

export type RunKind = 'window' | 'nightly' | 'asked';

const progressSchema = z.object({
  phase: z.enum(['bulk_start', 'bulk_wait', 'bulk_read', 'orders', 'codes', 'open_codes', 'members', 'done']),
  /** Where the phase goes on: Shopify's cursor, or the last id. */
  cursor: z.string().nullable().default(null),
  bulkGid: z.string().nullable().default(null),
  bulkStartedAt: z.string().nullable().default(null),
  /** Lines of the bulk operation's file that are done. */
  linesRead: z.number().int().default(0),
});
export type Progress = z.infer<typeof progressSchema>;

export interface Run {
  shopId: number;
  id: string;
  kind: RunKind;
  startedAt: Date;
  since: Date;
  progress: Progress;
  attempts: number;
  leaseToken: string;
  timeZone: string;
}

/** The lease went to another worker: whatever this one was about to write must not be written. */
export class LeaseLost extends Error {}

interface StateRow {
  shop_id: number;
  checked_until: Date | null;
  next_window_at: Date;
  next_nightly_at: Date;
  asked_at: Date | null;
  run_id: string | null;
  progress: unknown;
  attempts: number;
  first_published_at: Date | null;
  time_zone: string;
}

/** How far back a nightly run looks: Shopify shows older orders only with read_all_orders. */
export const NIGHTLY_REACH_MS = 60 * DAY_MS;
/** Windows overlap: an order can appear in Shopify's search some time after it changed. */
const OVERLAP_MS = 15 * MINUTE_MS;
const FIRST_WINDOW_MS = DAY_MS;
/** A run that cannot be finished in this time is given up, and said to have failed. */
const LONGEST_RUN_MS = 12 * 60 * MINUTE_MS;

/** When the shop's next night check begins: between one and four o'clock of its own night, each shop at its own minute. */
export function nextNight(shopId: number, timeZone: string, now: Date): Date {
  const tomorrow = startOfDate(addDays(dateInZone(now, timeZone), 1), timeZone);
  return new Date(tomorrow.getTime() + (60 + ((shopId * 37) % 180)) * MINUTE_MS);
}

/** Makes the row of each shop that has a program and none yet. */
export async function ensureStates(now: Date): Promise<void> {
  const { rows } = await pool().query<{ id: number; timeZone: string }>({
    name: 'reconciliation-new-shops',
    text: `SELECT s.id, s.time_zone AS "timeZone" FROM shops s WHERE s.installed_at IS NOT NULL AND s.uninstalled_at IS NULL
             AND EXISTS (SELECT 1 FROM program_versions p WHERE p.shop_id = s.id)
             AND NOT EXISTS (SELECT 1 FROM reconciliation_states r WHERE r.shop_id = s.id)`,
  });
  if (rows.length === 0) return;
  await pool().query(
    `INSERT INTO reconciliation_states (shop_id, next_window_at, next_nightly_at, next_at)
     SELECT shop_id, $3, next_nightly_at, $3 FROM unnest($1::int[], $2::timestamptz[]) AS n(shop_id, next_nightly_at)
     ON CONFLICT (shop_id) DO NOTHING`,
    [
      rows.map((row) => row.id),
      rows.map((row) => nextNight(row.id, row.timeZone, now)),
      new Date(now.getTime() + WINDOW_EVERY_MS),
    ],
  );
}

/** Takes the shop that has been due longest, with its unfinished run or a new one. Null when none is due. */
export async function claimRun(now: Date): Promise<Run | null> {
  const leaseToken = uuidv7();
  return inTransaction(async (sql) => {
    const { rows } = await sql.query<StateRow>({
      name: 'reconciliation-claim',
      text: `WITH due AS (
               SELECT r.shop_id FROM reconciliation_states r JOIN shops s ON s.id = r.shop_id
               WHERE r.next_at <= $1 AND (r.leased_until IS NULL OR r.leased_until < now())
                 AND s.installed_at IS NOT NULL AND s.uninstalled_at IS NULL
               ORDER BY r.next_at LIMIT 1 FOR UPDATE OF r SKIP LOCKED)
             UPDATE reconciliation_states r SET lease_token = $2, leased_until = now() + $3 * interval '1 millisecond'
             FROM due WHERE r.shop_id = due.shop_id
             RETURNING r.*, (SELECT min(p.published_at) FROM program_versions p WHERE p.shop_id = r.shop_id) AS first_published_at,
               (SELECT s.time_zone FROM shops s WHERE s.id = r.shop_id) AS time_zone`,
      values: [now, leaseToken, LEASE_MS],
    });
    const state = rows[0];
    if (!state) return null;
    const unfinished = state.run_id ? await unfinishedRun(sql, state, leaseToken) : null;
    return unfinished ?? openRun(sql, state, leaseToken, now);
  });
}

async function unfinishedRun(sql: Sql, state: StateRow, leaseToken: string): Promise<Run | null> {
  const { rows } = await sql.query<{ id: string; kind: RunKind; started_at: Date; since: Date }>(
    `SELECT id, kind, started_at, since FROM reconciliation_runs WHERE shop_id = $1 AND id = $2 AND state = 'running'`,
    [state.shop_id, state.run_id],
  );
  const run = rows[0];
  const progress = progressSchema.safeParse(state.progress);
  if (!run || !progress.success) return null;
  return {
    shopId: state.shop_id,
    ...{ id: run.id, kind: run.kind, startedAt: run.started_at, since: run.since },
    ...{ progress: progress.data, attempts: state.attempts, leaseToken, timeZone: state.time_zone },
  };
}

async function openRun(sql: Sql, state: StateRow, leaseToken: string, now: Date): Promise<Run> {
  const kind: RunKind = state.asked_at ? 'asked' : state.next_nightly_at <= now ? 'nightly' : 'window';
  const reachMs = now.getTime() - NIGHTLY_REACH_MS;
  const windowMs = state.checked_until
    ? state.checked_until.getTime() - OVERLAP_MS
    : Math.max(now.getTime() - FIRST_WINDOW_MS, state.first_published_at?.getTime() ?? 0);
  const since = new Date(kind === 'window' ? Math.max(windowMs, reachMs) : reachMs);
  const progress = progressSchema.parse({ phase: kind === 'window' ? 'orders' : 'bulk_start' });
  const id = uuidv7();
  await sql.query(
    'INSERT INTO reconciliation_runs (shop_id, id, kind, started_at, since) VALUES ($1, $2, $3, $4, $5)',
    [state.shop_id, id, kind, now, since],
  );
  await sql.query(
    'UPDATE reconciliation_states SET run_id = $2, progress = $3, attempts = 0, asked_at = NULL WHERE shop_id = $1',
    [state.shop_id, id, toJsonb(progress)],
  );
  return {
    shopId: state.shop_id,
    ...{ id, kind, startedAt: now, since, progress, attempts: 0, leaseToken, timeZone: state.time_zone },
  };
}

export interface StepResult {
  progress: Progress;
  ordersChecked?: number;
  codesChecked?: number;
  membersChecked?: number;
}

/** Writes how far the run has come, inside the transaction of what it did. @throws LeaseLost. */
export async function saveStep(sql: Sql, run: Run, step: StepResult): Promise<void> {
  const { rowCount } = await sql.query({
    name: 'reconciliation-step',
    text: `UPDATE reconciliation_states SET progress = $4, attempts = 0, leased_until = now() + $5 * interval '1 millisecond'
           WHERE shop_id = $1 AND run_id = $2 AND lease_token = $3`,
    values: [run.shopId, run.id, run.leaseToken, toJsonb(step.progress), LEASE_MS],
  });
  if (!rowCount) throw new LeaseLost();
  await sql.query({
    name: 'reconciliation-counts',
    text: `UPDATE reconciliation_runs SET orders_checked = orders_checked + $3, codes_checked = codes_checked + $4,
             members_checked = members_checked + $5 WHERE shop_id = $1 AND id = $2`,
    values: [run.shopId, run.id, step.ordersChecked ?? 0, step.codesChecked ?? 0, step.membersChecked ?? 0],
  });
}

/**
 * Keeps what was found; the same thing found again by the same run is one finding. What only a person can decide is told when it
 * is first seen, not every night.
 */
export async function saveFindings(sql: Sql, run: Run, all: readonly Finding[], now: Date): Promise<void> {
  const findings: Finding[] = [];
  for (const finding of all) {
    if (finding.repaired || !(await firstFound(sql, run.shopId, finding.code, finding.subject))) findings.push(finding);
  }
  if (findings.length === 0) return;
  const { rows } = await sql.query<{ repaired: boolean }>({
    name: 'reconciliation-findings',
    text: `INSERT INTO reconciliation_findings (shop_id, run_id, code, subject, name, member_id, points, repaired, found_at)
           SELECT $1, $2, f.*, $9 FROM unnest($3::text[], $4::text[], $5::text[], $6::uuid[], $7::bigint[], $8::bool[]) AS f
           ON CONFLICT DO NOTHING RETURNING repaired`,
    values: [
      run.shopId,
      run.id,
      findings.map((finding) => finding.code),
      findings.map((finding) => finding.subject),
      findings.map((finding) => finding.name),
      findings.map((finding) => finding.memberId),
      findings.map((finding) => finding.points),
      findings.map((finding) => finding.repaired),
      now,
    ],
  });
  await sql.query(
    'UPDATE reconciliation_runs SET findings = findings + $3, repaired = repaired + $4 WHERE shop_id = $1 AND id = $2',
    [run.shopId, run.id, rows.length, rows.filter((row) => row.repaired).length],
  );
}

/** When this was first found of the subject, by whichever run; null when never. */
export async function firstFound(sql: Sql, shopId: number, code: string, subject: string): Promise<Date | null> {
  const { rows } = await sql.query<{ at: Date | null }>({
    name: 'reconciliation-first-found',
    text: 'SELECT min(found_at) AS at FROM reconciliation_findings WHERE shop_id = $1 AND code = $2 AND subject = $3',
    values: [shopId, code, subject],
  });
  return rows[0]?.at ?? null;
}

/** The run is done: what it saw as agreed, and when the next ones are due. @param checkedUntil see the schema. */
export async function finishRun(run: Run, checkedUntil: Date, now: Date): Promise<void> {
  await inTransaction(async (sql) => {
    const { rowCount } = await sql.query(
      `UPDATE reconciliation_states SET run_id = NULL, progress = '{}', attempts = 0, lease_token = NULL, leased_until = NULL,
         checked_until = greatest(checked_until, $4), next_window_at = $5, next_nightly_at = coalesce($6, next_nightly_at),
         next_at = CASE WHEN asked_at IS NULL THEN least($5::timestamptz, coalesce($6, next_nightly_at)) ELSE $7 END
       WHERE shop_id = $1 AND run_id = $2 AND lease_token = $3`,
      [
        run.shopId,
        run.id,
        run.leaseToken,
        checkedUntil,
        new Date(now.getTime() + WINDOW_EVERY_MS),
        run.kind === 'nightly' ? nextNight(run.shopId, run.timeZone, now) : null,
        now,
      ],
    );
    if (!rowCount) throw new LeaseLost();
    await sql.query(
      `UPDATE reconciliation_runs SET state = 'done', finished_at = $3, error = NULL WHERE shop_id = $1 AND id = $2`,
      [run.shopId, run.id, now],
    );
    await forgetOldRuns(sql, run.shopId, now);
  });
}

/** Reports are kept for 90 days, and 200 runs that found nothing. */
async function forgetOldRuns(sql: Sql, shopId: number, now: Date): Promise<void> {
  await sql.query(
    `DELETE FROM reconciliation_findings WHERE shop_id = $1 AND found_at < $2::timestamptz - interval '90 days'`,
    [shopId, now],
  );
  await sql.query(
    `DELETE FROM reconciliation_runs r WHERE shop_id = $1 AND (started_at < $2::timestamptz - interval '90 days' OR (state = 'done' AND findings = 0
       AND started_at < (SELECT started_at FROM reconciliation_runs WHERE shop_id = $1 ORDER BY started_at DESC OFFSET 199 LIMIT 1)))`,
    [shopId, now],
  );
}

/** Renews the lease until the returned function is called. Whoever has lost it renews nothing. */
export function keepLease(run: Run): () => void {
  const timer = setInterval(() => {
    pool()
      .query({
        name: 'reconciliation-renew',
        text: `UPDATE reconciliation_states SET leased_until = now() + $4 * interval '1 millisecond'
               WHERE shop_id = $1 AND run_id = $2 AND lease_token = $3`,
        values: [run.shopId, run.id, run.leaseToken, LEASE_MS],
      })
      // A database that does not answer is noticed by the next step of the run itself.
      .catch(() => {});
  }, RENEW_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Lets go of the shop: the run goes on at `at`. */
export async function pauseRun(run: Run, at: Date): Promise<void> {
  await pool().query({
    name: 'reconciliation-pause',
    text: `UPDATE reconciliation_states SET lease_token = NULL, leased_until = NULL, next_at = $4
           WHERE shop_id = $1 AND run_id = $2 AND lease_token = $3`,
    values: [run.shopId, run.id, run.leaseToken, at],
  });
}

/** A step did not work: again later, or the run is given up when it has tried for too long. @returns whether it was. */
export async function postponeRun(run: Run, error: string, delayMs: number, now: Date): Promise<boolean> {
  const givenUp = now.getTime() - run.startedAt.getTime() > LONGEST_RUN_MS;
  await inTransaction(async (sql) => {
    const { rowCount } = await sql.query(
      `UPDATE reconciliation_states SET lease_token = NULL, leased_until = NULL, attempts = attempts + 1,
         run_id = CASE WHEN $4 THEN NULL ELSE run_id END, next_at = $5,
         next_nightly_at = CASE WHEN $4 THEN coalesce($6, next_nightly_at) ELSE next_nightly_at END
       WHERE shop_id = $1 AND run_id = $2 AND lease_token = $3`,
      [
        run.shopId,
        run.id,
        run.leaseToken,
        givenUp,
        new Date(now.getTime() + (givenUp ? Math.max(delayMs, WINDOW_EVERY_MS) : delayMs)),
        run.kind === 'nightly' ? nextNight(run.shopId, run.timeZone, now) : null,
      ],
    );
    if (!rowCount) return;
    await sql.query(
      `UPDATE reconciliation_runs SET error = $3, state = CASE WHEN $4 THEN 'failed'::reconciliation_run_state ELSE state END,
         finished_at = CASE WHEN $4 THEN $5::timestamptz END WHERE shop_id = $1 AND id = $2`,
      [run.shopId, run.id, cleanText(error, 500), givenUp, now],
    );
  });
  return givenUp;
}
