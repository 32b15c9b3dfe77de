/**
 * Histories brought in from elsewhere (L1). Owns the tables of imports. A file is read as a stream, row by row, and staged whole
 * by COPY in one transaction: it is there or it is not. Staging asks nobody, moves no points and makes no members; `apply.server.ts`
 * does, when it is asked for. Of an e-mail address its digest is kept, by which its owner is recognized later (N1); the address itself,
 * encrypted, only until Shopify was asked whose it is (`look-up.server.ts`).
 */
import { createHash, type Hash } from 'node:crypto';
import { Readable, pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { v7 as uuidv7 } from 'uuid';
import { inTransaction, inOwnTransaction } from '../db.server.ts';
import { cleanText } from '../lib/clean-text.ts';
import { digestEmail } from '../orders/email-digest.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { mapColumns, mappingProblems, type ColumnMap, type ImportField } from './columns.ts';
import { askAboutAddresses } from './look-up.server.ts';
import { delimiterOf } from './read-head.ts';
import type { FileProblem } from './say-problem.ts';
import { readRow, type DateOrder, type ReadRow, type RowProblem } from './read-row.ts';
import { sealAddress } from './sealed-address.server.ts';
import { sortIn, stagedText } from './sort-in.server.ts';

export interface StageRequest {
  shop: ShopFacts;
  /** balances: what each member has now. history: every movement, with its date. */
  kind: 'balances' | 'history';
  fileName: string;
  /** The bytes of a CSV file in UTF-8, separated by commas, semicolons or tabs, with a first line of names. */
  source: AsyncIterable<Uint8Array>;
  /** Columns by the names that the merchant gave. */
  columns?: Partial<Record<ImportField, string>>;
  dateOrder?: DateOrder;
  /** Shopify is asked for the customers of e-mail addresses, in the background; else they wait until they prove their address. */
  lookUp?: boolean;
  now: Date;
}

export type StageResult =
  | { ok: true; importId: string; /** This very file was staged before. */ isKnown: boolean }
  | {
      ok: false;
      problems: FileProblem[];
      /** The line that cannot be read. */ line?: number;
    };

/** Rows that are read before they are sent on: what is held in memory. */
const PORTION = 2_000;
const MAX_RECORD_CHARACTERS = 100_000;

export async function stageImport(request: StageRequest): Promise<StageResult> {
  try {
    return await inOwnTransaction((sql) => stage(sql, request));
  } catch (error) {
    if (isCsvError(error)) return { ok: false, problems: ['file_unreadable'], line: Number(error.lines ?? 0) };
    throw error;
  }
}

async function stage(sql: pg.Client, request: StageRequest): Promise<StageResult> {
  const { shop, kind, now } = request;
  await sql.query(stagedText);
  const hash = createHash('sha256');
  hash.update(`${kind}|${JSON.stringify(request.columns ?? {})}|${request.dateOrder ?? ''}|`);
  const options = { kind, dateOrder: request.dateOrder ?? null, now };
  let columns: ColumnMap | null = null;
  let copy: CopyInto | null = null;
  let rows = 0;
  let portion: StagedRow[] = [];
  const flush = async () => {
    await copy?.write(portion.map((staged) => copyLine(staged, request)).join(''));
    portion = [];
  };
  for await (const { record, line } of records(request.source, hash)) {
    if (!columns) {
      columns = mapColumns(record, request.columns);
      const missing = mappingProblems(columns, kind);
      if (missing.length > 0) return { ok: false, problems: missing };
      copy = copyInto(sql, 'COPY staged FROM STDIN');
    } else {
      rows++;
      const read = readRow(record, columns, options);
      portion.push(read.ok ? { line, row: read.row, problem: null } : { line, row: null, problem: read.problem });
      if (portion.length >= PORTION) await flush();
    }
  }
  if (!copy) return { ok: false, problems: ['file_empty'] };
  await flush();
  await copy.end();
  const digest = hash.digest();
  const { rows: written } = await sql.query<{ id: string }>(
    `INSERT INTO imports (shop_id, id, kind, digest, file_name, rows, to_apply, staged_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)
     ON CONFLICT (shop_id, digest) DO NOTHING RETURNING id`,
    [shop.id, uuidv7(), kind, digest, cleanText(request.fileName, 200), rows, now],
  );
  const isKnown = written[0] === undefined;
  const { rows: known } = isKnown
    ? await sql.query<{ id: string }>('SELECT id FROM imports WHERE shop_id = $1 AND digest = $2', [shop.id, digest])
    : { rows: written };
  const importId = known[0]?.id ?? '';
  if (!isKnown) await sortIn(sql, shop.id, importId);
  if (request.lookUp) await askAboutAddresses(sql, shop.id, importId, now);
  return { ok: true, importId, isKnown };
}

type StagedRow = { line: number; row: ReadRow; problem: null } | { line: number; row: null; problem: RowProblem };

function copyLine({ line, row, problem }: StagedRow, { now, lookUp }: StageRequest): string {
  if (!row) return `${line}\t${problem}${'\t\\N'.repeat(9)}\n`;
  const email = row.customerId === null ? row.email : null;
  const bytes = (value: Buffer | null | false | undefined) => (value ? `\\\\x${value.toString('hex')}` : '\\N');
  const at = (row.occurredAt ?? now).toISOString();
  const text = (value: string | null) => (value === null ? '\\N' : escaped(value));
  return `${[
    ...[line, '\\N', row.customerId ?? '\\N', bytes(email ? digestEmail(email) : null), row.points, at],
    ...[row.expiresOn ?? '\\N', escaped(row.note), row.birthday ?? '\\N', text(row.tier)],
    bytes(lookUp && email ? sealAddress(email) : null),
  ].join('\t')}\n`;
}

/** The text format of COPY. */
function escaped(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character);
}
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

interface CopyInto {
  write(text: string): Promise<void>;
  end(): Promise<void>;
}

/** COPY that waits when the server is behind, so that a file of any size takes the same memory. */
function copyInto(sql: pg.Client, statement: string): CopyInto {
  const stream = sql.query(copyFrom(statement));
  const finished = new Promise<void>((resolve, reject) => stream.once('finish', resolve).once('error', reject));
  // A failure is told by the next write or the end; until then nobody listens.
  finished.catch(() => {});
  return {
    async write(text) {
      if (!stream.write(text)) await Promise.race([new Promise((resolve) => stream.once('drain', resolve)), finished]);
    },
    async end() {
      stream.end();
      await finished;
    },
  };
}

/** The records of a CSV file, each with the number of the line that it begins on. */
async function* records(
  source: AsyncIterable<Uint8Array>,
  hash: Hash,
): AsyncGenerator<{ record: string[]; line: number }> {
  const bytes = source[Symbol.asyncIterator]();
  const first = await bytes.next();
  if (first.done) return;
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(new TextDecoder().decode(first.value)),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_CHARACTERS,
  });
  async function* hashed() {
    for (let next = first; !next.done; next = await bytes.next()) {
      hash.update(next.value);
      yield next.value;
    }
  }
  // What breaks the file's reading breaks the parser, and that is what is read here.
  pipeline(Readable.from(hashed()), parser, () => {});
  let before = 0;
  let emptyBefore = 0;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { empty_lines: number } }>) {
    // The parser's own count takes CR and LF inside of quotation marks for two lines.
    const line = before + info.empty_lines - emptyBefore + 1;
    yield { record, line };
    before =
      line + record.reduce((breaks, cell) => (cell.includes('\n') ? breaks + cell.split('\n').length - 1 : breaks), 0);
    emptyBefore = info.empty_lines;
  }
}

/** Forgets an import that nobody has asked to apply. @returns whether there was one. */
export async function discardImport(shopId: number, importId: string): Promise<boolean> {
  return inTransaction(async (sql) => {
    const { rowCount } = await sql.query('DELETE FROM imports WHERE shop_id = $1 AND id = $2 AND asked_at IS NULL', [
      shopId,
      importId,
    ]);
    if (!rowCount) return false;
    for (const table of ['imported_rows', 'waiting_imports', 'import_addresses', 'import_problems'])
      await sql.query(`DELETE FROM ${table} WHERE shop_id = $1 AND import_id = $2`, [shopId, importId]);
    return true;
  });
}

function isCsvError(error: unknown): error is CsvError & { lines?: number } {
  return error instanceof CsvError;
}
