/** The whole product for journeys: processes, sandbox, and the sandbox's control API as a few functions. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { audit, type Breach } from '#app/ledger/audit.server.ts';
import { startStack, type Stack } from '#sandbox/stack.ts';
import { cloneDatabase } from './database.ts';
import { portsFor } from './ports.ts';

export interface TestStack extends Stack {
  /** A call of the sandbox's control API (docs/sandbox.md). @throws Error with the answer when it is refused. */
  control<Answer = Record<string, unknown>>(path: string, body?: unknown, method?: string): Promise<Answer>;
  /** Rows of the app's database, for what no screen shows. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Breaches of the ledger's invariants; none is right. */
  auditBreaches(): Promise<Breach[]>;
}

/**
 * Starts everything in a folder of its own, removed at the end. All journeys share one PostgreSQL, one migrated template
 * and one build; each has its own database, shop and processes, so that none sees what another did.
 */
export async function startTestStack(): Promise<TestStack> {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-journey-'));
  chmodSync(folder, 0o755);
  const database = await cloneDatabase();
  const ports = await portsFor('admin', 'store', 'app', 'database', 'mail');
  const stack = attach(await startStack({ folder, ports, databaseUrl: database.url, isPrepared: true }));
  return {
    ...stack,
    async stop() {
      await stack.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A running stack, with what tests ask of it. */
export function attach(stack: Stack): TestStack {
  const withClient = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: stack.databaseUrl });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  return {
    ...stack,
    async control<Answer>(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') {
      const response = await fetch(`${stack.adminUrl}/control${path}`, {
        method,
        headers: { Authorization: `Bearer ${stack.controlToken}`, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
      return JSON.parse(text || '{}') as Answer;
    },
    query: (text, values = []) => withClient(async (client) => (await client.query(text, values)).rows),
    auditBreaches: () => withClient(async (client) => (await audit(client)).breaches),
  };
}

/** Asks again until the answer is neither null nor undefined nor false. @throws Error that says what was waited for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await sleep(50);
  }
}
