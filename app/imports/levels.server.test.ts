/** Levels come along from elsewhere (L1). */
import { expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { joinCustomer } from '#app/enrollment/join.server.ts';
import { makeProgram } from '#app/program/document.ts';
import { auditTiers } from '#app/tiers/audit.server.ts';
import { createShop, NOW, simpleProgram } from '#tests/kit/factories.ts';
import { applyImport } from './apply.server.ts';
import { stageImport } from './stage.server.ts';

const program = makeProgram({
  ...simpleProgram(),
  tiers: {
    measure: 'spend',
    window: { kind: 'rolling', months: 6 },
    levels: [
      { id: 'bronze', name: { en: 'Bronze' }, threshold: 0 },
      { id: 'gold', name: { en: 'Gold', da: 'Guld' }, threshold: 50_000 },
    ],
  },
});

const FILE = `customer_id,email,points,vip tier
101,,100,gold
102,,0,Guld
103,,50,Platinum
104,,50,
,anna@example.com,20,GOLD
`;

it('A member has the level of the file for as long as the window counts, also who proves the address later (L1, N1)', async () => {
  const shop = await createShop({ program });
  async function* source() {
    yield new TextEncoder().encode(FILE);
  }
  const staged = await stageImport({ shop, kind: 'balances', fileName: 'vip.csv', source: source(), now: NOW });
  if (!staged.ok) throw new Error(staged.problems.join());
  for (let time = 0; time < 2; time++) await applyImport(shop, staged.importId, NOW);
  const join = { shop, shops: new Map([[shop.id, shop]]), customerId: '105', via: 'account' as const, now: NOW };
  for (let time = 0; time < 2; time++)
    await inTransaction((sql) => joinCustomer(sql, { ...join, provenEmail: 'anna@example.com' }));
  const { rows } = await pool().query<{ text: string }>(
    `SELECT concat_ws(' ', m.customer_id, m.tier_id, t.source, t.given_until, nullif(t.given_reason, '')) AS text FROM members m
     JOIN member_tiers t ON t.shop_id = m.shop_id AND t.member_id = m.id WHERE m.shop_id = $1 ORDER BY 1`,
    [shop.id],
  );
  expect(rows.map(({ text }) => text)).toEqual([
    '101 gold merchant 2027-05-21 vip.csv',
    '102 gold merchant 2027-05-21 vip.csv',
    '103 bronze qualified',
    '104 bronze qualified',
    '105 gold merchant 2027-05-21 vip.csv',
  ]);
  expect(await auditTiers()).toEqual([]);
});
