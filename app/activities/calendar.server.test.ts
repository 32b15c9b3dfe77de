import { describe, expect, it } from 'vitest';
import { pool } from '#app/db.server.ts';
import { makeProgram } from '#app/program/document.ts';
import { balanceOf, deliver, openDoors, settle } from '#tests/kit/door.ts';
import { createMember, createShop, NOW, simpleProgram } from '#tests/kit/factories.ts';
import { celebrateDue } from './calendar.server.ts';

const program = makeProgram({
  ...simpleProgram(),
  rules: [
    { id: 'birthday', enabled: true, when: [], kind: 'birthday', points: 50 },
    { id: 'years', enabled: true, when: [], kind: 'anniversary', points: 10, perYear: true },
    { id: 'news', enabled: true, when: [], kind: 'activity', activity: 'newsletter', points: 20 },
  ],
});

async function born(shopId: number, memberId: string, birthday: string, setOn = '2020-01-01') {
  await pool().query(
    'UPDATE members SET birthday = $3, birthday_set_on = $4, joined_at = $5 WHERE shop_id = $1 AND id = $2',
    [shopId, memberId, birthday, setOn, new Date('2026-07-01T12:00:00Z')],
  );
}

async function run(instant: string, portion = 100) {
  for (let guard = 0; guard < 100 && (await celebrateDue(new Date(instant), portion)); guard++);
}

describe('birthdays and anniversaries', () => {
  it("T1: a birthday begins at the shop's midnight, in every time zone, and comes once a year", async () => {
    const far = [
      await createShop({ program, timeZone: 'Pacific/Kiritimati' }),
      await createShop({ program, timeZone: 'Pacific/Honolulu' }),
    ] as const;
    const [east, west] = [await createMember(far[0]), await createMember(far[1])];
    await born(far[0].id, east.id, '03-10');
    await born(far[1].id, west.id, '03-10');
    const balances = async () => [await balanceOf(far[0].id, east.id), await balanceOf(far[1].id, west.id)];
    await run('2027-03-09T09:00:00Z');
    expect(await balances()).toEqual([0, 0]);
    // 10 March begins in Kiritimati (UTC+14) twenty-four hours before it begins in Honolulu (UTC-10).
    await run('2027-03-09T10:00:00Z');
    expect(await balances()).toEqual([50, 0]);
    await run('2027-03-10T09:59:00Z');
    expect(await balances()).toEqual([50, 0]);
    await run('2027-03-10T10:00:00Z');
    expect(await balances()).toEqual([50, 50]);
    await pool().query(`UPDATE calendar_runs SET done_on = '2027-03-08'`);
    await run('2027-03-10T10:00:00Z');
    expect(await balances()).toEqual([50, 50]);
  });

  it('T1: 29 February is 28 February in a common year; a date that a time zone left out is seen to', async () => {
    const shop = await createShop({ program });
    const member = await createMember(shop);
    await born(shop.id, member.id, '02-29');
    await run('2027-02-28T12:00:00Z');
    expect(await balanceOf(shop.id, member.id)).toBe(50);
    for (const day of ['2028-02-27', '2028-02-28']) await run(`${day}T12:00:00Z`);
    expect(await balanceOf(shop.id, member.id)).toBe(50);
    await run('2028-02-29T12:00:00Z');
    expect(await balanceOf(shop.id, member.id)).toBe(100);
    // Summer time begins at midnight in Beirut on 28 March 2027: the day has no 00:00.
    const beirut = await createShop({ program, timeZone: 'Asia/Beirut' });
    const spring = await createMember(beirut);
    await born(beirut.id, spring.id, '03-28');
    await run('2027-03-27T21:59:00Z');
    expect(await balanceOf(beirut.id, spring.id)).toBe(0);
    await run('2027-03-27T22:01:00Z');
    expect(await balanceOf(beirut.id, spring.id)).toBe(50);
  });

  it('A birthday that was given on the day or after it waits for the next year, and a changed one comes not twice', async () => {
    const shop = await createShop({ program });
    const [late, changing] = [await createMember(shop), await createMember(shop)];
    await run('2027-05-01T12:00:00Z');
    await born(shop.id, late.id, '05-02', '2027-05-02');
    await born(shop.id, changing.id, '05-02', '2027-05-01');
    await run('2027-05-02T12:00:00Z');
    expect([await balanceOf(shop.id, late.id), await balanceOf(shop.id, changing.id)]).toEqual([0, 50]);
    await born(shop.id, changing.id, '01-05', '2027-12-01');
    await run('2028-01-04T12:00:00Z');
    const before = await balanceOf(shop.id, changing.id);
    await run('2028-01-05T12:00:00Z');
    expect((await balanceOf(shop.id, changing.id)) - before).toBe(0);
  });

  it('Anniversaries grow with the years, portions go on where they stopped, and missed days are made up for', async () => {
    const shop = await createShop({ program });
    const members = await Promise.all(Array.from({ length: 7 }, () => createMember(shop)));
    await pool().query(`UPDATE members SET joined_at = '2024-06-30T22:30:00Z' WHERE shop_id = $1`, [shop.id]);
    await run('2026-06-28T12:00:00Z');
    // The worker stood still on 1 July, the day in Copenhagen.
    await run('2026-07-03T12:00:00Z', 3);
    for (const member of members) expect(await balanceOf(shop.id, member.id)).toBe(20);
    const { rows } = await pool().query<{ on_date: string }>(
      `SELECT DISTINCT to_char(on_date, 'YYYY-MM-DD') AS on_date FROM activities WHERE shop_id = $1`,
      [shop.id],
    );
    expect(rows).toEqual([{ on_date: '2026-07-01' }]);
  });
});

describe('the newsletter', () => {
  it('Subscribing counts once, whether it is told before or after joining, and leaving takes nothing', async () => {
    const shop = await createShop({ program });
    const doors = await openDoors();
    try {
      const consent = (customerId: number, state: string) =>
        deliver(doors, shop, 'customers_email_marketing_consent/update', {
          customer_id: customerId,
          email_address: 'anna@example.com',
          email_marketing_consent: { state, opt_in_level: 'single_opt_in', consent_updated_at: NOW.toISOString() },
        });
      await consent(4711, 'subscribed');
      await deliver(doors, shop, 'customers/create', { id: 4711, state: 'enabled', created_at: NOW.toISOString() });
      await settle();
      const { rows } = await pool().query<{ id: string }>('SELECT id FROM members WHERE shop_id = $1', [shop.id]);
      const id = rows[0]?.id ?? '';
      expect(await balanceOf(shop.id, id)).toBe(20);
      for (const state of ['unsubscribed', 'pending', 'subscribed', 'subscribed']) await consent(4711, state);
      await settle();
      expect(await balanceOf(shop.id, id)).toBe(20);
    } finally {
      await doors.close();
    }
  });
});
