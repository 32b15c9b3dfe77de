/** What the merchant reads of the comparisons with Shopify, and asking for one now. */
import { pool } from '../db.server.ts';
import type { FindingCode } from './findings.ts';
import { ensureStates, type RunKind } from './state-store.server.ts';

export interface ReconciliationReport {
  /** Asked for, or under way. */
  isRunning: boolean;
  /** The last run that ended; null before the first. */
  last: {
    kind: RunKind;
    state: 'done' | 'failed';
    /** ISO instant. */
    finishedAt: string;
    ordersChecked: number;
    codesChecked: number;
    membersChecked: number;
  } | null;
  /** How many orders the last check that looked at all of them compared; null before the first. */
  fullOrders: number | null;
  /** Of the last 30 days: orders looked at (those of several checks more than once), things found, those of them that were repaired, and those that wait for a person. */
  month: { ordersChecked: number; findings: number; repaired: number; open: number };
  /** The newest findings, at most 20. */
  findings: {
    key: string;
    code: FindingCode;
    name: string;
    memberId: string | null;
    points: number;
    repaired: boolean;
    /** Not repaired, and still so: it waits for a person. */
    isOpen: boolean;
    /** ISO instant. */
    foundAt: string;
  }[];
  /** Why the run under way could not go on so far. */
  trouble: boolean;
}

interface LastRow {
  kind: RunKind;
  state: 'done' | 'failed';
  finishedAt: Date;
  ordersChecked: number;
  codesChecked: number;
  membersChecked: number;
}

/** Whether a finding that was not repaired still stands; `f` is the finding, `r` and `m` its redemption and member. */
const STANDS = `NOT f.repaired AND CASE WHEN f.code IN ('code_ended', 'code_order_unknown') THEN r.state = 'ready'
  WHEN f.code = 'customer_gone' THEN m.status IN ('active', 'blocked') ELSE true END`;
const WITH_SUBJECT = `reconciliation_findings f
  LEFT JOIN redemptions r ON r.shop_id = f.shop_id AND f.code IN ('code_ended', 'code_order_unknown') AND r.id::text = f.subject
  LEFT JOIN members m ON m.shop_id = f.shop_id AND m.id = f.member_id`;

export async function readReport(shopId: number, now: Date): Promise<ReconciliationReport> {
  const [state, last, full, month, open, findings] = await Promise.all([
    pool().query<{ kind: RunKind | null; asked: boolean; trouble: boolean }>(
      `SELECT r.kind, s.asked_at IS NOT NULL AS asked, s.attempts > 2 AS trouble FROM reconciliation_states s
       LEFT JOIN reconciliation_runs r ON r.shop_id = s.shop_id AND r.id = s.run_id WHERE s.shop_id = $1`,
      [shopId],
    ),
    pool().query<LastRow>(
      `SELECT kind, state, finished_at AS "finishedAt", orders_checked AS "ordersChecked", codes_checked AS "codesChecked",
         members_checked AS "membersChecked" FROM reconciliation_runs
       WHERE shop_id = $1 AND state <> 'running' ORDER BY started_at DESC, id DESC LIMIT 1`,
      [shopId],
    ),
    pool().query<{ ordersChecked: number }>(
      `SELECT orders_checked AS "ordersChecked" FROM reconciliation_runs
       WHERE shop_id = $1 AND state = 'done' AND kind <> 'window' ORDER BY started_at DESC, id DESC LIMIT 1`,
      [shopId],
    ),
    pool().query<{ ordersChecked: number; findings: number; repaired: number }>(
      `SELECT coalesce(sum(orders_checked), 0)::int AS "ordersChecked", coalesce(sum(findings), 0)::int AS findings,
         coalesce(sum(repaired), 0)::int AS repaired
       FROM reconciliation_runs WHERE shop_id = $1 AND started_at >= $2::timestamptz - interval '30 days'`,
      [shopId, now],
    ),
    pool().query<{ open: number }>(
      `SELECT count(*)::int AS open FROM ${WITH_SUBJECT}
       WHERE f.shop_id = $1 AND f.found_at >= $2::timestamptz - interval '30 days' AND ${STANDS}`,
      [shopId, now],
    ),
    pool().query<{
      runId: string;
      code: FindingCode;
      subject: string;
      name: string;
      memberId: string | null;
      points: number;
      repaired: boolean;
      isOpen: boolean;
      foundAt: Date;
    }>(
      `SELECT f.run_id AS "runId", f.code, f.subject, f.name, f.member_id AS "memberId", f.points, f.repaired, ${STANDS} AS "isOpen",
         f.found_at AS "foundAt" FROM ${WITH_SUBJECT} WHERE f.shop_id = $1 ORDER BY f.found_at DESC, f.code, f.subject LIMIT 20`,
      [shopId],
    ),
  ]);
  const { kind = null, asked = false, trouble = false } = state.rows[0] ?? {};
  const lastRun = last.rows[0];
  return {
    // A window of the last minutes is over before anybody looks; what is worth waiting for is the long run.
    isRunning: asked || (kind !== null && kind !== 'window'),
    last: lastRun ? { ...lastRun, finishedAt: lastRun.finishedAt.toISOString() } : null,
    fullOrders: full.rows[0]?.ordersChecked ?? null,
    month: { ordersChecked: 0, findings: 0, repaired: 0, ...month.rows[0], open: open.rows[0]?.open ?? 0 },
    findings: findings.rows.map(({ runId, subject, foundAt, ...finding }) => ({
      ...finding,
      key: `${runId} ${finding.code} ${subject}`,
      foundAt: foundAt.toISOString(),
    })),
    trouble,
  };
}

/** Asks for a comparison as soon as a worker is free. Asking twice is asking once. @returns false without a program. */
export async function askForCheck(shopId: number, now: Date): Promise<boolean> {
  await ensureStates(now);
  const { rowCount } = await pool().query(
    `UPDATE reconciliation_states SET asked_at = coalesce(asked_at, $2), next_at = least(next_at, $2) WHERE shop_id = $1`,
    [shopId, now],
  );
  return Boolean(rowCount);
}
