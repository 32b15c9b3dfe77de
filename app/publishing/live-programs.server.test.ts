import { expect, it } from 'vitest';
import { inTransaction, pool } from '#app/db.server.ts';
import { shopFactsByIds } from '#app/shops/shop-store.server.ts';
import { createShop } from '#tests/kit/factories.ts';
import { livePrograms } from './live-programs.server.ts';

it('As many transactions as there are connections read shops and programs that nobody has read before, and none waits for another connection', async () => {
  const shops = await Promise.all(Array.from({ length: pool().options.max }, () => createShop()));
  let begun = 0;
  const programs = await Promise.all(
    shops.map((shop) =>
      inTransaction(async (sql) => {
        begun++;
        while (begun < shops.length) await sql.query('SELECT 1');
        expect((await shopFactsByIds([shop.id], sql)).get(shop.id)?.domain).toBe(shop.domain);
        return livePrograms(sql, [shop.id]);
      }),
    ),
  );
  expect(programs.map((found) => found.size)).toEqual(shops.map(() => 1));
});
