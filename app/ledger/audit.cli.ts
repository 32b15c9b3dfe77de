/** `npm run audit`: checks the invariants on DATABASE_URL, or on the demo's database; exits 1 when one is broken. */
import pg from 'pg';
import { resolveLocalDatabase } from '../../prisma/local-database.ts';
import { audit } from './audit.server.ts';

const database = await resolveLocalDatabase(process.env.DATABASE_URL);
const client = new pg.Client({ connectionString: database.url });
await client.connect();
try {
  const result = await audit(client);
  console.log(`Audited ${result.transfers} transfers of ${result.members} members.`);
  for (const breach of result.breaches) console.log(`BROKEN ${breach.invariant}: ${breach.row}`);
  console.log(result.breaches.length === 0 ? 'Every invariant holds.' : `${result.breaches.length} breaches.`);
  process.exitCode = result.breaches.length === 0 ? 0 : 1;
} finally {
  await client.end();
  await database.close();
}
