/** What an order costs: features that a shop does not use must not ask the database anything. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { applyBatch } from '#app/intake/apply.server.ts';
import { deliver, openDoors, settle, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, orderPayload } from '#tests/kit/factories.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

/** The statements that some work sends, by their names, or by their beginnings if they have none. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const spy = vi.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    return spy.mock.calls.map(([query]: unknown[]) => {
      const { name, text } = typeof query === 'string' ? { name: undefined, text: query } : (query as pg.QueryConfig);
      return name ?? text.slice(0, 40);
    });
  } finally {
    spy.mockRestore();
  }
}

/** What is asked again every few seconds, however many orders there are. */
const remembered = ['message-settings', 'flow-shops'];

describe('what an order costs', () => {
  it.each([1, 200])(
    'Orders of a shop with a plain program ask for nothing that it does not use: %i of them',
    async (count) => {
      await settle();
      const shop = await createShop();
      const members = await Promise.all(Array.from({ length: Math.min(count, 20) }, () => createMember(shop)));
      // The second batch: what is kept in memory is there.
      for (let batch = 0; batch < 2; batch++) {
        for (let index = 0; index < count; index++)
          await deliver(
            doors,
            shop,
            'orders/paid',
            orderPayload({
              customerId: members[index % members.length]?.customerId ?? '',
              lines: [{ price: '10.00' }],
            }),
          );
        const asked = await statementsOf(() => applyBatch(NOW));
        if (batch === 0) continue;
        // Claimed, the shops and their programs, the customers held and none of them forgotten, the orders read, booked and written,
        // marked. Who was forgotten is no feature that could be off: one look by the primary key, sent together with the holding.
        expect(asked.filter((name) => !remembered.includes(name))).toEqual([
          ...['BEGIN', 'inbox-claim', 'SELECT id, domain, time_zone AS "timeZon', 'programs-live-versions'],
          ...[
            'customers-hold',
            'customers-forgotten',
            'customers-held',
            'orders-lock',
            'members-by-customer',
            'ledger-credit',
            'orders-save',
          ],
          ...['outbox-enqueue', 'inbox-mark', 'COMMIT'],
        ]);
      }
    },
  );
});
