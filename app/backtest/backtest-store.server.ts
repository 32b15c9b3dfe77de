/**
 * Owns the backtests that were asked for: what is played over which orders, how far it has come, and what came out. One of a
 * shop at a time; the last few are kept. Must not change anything else of the shop.
 */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { v7 as uuidv7 } from 'uuid';
import { inTransaction, pool } from '../db.server.ts';
import { cleanText, toJsonb } from '../lib/clean-text.ts';
import type { Program } from '../program/document.ts';
import type { PastEntry } from './past-order.ts';
import type { BacktestAssumptions, BacktestResult } from './report.ts';

export type BacktestSource = 'known' | 'shopify' | 'file';

/** Where a program came from; a template by its id. */
export interface BacktestSide {
  from: 'live' | 'draft' | 'template';
  templateId: string | null;
  program: Program;
}

export const backtestProblems = ['shopify_refused', 'interrupted', 'no_orders'] as const;
export type BacktestProblem = (typeof backtestProblems)[number];

export interface BacktestRow {
  shopId: number;
  id: string;
  source: BacktestSource;
  fileName: string;
  sides: BacktestSide[];
  assumptions: BacktestAssumptions;
  bulkGid: string | null;
  orders: number;
  runs: number;
  askedAt: Date;
  finishedAt: Date | null;
  problem: BacktestProblem | null;
  result: BacktestResult | null;
}

const columns = `shop_id AS "shopId", id, source, file_name AS "fileName", sides, assumptions, bulk_gid AS "bulkGid", orders, runs,
  asked_at AS "askedAt", finished_at AS "finishedAt", problem, result`;

const KEPT = 5;
const LEASE_SECONDS = 60;
/** A run that ends so often without an end is given up. */
const MOST_RUNS = 500;

export interface BacktestQuestion {
  shopId: number;
  source: BacktestSource;
  fileName?: string;
  sides: readonly BacktestSide[];
  assumptions: BacktestAssumptions;
}

/** Asks for a backtest; one that is not finished yet is given up for it. @param entries of a file. @returns its id. */
export async function askForBacktest(
  question: BacktestQuestion,
  now: Date,
  entries: AsyncIterable<readonly PastEntry[]> | null = null,
): Promise<string> {
  const { shopId, source, fileName = '', sides, assumptions } = question;
  const id = uuidv7();
  let position = 0;
  // What a broken upload leaves is cleared away with the next question.
  for await (const portion of entries ?? []) {
    const packed = await promisify(gzip)(JSON.stringify(portion));
    await pool().query(
      'INSERT INTO backtest_orders (shop_id, backtest_id, position, entries) VALUES ($1, $2, $3, $4)',
      [shopId, id, position++, packed],
    );
  }
  await inTransaction(async (sql) => {
    await sql.query('DELETE FROM backtests WHERE shop_id = $1 AND finished_at IS NULL', [shopId]);
    await sql.query(
      `INSERT INTO backtests (shop_id, id, source, file_name, sides, assumptions, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [shopId, id, source, cleanText(fileName, 200), toJsonb(sides), toJsonb(assumptions), now],
    );
    await sql.query(
      `DELETE FROM backtests WHERE shop_id = $1 AND id NOT IN (SELECT id FROM backtests WHERE shop_id = $1 ORDER BY id DESC LIMIT $2)`,
      [shopId, KEPT],
    );
    await sql.query(`DELETE FROM backtest_orders WHERE shop_id = $1 AND backtest_id <> $2`, [shopId, id]);
  });
  return id;
}

/** The last one that was asked for; null without any. */
export async function latestBacktest(shopId: number): Promise<BacktestRow | null> {
  const { rows } = await pool().query<BacktestRow>(
    `SELECT ${columns} FROM backtests WHERE shop_id = $1 ORDER BY id DESC LIMIT 1`,
    [shopId],
  );
  return rows[0] ?? null;
}

/** Takes the one that has waited longest and that nobody works on. */
export async function claimBacktest(now: Date): Promise<BacktestRow | null> {
  const { rows } = await pool().query<BacktestRow>({
    name: 'backtests-claim',
    text: `UPDATE backtests SET leased_until = $1::timestamptz + $2 * interval '1 second', runs = runs + 1
           WHERE (shop_id, id) = (SELECT shop_id, id FROM backtests
             WHERE finished_at IS NULL AND (leased_until IS NULL OR leased_until <= $1) ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING ${columns}`,
    values: [now, LEASE_SECONDS],
  });
  const row = rows[0] ?? null;
  if (row && row.runs > MOST_RUNS) {
    await finishBacktest(row, { problem: 'interrupted' }, now);
    return null;
  }
  return row;
}

/** Somebody else works on it, or it was given up for another. */
export class BacktestLost extends Error {}

/** Says how far it has come and keeps it for another while. @throws BacktestLost */
export async function keepBacktest(row: BacktestRow, orders: number, now: Date): Promise<void> {
  const { rowCount } = await pool().query({
    name: 'backtests-keep',
    text: `UPDATE backtests SET orders = $4, leased_until = $5::timestamptz + $6 * interval '1 second'
           WHERE shop_id = $1 AND id = $2 AND runs = $3 AND finished_at IS NULL`,
    values: [row.shopId, row.id, row.runs, orders, now, LEASE_SECONDS],
  });
  if (rowCount === 0) throw new BacktestLost('the backtest is not ours any more');
}

/** Lets it go until then. */
export async function pauseBacktest(row: BacktestRow, bulkGid: string | null, until: Date): Promise<void> {
  await pool().query(
    'UPDATE backtests SET leased_until = $4, bulk_gid = $5 WHERE shop_id = $1 AND id = $2 AND runs = $3',
    [row.shopId, row.id, row.runs, until, bulkGid],
  );
}

export async function finishBacktest(
  row: BacktestRow,
  end: { result: BacktestResult } | { problem: BacktestProblem },
  now: Date,
): Promise<void> {
  const result = 'result' in end ? end.result : null;
  await inTransaction(async (sql) => {
    const { rowCount } = await sql.query(
      `UPDATE backtests SET finished_at = $4, leased_until = NULL, result = $5, problem = $6, orders = $7
       WHERE shop_id = $1 AND id = $2 AND runs = $3 AND finished_at IS NULL`,
      [
        ...[row.shopId, row.id, row.runs, now, result && toJsonb(result), 'problem' in end ? end.problem : null],
        result?.history.orders ?? row.orders,
      ],
    );
    if (rowCount)
      await sql.query('DELETE FROM backtest_orders WHERE shop_id = $1 AND backtest_id = $2', [row.shopId, row.id]);
  });
}

/** The orders of a file, portion by portion. */
export async function* readStagedOrders(row: BacktestRow): AsyncGenerator<PastEntry[]> {
  for (let position = 0; ; position++) {
    const { rows } = await pool().query<{ entries: Buffer }>(
      'SELECT entries FROM backtest_orders WHERE shop_id = $1 AND backtest_id = $2 AND position = $3',
      [row.shopId, row.id, position],
    );
    if (!rows[0]) return;
    yield JSON.parse((await promisify(gunzip)(rows[0].entries)).toString()) as PastEntry[];
  }
}
