/** Faults of the Admin API, the log of its calls, the mail log, and small documents of the neighbors. */
import type { Context } from './context.ts';
import type { ApiFaultsRoom, DocumentsRoom, LogRoom } from './machine-contract.ts';
import { Table } from './database.ts';
import { refuse } from './refusal.ts';
import type { ActiveApiFault, ApiCall, ApiFault, Mail } from './machine-types.ts';
import type { Json } from './types.ts';

export class ApiFaults implements ApiFaultsRoom {
  readonly #context: Context;
  readonly #table: Table<ActiveApiFault>;

  constructor(context: Context) {
    this.#context = context;
    this.#table = new Table<ActiveApiFault>(context.db, 'api_faults');
  }

  add(fault: ApiFault): ActiveApiFault {
    const remaining = fault.count ?? 1;
    if (!Number.isInteger(remaining) || remaining < 1) refuse('INVALID', 'A fault strikes at least once.', ['count']);
    return this.#table.put({ id: this.#context.db.nextId(), fault, remaining });
  }

  list(): ActiveApiFault[] {
    return this.#table.find();
  }

  clear(): void {
    for (const active of this.list()) this.#table.delete(active.id);
  }

  take(operationName: string | null, rootFields: string[]): ApiFault | null {
    const names = [operationName, ...rootFields];
    const active = this.list().find(({ fault }) => fault.operation === undefined || names.includes(fault.operation));
    if (!active) return null;
    if (active.remaining > 1) this.#table.put({ ...active, remaining: active.remaining - 1 });
    else this.#table.delete(active.id);
    return active.fault;
  }
}

export class Log implements LogRoom {
  readonly #context: Context;
  readonly #calls: Table<ApiCall>;
  readonly #mails: Table<Mail>;

  constructor(context: Context) {
    this.#context = context;
    this.#calls = new Table<ApiCall>(context.db, 'api_calls');
    this.#mails = new Table<Mail>(context.db, 'mails', {
      recipient: { type: 'TEXT', of: ({ to }) => to.toLowerCase() },
    });
  }

  recordApiCall(call: Omit<ApiCall, 'id' | 'at'>): ApiCall {
    return this.#calls.put({ id: this.#context.db.nextId(), at: this.#now(), ...call });
  }

  apiCalls(options: Parameters<LogRoom['apiCalls']>[0] = {}): ApiCall[] {
    const { operation, limit } = options;
    if (operation === undefined) return this.#calls.find([], options);
    const found = this.#calls
      .find([], { ...options, limit: undefined })
      .filter((call) => call.operationName === operation || call.rootFields.includes(operation));
    return limit === undefined ? found : found.slice(0, limit);
  }

  clearApiCalls(): void {
    this.#context.db.exec('DELETE FROM api_calls');
  }

  sendMail(mail: Omit<Mail, 'id' | 'at'>): Mail {
    return this.#mails.put({ id: this.#context.db.nextId(), at: this.#now(), ...mail });
  }

  clearMails(): void {
    for (const mail of this.#mails.find()) this.#mails.delete(mail.id);
  }

  mails(options: Parameters<LogRoom['mails']>[0] = {}): Mail[] {
    return this.#mails.find(options.to ? [{ column: 'recipient', value: options.to.toLowerCase() }] : [], options);
  }

  #now(): string {
    return this.#context.world().clock.nowInstant();
  }
}

export class Documents implements DocumentsRoom {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
    context.db.exec(
      'CREATE TABLE IF NOT EXISTS documents (collection TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (collection, key))',
    );
  }

  get<T extends Json>(collection: string, key: string): T | null {
    const [row] = this.#context.db.all('SELECT value FROM documents WHERE collection = ? AND key = ?', collection, key);
    return row ? (JSON.parse(String(row['value'])) as T) : null;
  }

  set(collection: string, key: string, value: Json): void {
    this.#context.db.run(
      `INSERT INTO documents (collection, key, value) VALUES (?, ?, ?)
       ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value`,
      collection,
      key,
      JSON.stringify(value),
    );
  }

  delete(collection: string, key: string): void {
    this.#context.db.run('DELETE FROM documents WHERE collection = ? AND key = ?', collection, key);
  }

  keys(collection: string): string[] {
    return this.#context.db
      .all('SELECT key FROM documents WHERE collection = ? ORDER BY key', collection)
      .map((row) => String(row['key']));
  }
}
