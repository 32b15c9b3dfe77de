import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { createShop, NOW } from '#tests/kit/factories.ts';
import { segmentIds } from '../figures/segments.ts';
import { addDays, dateInZone } from '../lib/calendar.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { countFound, listMembers } from './members-list.server.ts';
import { everyMember, membersSorts, type MembersFilter } from './members-params.ts';

/** What a filter is to mean, said as slowly and plainly as it can be. */
interface Plain {
  id: string;
  joinedAt: Date;
  available: number;
  spentMinor: number;
  orders: number;
  lastOrderOn: string | null;
  paidUntil: Date | null;
  codes: number;
  birthdayMonth: number | null;
  blocked: boolean;
  tierId: string | null;
}

function holds(member: Plain, filter: MembersFilter, today: string, timeZone: string): boolean {
  const joinedOn = dateInZone(member.joinedAt, timeZone);
  const within = (value: number, from: number | null, to: number | null) =>
    (from === null || value >= from) && (to === null || value <= to);
  const asksOrder = [filter.lastFrom, filter.lastTo, filter.lastWithin, filter.lastBefore].some(
    (part) => part !== null,
  );
  const last = member.lastOrderOn;
  const isPaid = member.paidUntil !== null && member.paidUntil > NOW;
  return (
    (filter.status === 'all' || (filter.status === 'blocked') === member.blocked) &&
    (filter.levels.length === 0 || filter.levels.includes(member.tierId ?? 'none')) &&
    within(member.available, filter.balanceFrom, filter.balanceTo) &&
    within(member.spentMinor, filter.spentFromMinor, filter.spentToMinor) &&
    within(member.orders, filter.ordersFrom, filter.ordersTo) &&
    (filter.joinedFrom === null || joinedOn >= filter.joinedFrom) &&
    (filter.joinedTo === null || joinedOn <= filter.joinedTo) &&
    (filter.joinedWithin === null || joinedOn >= addDays(today, -filter.joinedWithin)) &&
    (filter.neverOrdered
      ? last === null
      : !asksOrder ||
        (last !== null &&
          (filter.lastFrom === null || last >= filter.lastFrom) &&
          (filter.lastTo === null || last <= filter.lastTo) &&
          (filter.lastWithin === null || last >= addDays(today, -filter.lastWithin)) &&
          (filter.lastBefore === null || last <= addDays(today, -filter.lastBefore)))) &&
    (!filter.hasCodes || member.codes > 0) &&
    (filter.segment === null || segmentOf(member, today) === filter.segment) &&
    (filter.birthdayMonth === null || member.birthdayMonth === filter.birthdayMonth) &&
    (filter.paid === null || (filter.paid === 'yes') === isPaid)
  );
}

/** Without figures of a morning: recent is up to 68 days ago, slipping up to 135, and nobody has to have spent much. */
function segmentOf({ orders, lastOrderOn }: Plain, today: string): string | null {
  if (lastOrderOn === null) return null;
  const days = (Date.parse(today) - Date.parse(lastOrderOn)) / 86_400_000;
  if (days <= 68) return orders >= 4 ? 'champions' : orders === 3 ? 'loyal' : orders === 2 ? 'promising' : 'new';
  return days > 135 ? 'lost' : orders >= 3 ? 'at_risk' : 'needs_attention';
}

/** A small generator of numbers that are the same in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

async function shopOfMany(roll: (below: number) => number): Promise<{ shop: ShopFacts; members: Plain[] }> {
  const shop = await createShop({ timeZone: 'Pacific/Auckland' });
  const members: Plain[] = Array.from({ length: 60 }, (_, index) => {
    const orders = roll(6);
    return {
      id: `00000000-0000-7000-8000-${String(index * 7919).padStart(12, '0')}`,
      // Around midnight in the shop's zone, where a date in UTC would be another.
      joinedAt: new Date(NOW.getTime() - roll(40) * 86_400_000 + roll(24) * 3_600_000),
      available: roll(5) * 50 - 50,
      spentMinor: orders * 10_000,
      orders,
      lastOrderOn: orders === 0 ? null : addDays('2026-11-21', -roll(200)),
      paidUntil: roll(4) === 0 ? new Date(NOW.getTime() + (roll(3) - 1) * 86_400_000) : null,
      codes: roll(3) === 0 ? 1 : 0,
      birthdayMonth: roll(2) === 0 ? 1 + roll(12) : null,
      blocked: roll(6) === 0,
      tierId: ['gold', 'silver', null][roll(3)] ?? null,
    };
  });
  for (const m of members) {
    await pool().query(
      `INSERT INTO members (shop_id, id, joined_at, joined_via, status) VALUES ($1, $2, $3, 'order', $4::member_status)`,
      [shop.id, m.id, m.joinedAt, m.blocked ? 'blocked' : 'active'],
    );
    await pool().query(
      `INSERT INTO member_rows (shop_id, member_id, joined_at, available, spent_minor, paid_until, last_order_on, orders, ready_codes,
         birthday_month, blocked, tier_id) VALUES ($1, $2, $3, $4, $5, $6, coalesce($7::date, '1970-01-01'), $8, $9, $10, $11, $12)`,
      [
        shop.id,
        m.id,
        m.joinedAt,
        m.available,
        m.spentMinor,
        m.paidUntil,
        m.lastOrderOn,
        m.orders,
        m.codes,
        m.birthdayMonth,
        m.blocked,
        m.tierId,
      ],
    );
  }
  return { shop, members };
}

const choices: Partial<MembersFilter>[] = [
  {},
  { status: 'blocked' },
  { status: 'active' },
  { levels: ['gold'] },
  { levels: ['none'] },
  { levels: ['silver', 'none'] },
  { balanceFrom: 0 },
  { balanceFrom: 50, balanceTo: 100 },
  { balanceTo: -1 },
  { joinedFrom: '2026-11-01', joinedTo: '2026-11-10' },
  { joinedWithin: 7 },
  { lastWithin: 30 },
  { lastBefore: 60 },
  { lastFrom: '2026-09-01', lastTo: '2026-10-15' },
  { lastTo: '2026-10-01' },
  { neverOrdered: true },
  { spentFromMinor: 10_000, spentToMinor: 20_000 },
  { ordersFrom: 2 },
  { ordersTo: 1 },
  { hasCodes: true },
  { birthdayMonth: 5 },
  { paid: 'yes' },
  { paid: 'no' },
  ...segmentIds.map((segment) => ({ segment })),
];

const keyOf: Record<(typeof membersSorts)[number], (member: Plain) => number | string> = {
  joined: (member) => member.joinedAt.getTime(),
  balance: (member) => member.available,
  spent: (member) => member.spentMinor,
  last: (member) => member.lastOrderOn ?? '',
};

test('Every filter, alone and in pairs, in every order, finds whom a plain look at each member finds, page by page', async () => {
  const roll = dice(20261122);
  const { shop, members } = await shopOfMany(roll);
  const today = dateInZone(NOW, shop.timeZone);
  const pairs = choices.flatMap((one) => [one, { ...one, ...choices[roll(choices.length)] }]);
  let found = 0;
  for (const pair of pairs) {
    const filter: MembersFilter = { ...everyMember, ...pair };
    const sort = membersSorts[roll(membersSorts.length)] ?? 'joined';
    const ascending = roll(2) === 0;
    const sign = ascending ? 1 : -1;
    const expected = members
      .filter((member) => holds(member, filter, today, shop.timeZone))
      .sort((a, b) => {
        const [x, y] = [keyOf[sort](a), keyOf[sort](b)];
        return sign * (x < y ? -1 : x > y ? 1 : a.id < b.id ? -1 : 1);
      })
      .map(({ id }) => id);
    const seen: string[] = [];
    // Few members, so that each way to find a page has its turn: along the order, or the filter first.
    const limits = { walked: 1 + roll(20), sorted: roll(2) * 1e9, cheap: roll(3) === 0 ? 1e9 : 0 };
    let cursor: string | null = null;
    do {
      const query = { filter, sort, ascending, cursor, direction: 'next' as const, pageSize: 7, only: null };
      const page = await listMembers(shop, query, NOW, limits);
      seen.push(...page.rows.map(({ memberId }) => memberId));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen, JSON.stringify({ pair, sort, ascending })).toEqual(expected);
    expect(await countFound(shop, { filter, only: null }, NOW)).toEqual({ count: expected.length, isAbout: false });
    found += expected.length;
  }
  expect(found).toBeGreaterThan(200);
});

test('More than ten thousand are told as about so many', async () => {
  const shop = await createShop();
  await pool().query(
    `INSERT INTO member_rows (shop_id, member_id, joined_at) SELECT $1, gen_random_uuid(), $2 FROM generate_series(1, 12345)`,
    [shop.id, NOW],
  );
  await pool().query('ANALYZE member_rows');
  const { count, isAbout } = await countFound(shop, { filter: everyMember, only: null }, NOW);
  expect(isAbout).toBe(true);
  expect(count).toBeGreaterThanOrEqual(10_000);
  expect(count).toBeLessThanOrEqual(14_000);
});
