import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { makeProgram } from '#app/program/document.ts';
import { balanceOf, deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, orderPayload, simpleProgram } from '#tests/kit/factories.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

test('A rule for tagged customers follows the tags that Shopify tells of, whatever their case', async () => {
  const program = simpleProgram();
  const shop = await createShop({
    program: makeProgram({
      ...program,
      campaigns: [
        {
          id: 'staff',
          enabled: true,
          name: { en: 'Friends of the shop' },
          when: [{ kind: 'customer_tags', tags: ['Friend'] }],
          effect: { kind: 'multiply', factorBp: 30_000 },
        },
      ],
    }),
  });
  const member = await createMember(shop);
  const customerId = `gid://shopify/Customer/${member.customerId}`;
  const buy = async () => {
    const order = orderPayload({ customerId: member.customerId, lines: [{ price: '10.00' }] });
    expect(await deliver(doors, shop, 'orders/paid', order)).toBe(200);
    await settle();
    return balanceOf(shop.id, member.id);
  };
  expect(await buy()).toBe(10);
  for (const tags of [['FRIEND', 'vip'], ['friend']])
    expect(await deliver(doors, shop, 'customer.tags_added', { customerId, tags })).toBe(200);
  await settle();
  const { rows } = await pool().query('SELECT tags FROM members WHERE shop_id = $1', [shop.id]);
  expect(rows).toEqual([{ tags: [expect.stringMatching(/^friend$/i), 'vip'] }]);
  expect(await buy()).toBe(40);
  expect(await deliver(doors, shop, 'customer.tags_removed', { customerId, tags: ['Friend'] })).toBe(200);
  await settle();
  expect(await buy()).toBe(50);
});
