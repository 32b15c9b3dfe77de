/** `npm run audit`: checks the invariants on DATABASE_URL, or on the demo's database; exits 1 when one is broken. */
import pg from 'pg';
import { resolveLocalDatabase } from '../../prisma/local-database.ts';
import { auditFigures } from '../figures/audit.server.ts';
import { auditReferrals } from '../referrals/audit.server.ts';
import { auditTiers } from '../tiers/audit.server.ts';
import { audit } from './audit.server.ts';

const database = await resolveLocalDatabase(process.env.DATABASE_URL);
const client = new pg.Client({ connectionString: database.url });
await client.connect();
try {
  const result = await audit(client);
  console.log(`Audited ${result.transfers} transfers of ${result.members} members.`);
  for (const breach of result.breaches) console.log(`BROKEN ${breach.invariant}: ${breach.row}`);
  const levels = await auditTiers(client);
  for (const breach of levels) console.log(`BROKEN levels follow from what is recorded: ${breach}`);
  const referrals = await auditReferrals(client);
  for (const breach of referrals) console.log(`BROKEN ${breach}`);
  const figures = await auditFigures(client);
  for (const breach of figures) console.log(`BROKEN 7 ${breach}`);
  const broken = result.breaches.length + levels.length + referrals.length + figures.length;
  console.log(broken === 0 ? 'Every invariant holds.' : `${broken} breaches.`);
  process.exitCode = broken === 0 ? 0 : 1;
} finally {
  await client.end();
  await database.close();
}
