import { expect, test } from 'vitest';
import { parse } from 'csv-parse/sync';
import { createMember, createShop, NOW } from '#tests/kit/factories.ts';
import { adjustPoints } from './adjust.server.ts';
import { exportMembers, type ExportRequest } from './export.server.ts';
import { everyMember } from './members-params.ts';
import { deleteView, listViews, saveView } from './saved-views.server.ts';

const request: ExportRequest = {
  filter: everyMember,
  only: null,
  memberIds: null,
  fetchNames: null,
  head: (column) => column,
  levelName: (id) => id,
};

async function fileOf(shop: Parameters<typeof exportMembers>[0], change: Partial<ExportRequest> = {}) {
  let text = '';
  for await (const piece of exportMembers(shop, { ...request, ...change }, NOW)) text += piece;
  return { text, rows: parse(text, { bom: true, columns: true }) as Record<string, string>[] };
}

test('The file has a line for each member found, with names only when they are asked for, and no cell that is a formula', async () => {
  const shop = await createShop();
  const [one, two] = [await createMember(shop), await createMember(shop)];
  await createMember(await createShop());
  const requestId = '00000000-0000-4000-8000-000000000001';
  await adjustPoints({ shopId: shop.id, memberId: two.id, points: 70, note: 'n', requestId, actor: 'a', now: NOW });
  const plain = await fileOf(shop);
  expect(plain.text.startsWith('\uFEFFmemberId,customerId,status')).toBe(true);
  expect(plain.rows.map((row) => [row.customerId, row.available, row.currency])).toEqual([
    [one.customerId, '0', 'DKK'],
    [two.customerId, '70', 'DKK'],
  ]);
  expect(plain.rows[0]).not.toHaveProperty('name');
  const named = await fileOf(shop, {
    filter: { ...everyMember, balanceFrom: 1 },
    fetchNames: async (ids) =>
      new Map(ids.map((id) => [id, { displayName: '=HYPERLINK("x")', email: '+45@example.com' }])),
  });
  expect(named.rows).toHaveLength(1);
  expect(named.rows[0]).toMatchObject({ name: `'=HYPERLINK("x")`, email: `'+45@example.com` });
  expect((await fileOf(shop, { memberIds: [one.id] })).rows.map((row) => row.memberId)).toEqual([one.id]);
});

test('A view is kept, renamed, taken away and brought back; names are not given twice; other shops do not see it', async () => {
  const [shop, other] = [await createShop(), await createShop()];
  const view = { id: '00000000-0000-4000-8000-00000000000a', name: 'Best', query: 'after=1~2&spentFrom=5000' };
  expect(await saveView(shop.id, view, 'a', NOW)).toEqual({ ok: true });
  expect(await listViews(shop.id)).toEqual([{ ...view, query: 'spentFrom=5000' }]);
  expect(await listViews(other.id)).toEqual([]);
  const second = { ...view, id: '00000000-0000-4000-8000-00000000000b' };
  expect(await saveView(shop.id, { ...second, name: ' best ' }, 'a', NOW)).toEqual({
    ok: false,
    refusal: 'name_taken',
  });
  expect(await saveView(shop.id, { ...second, name: ' ' }, 'a', NOW)).toEqual({ ok: false, refusal: 'name_missing' });
  expect(await saveView(shop.id, { ...view, name: 'Top' }, 'a', NOW)).toEqual({ ok: true });
  expect(await deleteView(other.id, view.id, 'a', NOW)).toBe(false);
  expect(await deleteView(shop.id, view.id, 'a', NOW)).toBe(true);
  expect(await saveView(shop.id, { ...view, name: 'Top' }, 'a', NOW)).toEqual({ ok: true });
  expect((await listViews(shop.id)).map(({ name }) => name)).toEqual(['Top']);
});
