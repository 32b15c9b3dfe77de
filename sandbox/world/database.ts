/**
 * The SQLite file under the world: one table per kind of entity, the entity as JSON beside the few columns that are
 * searched. Everything is synchronous; `transaction` makes an action of several rooms atomic.
 */
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';

type SqlValue = string | number | null;

/** Ids look like Shopify's: large, rising, all below 2^53, and the same in every fresh world. */
const FIRST_ID = 8_412_530_180_096;
const ID_STEP = 32_768;

export class Database {
  readonly #sqlite: DatabaseSync;
  /** Compiled once each: the same few statements run thousands of times. */
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;
  #lastId: number;

  constructor(file: string) {
    this.#sqlite = new DatabaseSync(file);
    this.#sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
    this.#sqlite.exec('CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)');
    this.#lastId = Number(this.meta('lastId') ?? FIRST_ID - ID_STEP);
  }

  meta(key: string): string | null {
    const row = this.#statement('SELECT value FROM meta WHERE key = ?').get(key);
    return row ? String(row['value']) : null;
  }

  setMeta(key: string, value: string): void {
    this.#statement(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ).run(key, value);
  }

  /** The id is written at once, so an id is never given twice, not even after a crash. */
  nextId(): number {
    this.#lastId += ID_STEP;
    this.setMeta('lastId', String(this.#lastId));
    return this.#lastId;
  }

  /** All of it or nothing; nested calls join the outer transaction. */
  transaction<T>(run: () => T): T {
    if (this.#depth > 0) return run();
    this.#sqlite.exec('BEGIN IMMEDIATE');
    this.#depth += 1;
    try {
      const result = run();
      this.#sqlite.exec('COMMIT');
      return result;
    } catch (error) {
      this.#sqlite.exec('ROLLBACK');
      this.#lastId = Number(this.meta('lastId') ?? FIRST_ID - ID_STEP);
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  exec(sql: string): void {
    this.#sqlite.exec(sql);
  }

  all(sql: string, ...values: SqlValue[]): Record<string, unknown>[] {
    return this.#statement(sql).all(...values);
  }

  run(sql: string, ...values: SqlValue[]): void {
    this.#statement(sql).run(...values);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#sqlite.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }

  close(): void {
    this.#statements.clear();
    this.#sqlite.close();
  }
}

export interface Column<T> {
  type: 'TEXT' | 'INTEGER';
  of: (entity: T) => SqlValue;
  unique?: boolean;
}

export interface Condition {
  column: string;
  is?: '=' | '<' | '<=' | '>' | '>=' | 'LIKE';
  value: SqlValue;
}

export interface FindOptions {
  afterId?: number;
  limit?: number;
  reverse?: boolean;
  /** Instead of the id. */
  orderBy?: string;
}

/** One kind of entity; `T` is stored as JSON and read back as a copy. */
export class Table<T extends { id: number }> {
  readonly #db: Database;
  readonly #name: string;
  readonly #columns: [string, Column<T>][];

  constructor(db: Database, name: string, columns: Record<string, Column<T>> = {}) {
    this.#db = db;
    this.#name = name;
    this.#columns = Object.entries(columns);
    const definitions = this.#columns.map(([column, { type }]) => `, ${column} ${type}`).join('');
    db.exec(`CREATE TABLE IF NOT EXISTS ${name} (id INTEGER PRIMARY KEY${definitions}, body TEXT NOT NULL)`);
    this.#upgrade();
    for (const [column, { unique }] of this.#columns) {
      db.exec(`CREATE ${unique ? 'UNIQUE ' : ''}INDEX IF NOT EXISTS ${name}_${column} ON ${name} (${column})`);
    }
  }

  get(id: number): T | null {
    const [row] = this.#db.all(`SELECT body FROM ${this.#name} WHERE id = ?`, id);
    return row ? this.#parse(row) : null;
  }

  put(entity: T): T {
    const names = ['id', ...this.#columns.map(([column]) => column), 'body'];
    const values = [entity.id, ...this.#columns.map(([, column]) => column.of(entity)), JSON.stringify(entity)];
    const updates = names.slice(1).map((name) => `${name} = excluded.${name}`);
    this.#db.run(
      `INSERT INTO ${this.#name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
       ON CONFLICT (id) DO UPDATE SET ${updates.join(', ')}`,
      ...values,
    );
    return entity;
  }

  delete(id: number): void {
    this.#db.run(`DELETE FROM ${this.#name} WHERE id = ?`, id);
  }

  first(...conditions: Condition[]): T | null {
    return this.find(conditions, { limit: 1 })[0] ?? null;
  }

  find(conditions: Condition[] = [], options: FindOptions = {}): T[] {
    const direction = options.reverse ? 'DESC' : 'ASC';
    const all = [...conditions];
    if (options.afterId !== undefined) {
      all.push({ column: 'id', is: options.reverse ? '<' : '>', value: options.afterId });
    }
    const { where, values } = whereOf(all);
    const order = options.orderBy ? `${options.orderBy} ${direction}, id ${direction}` : `id ${direction}`;
    const limit = options.limit === undefined ? '' : ` LIMIT ${Math.max(0, Math.trunc(options.limit))}`;
    return this.#db
      .all(`SELECT body FROM ${this.#name}${where} ORDER BY ${order}${limit}`, ...values)
      .map((row) => this.#parse(row));
  }

  count(...conditions: Condition[]): number {
    const { where, values } = whereOf(conditions);
    const [row] = this.#db.all(`SELECT count(*) AS n FROM ${this.#name}${where}`, ...values);
    return Number(row?.['n'] ?? 0);
  }

  /** A file of an older sandbox may lack a column: it is added, and filled from the entities. */
  #upgrade(): void {
    const present = new Set(this.#db.all(`PRAGMA table_info(${this.#name})`).map((column) => column['name']));
    const missing = this.#columns.filter(([column]) => !present.has(column));
    if (missing.length === 0) return;
    for (const [column, { type }] of missing) this.#db.exec(`ALTER TABLE ${this.#name} ADD COLUMN ${column} ${type}`);
    for (const entity of this.find()) this.put(entity);
  }

  #parse(row: Record<string, unknown>): T {
    return JSON.parse(String(row['body'])) as T;
  }
}

function whereOf(conditions: Condition[]): { where: string; values: SqlValue[] } {
  if (conditions.length === 0) return { where: '', values: [] };
  const values: SqlValue[] = [];
  const parts = conditions.map(({ column, is = '=', value }) => {
    if (value === null) return `${column} IS NULL`;
    values.push(value);
    return `${column} ${is} ?`;
  });
  return { where: ` WHERE ${parts.join(' AND ')}`, values };
}
