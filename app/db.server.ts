/**
 * The connections to PostgreSQL. `pool` runs prepared SQL. Transactions that may meet each other go through `inTransaction`,
 * which retries.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { env } from './lib/env.server.ts';
import { log } from './lib/log.server.ts';

/** What runs a statement: the pool, or a client inside a transaction. */
export type Sql = pg.Pool | pg.PoolClient | pg.Client;

/** bigint columns hold points and counters: whole numbers that must be exact. Shopify ids are text. */
function parseExactInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`The number ${text} in the database is too large to be exact.`);
  return value;
}

const INT8_OID = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8_OID && format !== 'binary'
      ? parseExactInteger
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

let poolInUse: pg.Pool | undefined;
const closers: (() => Promise<void>)[] = [];

/** The pool of this process, made at first use. */
export function pool(): pg.Pool {
  if (!poolInUse) {
    poolInUse = new pg.Pool({
      connectionString: env().DATABASE_URL,
      max: env().DATABASE_POOL_SIZE,
      types,
      application_name: 'regulars',
      // Statements that are sent without waiting for each other's answers travel together; they still run one after the other.
      pipeline: true,
    });
    // A connection that breaks while idle (a restart of PostgreSQL) is replaced by the pool; without a listener it would
    // end the process.
    poolInUse.on('error', (error) => log.warn('an idle database connection broke', { error: error.message }));
    // The pool does not listen to a connection that is lent out. One that breaks between two statements of a transaction has
    // nobody to tell but the process, which would end; the next statement of the transaction fails anyhow.
    poolInUse.on('connect', (client) => client.on('error', () => {}));
  }
  return poolInUse;
}

/**
 * Runs `work` in one transaction on a connection of its own, for what cannot share one: COPY holds its connection for as long as a
 * file takes. It runs once, since a stream cannot be read again; `work` must lock nothing that others lock too.
 */
export async function inOwnTransaction<T>(work: (sql: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: env().DATABASE_URL, types, application_name: 'regulars' });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } finally {
    // Ends the transaction too, if it is not committed.
    await client.end();
  }
}

/** Calls `close` too when the database is closed, once: what holds connections of its own ends them then. */
export function onDatabaseClosed(close: () => Promise<void>): void {
  closers.push(close);
}

export async function closeDatabase(): Promise<void> {
  await Promise.all([poolInUse?.end(), ...closers.splice(0).map((close) => close())]);
  poolInUse = undefined;
}

/** Serialization failure and deadlock: PostgreSQL asks that the transaction be run again. */
const retryableCodes = new Set(['40001', '40P01']);

/** Thrown inside a transaction whose picture of the data was overtaken: `inTransaction` runs it again from the start. */
export class MustRunAgain extends Error {
  readonly code = '40001';
}

export function sqlState(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/**
 * Runs `work` in one transaction, again from the start when PostgreSQL asks for it (at most ten times). `work` must
 * therefore have no effect outside the database.
 *
 * @param first what is locked and read first, if known beforehand: it travels together with the BEGIN, and `work` gets its answer.
 *   It must not write: should the BEGIN fail alone, it runs outside the transaction.
 */
export async function inTransaction<T, First = undefined>(
  work: (sql: pg.PoolClient, answer: First) => Promise<T>,
  first?: (sql: pg.PoolClient) => Promise<First>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool().connect();
    let broken: Error | undefined;
    try {
      const begun = client.query('BEGIN');
      const [answer] = await together([first?.(client), begun]);
      const result = await work(client, answer as First);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((rollbackError: Error) => (broken = rollbackError));
      if (!retryableCodes.has(sqlState(error) ?? '') || attempt >= 10) throw error;
    } finally {
      client.release(broken);
    }
    await sleep(2 ** attempt);
  }
}

/**
 * Waits for statements of one connection that travel together. All are waited for, also when an earlier one fails: those behind it
 * fail for that reason alone, and the first failure is the one that says why.
 */
export async function together<T extends readonly unknown[]>(
  statements: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const outcomes = await Promise.allSettled(statements);
  // A broken connection fails all of them at once; an aborted transaction (25P02) is what follows a failure.
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  if (failures.length > 0) throw failures.find((reason) => sqlState(reason) !== '25P02') ?? failures[0];
  return Promise.all(statements);
}

/** Runs one statement, again when PostgreSQL asks for it (at most ten times). */
export async function retrying<T>(statement: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await statement();
    } catch (error) {
      if (!retryableCodes.has(sqlState(error) ?? '') || attempt >= 10) throw error;
    }
    await sleep(2 ** attempt);
  }
}

/**
 * Reads on one snapshot, so that what is written meanwhile is seen by all statements or by none. Nothing is written, so nothing has to be
 * run again.
 *
 * @param sql one connection, not a pool
 */
export async function onOneSnapshot<T>(sql: Sql, read: () => Promise<T>): Promise<T> {
  await sql.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    return await read();
  } finally {
    await sql.query('COMMIT');
  }
}
