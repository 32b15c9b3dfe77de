import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { makeProgram } from '#app/program/document.ts';
import { openDoors, proxyUrl, settle, deliver, type Doors } from '#tests/kit/door.ts';
import { createMember, createShop, nextNumber, orderPayload, simpleProgram } from '#tests/kit/factories.ts';
import { stopTheClock } from '#tests/kit/still-clock.ts';

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors.close());

stopTheClock();

async function open() {
  const program = simpleProgram();
  const [reward] = program.rewards;
  if (!reward) throw new Error('the simple program has rewards');
  const shop = await createShop({
    program: makeProgram({
      ...program,
      rewards: [...program.rewards, { ...reward, id: 'rw_friend', costPoints: 0 }],
      referral: { enabled: true, advocatePoints: 500, friendRewardId: 'rw_friend', holdDays: 0 },
    }),
  });
  const advocate = await createMember(shop);
  const ask = async (path: string, customerId: string | null, body: unknown) => {
    const answer = await fetch(proxyUrl(doors, shop, path, customerId ?? ''), {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, Record<string, unknown>> };
  };
  return { shop, advocate, ask };
}

test('A member has one code; a visitor learns what it brings; a friend who comes by it joins and gets the reward once (K5)', async () => {
  const { shop, advocate, ask } = await open();
  expect((await ask('referral', null, {})).status).toBe(401);
  const own = await ask('referral', advocate.customerId, { device: 'browser-of-anna' });
  expect(own).toMatchObject({
    status: 200,
    body: { referral: { youGetPoints: 500, friends: [], rewardedFriends: 0 } },
  });
  const code = String(own.body.referral?.code);
  expect((await ask('referral', advocate.customerId, {})).body.referral?.code).toBe(code);
  expect((await ask('referral/check', null, { code: code.toLowerCase() })).body).toMatchObject({ valid: true });
  expect((await ask('referral/check', null, { code: 'NOBODY22' })).body).toEqual({ valid: false });

  const friendId = String(6_500_000 + nextNumber());
  expect((await ask('referral/claim', null, { code })).status).toBe(401);
  const first = await ask('referral/claim', friendId, { code, device: 'browser-of-bo' });
  expect(first.status).toBe(200);
  expect((await ask('referral/claim', friendId, { code, device: 'browser-of-bo' })).status).toBe(200);
  const { rows } = await pool().query('SELECT reward_id, cost_points FROM redemptions WHERE shop_id = $1', [shop.id]);
  expect(rows).toEqual([{ reward_id: 'rw_friend', cost_points: 0 }]);

  const order = orderPayload({ customerId: friendId, lines: [{ price: '80.00' }] });
  expect(await deliver(doors, shop, 'orders/paid', order)).toBe(200);
  await settle();
  const after = await ask('referral', advocate.customerId, {});
  expect(after.body.referral).toMatchObject({ rewardedFriends: 1, friends: [{ state: 'rewarded', points: 500 }] });
});

test('The own link and the own browser are refused without telling why (F1)', async () => {
  const { advocate, ask } = await open();
  const code = String((await ask('referral', advocate.customerId, { device: 'browser-of-anna' })).body.referral?.code);
  const refused = { status: 409, body: { error: { code: 'referral_refused' } } };
  expect(await ask('referral/claim', advocate.customerId, { code })).toMatchObject(refused);
  const other = String(6_600_000 + nextNumber());
  expect(await ask('referral/claim', other, { code, device: 'browser-of-anna' })).toMatchObject(refused);
  expect(await ask('referral/claim', other, { code: 'NOBODY22' })).toMatchObject({ status: 404 });
  expect(await ask('referral/claim', other, { code: 7 })).toMatchObject({ status: 422 });
});
