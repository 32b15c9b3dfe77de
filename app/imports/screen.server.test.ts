import { expect, test } from 'vitest';
import { defaultProgram } from '#app/program/default-program.ts';
import { makeProgram } from '#app/program/document.ts';
import { createMember, createShop, NOW } from '#tests/kit/factories.ts';
import { importFields } from './columns.ts';
import { getImport } from './report.server.ts';
import { runDueImports } from './run-due.server.ts';
import { answerImport, importScreen, takeFileIn } from './screen.server.ts';
import { NO_COLUMN, type ImportQuestion } from './screen.ts';
import { readMember } from '../members/member-view.server.ts';

const program = makeProgram({
  ...defaultProgram('DKK'),
  tiers: {
    measure: 'spend',
    window: { kind: 'lifetime' },
    levels: [{ id: 'gold', name: { en: 'Gold', da: 'Guld' }, threshold: 500_000 }],
  },
});
const question: ImportQuestion = {
  ...{ kind: 'balances', fileName: 'b.csv', dateOrder: null, lookUp: false },
  columns: {
    ...Object.fromEntries(importFields.map((field) => [field, NO_COLUMN])),
    ...{ customerId: 'Customer ID', email: 'Email', points: 'Points', tier: 'Tier' },
  },
};

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

const file = `Customer ID,Email,Points,Tier
7001,,100,GOLD
7002,,50,Platinum
7003,,20,platinum
,new@example.com,30,Guld
7004,,many,
`;

test('The screen tells what a file would do, changes nothing before it is asked for, and the worker brings it in', async () => {
  const [shop, other] = [await createShop({ program }), await createShop()];
  const member = await createMember(shop, '7001');
  const taken = await takeFileIn(shop, question, bytes(file), NOW);
  if (!taken.ok) throw new Error(taken.problems.join());
  const { current, imports } = await importScreen(shop, taken.importId);
  expect(imports).toHaveLength(1);
  expect(current?.preview).toMatchObject({
    ...{ customers: 3, newMembers: 2, pointsIn: 170, pointsOut: 0, pointsWaiting: 30, uncovered: 0 },
    levels: [
      { name: 'Platinum', rows: 2, tierId: null },
      { name: 'GOLD', rows: 1, tierId: 'gold' },
      { name: 'Guld', rows: 1, tierId: 'gold' },
    ],
  });
  expect(current?.problems).toEqual([{ line: 6, code: 'points_not_whole' }]);
  expect(await runDueImports(NOW)).toBe(false);
  expect((await importScreen(other, taken.importId)).current).toBeNull();
  expect(await answerImport(other.id, 'a', { intent: 'apply', importId: taken.importId }, NOW)).toBe(false);
  expect(await answerImport(shop.id, 'a', { intent: 'apply', importId: taken.importId }, NOW)).toBe(true);
  expect(await answerImport(shop.id, 'a', { intent: 'discard', importId: taken.importId }, NOW)).toBe(false);
  while (await runDueImports(NOW));
  expect(await getImport(shop.id, taken.importId)).toMatchObject({ applied: 3, waiting: 1, finishedAt: NOW });
  // A hundred for joining, and a hundred of the file.
  expect((await readMember(shop.id, member.id))?.availablePoints).toBe(200);
  const after = await importScreen(shop, taken.importId);
  expect(after.current?.preview).toBeNull();
});

test('A file without the columns that it needs, or no file, is refused; what was checked can be let go', async () => {
  const shop = await createShop();
  expect(await takeFileIn(shop, question, bytes('Name,Points\nx,1\n'), NOW)).toEqual({
    ok: false,
    problems: ['column_customer_missing'],
  });
  expect(await takeFileIn(shop, { kind: 'nonsense' }, bytes(file), NOW)).toEqual({ ok: false, problems: ['not_read'] });
  const taken = await takeFileIn(shop, question, bytes(file), NOW);
  if (!taken.ok) throw new Error(taken.problems.join());
  expect(await answerImport(shop.id, 'a', { intent: 'discard', importId: taken.importId }, NOW)).toBe(true);
  expect((await importScreen(shop, taken.importId)).current).toBeNull();
});
