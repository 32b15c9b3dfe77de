/** For test files that use the store: a database of their own, and the ledger's invariants proven after every test. */
import { afterAll, afterEach, expect } from 'vitest';
import pg from 'pg';
import { closeDatabase } from '#app/db.server.ts';
import { auditFigures } from '#app/figures/audit.server.ts';
import { audit } from '#app/ledger/audit.server.ts';
import { auditReferrals } from '#app/referrals/audit.server.ts';
import { auditTiers } from '#app/tiers/audit.server.ts';
import { cloneDatabase } from './database.ts';
import { closeShopifyAddress, shopifyOrigin } from './shopify-address.ts';

const database = await cloneDatabase();
process.env.DATABASE_URL = database.url;
process.env.SHOPIFY_ADDRESS_OVERRIDE = shopifyOrigin;

afterEach(async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const { breaches } = await audit(client);
    expect(breaches, 'the ledger audit after the test').toEqual([]);
    expect(await auditTiers(client), 'the audit of levels after the test').toEqual([]);
    expect(await auditReferrals(client), 'the audit of referrals after the test').toEqual([]);
    expect(await auditFigures(client), 'the audit of figures after the test').toEqual([]);
  } finally {
    await client.end();
  }
});

afterAll(async () => {
  await closeDatabase();
  await closeShopifyAddress();
  await database.drop();
});
