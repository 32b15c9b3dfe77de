/**
 * The schema and the statements stay fit for a PostgreSQL that shards by shop (docs/scaling.md). That the keys start with the
 * shop is read from the catalogue in tests/integration/schema.test.ts; here are the statements.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const tracked = execFileSync('git', ['ls-files', '-z', '--', 'app', 'prisma/migrations'], { encoding: 'utf8' })
  .split('\0')
  .filter((file) => existsSync(file));
const sources = tracked.filter((file) => /(?<!\.test)\.(ts|tsx)$/.test(file));
const migrations = tracked.filter((file) => file.endsWith('.sql'));

/** The tables that name the shops, or belong to Shopify's session storage; all others are sharded. */
const SHARED = new Set(['shops', 'sessions']);

const tables = [
  ...new Set(
    migrations.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/CREATE TABLE (?:IF NOT EXISTS )?"?([a-z_]+)"?/g)].map(
        (match) => match[1] ?? '',
      ),
    ),
  ),
].filter((table) => !SHARED.has(table));

/** Looks at the whole database in one picture of it, and changes nothing. */
const AUDIT = 'app/ledger/audit.server.ts';

interface Statement {
  file: string;
  text: string;
}

/** Everything between quotes or backticks that reads or writes one of our tables. */
function statementsOf(file: string, source: string): Statement[] {
  const touches = new RegExp(`\\b(FROM|JOIN|UPDATE|INTO)\\s+(${tables.join('|')})\\b`);
  return [...source.matchAll(/`[^`]*`|'[^'\n]*'/g)]
    .map((match) => ({ file, text: match[0] }))
    .filter(({ text }) => touches.test(text));
}

const namesTheShop = ({ text }: Statement) => /\bshop_id\b/.test(text);

describe('a database that shards by shop', () => {
  const statements = sources.flatMap((file) => statementsOf(file, readFileSync(file, 'utf8')));

  it('Every statement over a table of ours names the shop', () => {
    expect(tables.length).toBeGreaterThan(10);
    expect(statements.length).toBeGreaterThan(50);
    const nameless = statements.filter((statement) => !namesTheShop(statement) && statement.file !== AUDIT);
    expect(nameless).toEqual([]);
  });

  it('A statement that forgets the shop would be found', () => {
    const [found] = statementsOf('x.ts', "sql.query('SELECT available FROM balances WHERE member_id = $1')");
    expect(found && namesTheShop(found)).toBe(false);
  });

  it('There is no trigger, procedure, advisory lock or LISTEN, and nothing that a session would have to keep', () => {
    // A temporary table that its own transaction drops is kept by no session.
    const forbidden =
      /\bpg_(try_)?advisory|\bCREATE\s+(OR\s+REPLACE\s+)?(TRIGGER|FUNCTION|PROCEDURE)\b|\bLISTEN\s+[a-z"]|\bNOTIFY\s+[a-z"]|\bTEMP(ORARY)?\s+TABLE\b(?![^`]*\bON COMMIT DROP\b)|\bFOREIGN\s+KEY\b/;
    const found = [...sources, ...migrations].filter((file) => forbidden.test(readFileSync(file, 'utf8')));
    expect(found).toEqual([]);
  });

  it('No transaction is opened but where a deadlock or a serialization failure runs it again', () => {
    const opens = sources.filter((file) =>
      /['"`](BEGIN|START TRANSACTION)\b|\$transaction\(/.test(readFileSync(file, 'utf8')),
    );
    expect(opens).toEqual(['app/db.server.ts']);
  });
});
