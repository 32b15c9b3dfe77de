/** The members list over a million members: every order, filters alone and together, the first page and deep ones. */
import { closeDatabase, pool } from '../../app/db.server.ts';
import { countFound, listMembers, type MembersQuery } from '../../app/members/members-list.server.ts';
import { everyMember, membersSorts, type MembersFilter } from '../../app/members/members-params.ts';
import { appEnvironment } from '../kit/environment.ts';
import { ms, percentile } from '../kit/figures.ts';
import { absolute, type BenchRow } from '../kit/row.ts';

const NOW = new Date('2026-11-22T00:00:00Z');

/** Members as shops have them: few spend much, many never bought, levels are rare at the top, joining grew over five years. */
async function seed(count: number): Promise<{ id: number; timeZone: string }> {
  const timeZone = 'Europe/Copenhagen';
  const { rows } = await pool().query<{ id: number }>(
    `INSERT INTO shops (domain, time_zone, installed_at) VALUES ('members.myshopify.com', $1, now()) RETURNING id`,
    [timeZone],
  );
  const id = rows[0]?.id ?? 0;
  await pool().query('SELECT setseed(0.5)');
  await pool().query(
    `INSERT INTO member_rows (shop_id, member_id, joined_at, available, spent_minor, paid_until, last_order_on, orders, ready_codes,
       birthday_month, blocked, tier_id)
     SELECT $1, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '2026-11-22'::timestamptz - (power(random(), 2) * 1825) * interval '1 day',
       CASE WHEN orders = 0 THEN (random() * 100)::int ELSE floor(power(random(), 4) * 20000) END,
       orders * (5000 + floor(random() * 60000)), CASE WHEN random() < 0.01 THEN '2027-03-01'::timestamptz END,
       CASE WHEN orders = 0 THEN '1970-01-01'::date ELSE '2026-11-22'::date - floor(power(random(), 2) * 900)::int END,
       orders, CASE WHEN random() < 0.03 THEN 1 ELSE 0 END, CASE WHEN random() < 0.3 THEN 1 + floor(random() * 12) END,
       random() < 0.001,
       CASE WHEN orders >= 12 THEN 'gold' WHEN orders >= 5 THEN 'silver' WHEN orders > 0 THEN 'bronze' END
     FROM (SELECT n, greatest(0, floor(power(random(), 3) * 20) - 1)::int AS orders FROM generate_series(1, $2::int) n) g`,
    [id, count],
  );
  await pool().query(
    `INSERT INTO members (shop_id, id, customer_id, status, joined_at, joined_via, tier_id)
     SELECT shop_id, member_id, (7000000000 + row_number() OVER ())::text, CASE WHEN blocked THEN 'blocked' ELSE 'active' END::member_status,
       joined_at, 'order', tier_id FROM member_rows WHERE shop_id = $1`,
    [id],
  );
  await pool().query(
    `INSERT INTO balances (shop_id, member_id, available) SELECT shop_id, member_id, available FROM member_rows WHERE shop_id = $1`,
    [id],
  );
  await pool().query('VACUUM (ANALYZE) member_rows, members, balances');
  return { id, timeZone };
}

const filters: Record<string, Partial<MembersFilter>> = {
  everyone: {},
  blocked: { status: 'blocked' },
  gold: { levels: ['gold'] },
  'no level': { levels: ['none'] },
  'balance from 15,000': { balanceFrom: 15_000 },
  'balance 100 to 500': { balanceFrom: 100, balanceTo: 500 },
  'joined in 7 days': { joinedWithin: 7 },
  'not for a year': { lastBefore: 365 },
  'in the last 30 days': { lastWithin: 30 },
  'never ordered': { neverOrdered: true },
  'spent from 5,000': { spentFromMinor: 500_000 },
  'has codes': { hasCodes: true },
  'born in May': { birthdayMonth: 5 },
  'paid membership': { paid: 'yes' },
  champions: { lastWithin: 60, ordersFrom: 8, spentFromMinor: 200_000 },
  'at risk': { lastBefore: 180, ordersFrom: 4 },
  'gold with codes born in May': { levels: ['gold'], hasCodes: true, birthdayMonth: 5 },
  'rich and never ordered (nobody)': { balanceFrom: 10_000, neverOrdered: true },
  'many orders, little spent (few)': { ordersFrom: 15, spentToMinor: 120_000 },
};

export const membersRow: BenchRow = {
  name: 'members',
  what: 'the members list over a million members: every order and filter, first and deep pages, and how many it finds',
  async run(context) {
    Object.assign(process.env, appEnvironment(await context.database.create('members')));
    const shop = await seed(context.options.members);
    const pagesMs: { name: string; ms: number }[] = [];
    const countsMs: { name: string; ms: number }[] = [];
    const timed = async <T>(into: typeof pagesMs, name: string, work: () => Promise<T>): Promise<T> => {
      const startedAt = performance.now();
      const result = await work();
      into.push({ name, ms: performance.now() - startedAt });
      return result;
    };
    for (let round = 0; round < context.rounds; round++) {
      for (const [name, part] of Object.entries(filters)) {
        const filter = { ...everyMember, ...part };
        for (const sort of membersSorts) {
          for (const ascending of [false, true]) {
            const query: MembersQuery = {
              filter,
              sort,
              ascending,
              cursor: null,
              direction: 'next',
              pageSize: 50,
              only: null,
            };
            const label = `${name}, by ${sort} ${ascending ? 'up' : 'down'}`;
            const page = await timed(pagesMs, label, () => listMembers(shop, query, NOW));
            const { nextCursor } = page;
            await timed(countsMs, name, () => countFound(shop, query, NOW, page));
            if (nextCursor)
              await timed(pagesMs, `${label}, next`, () => listMembers(shop, { ...query, cursor: nextCursor }, NOW));
          }
        }
      }
    }
    await closeDatabase();
    const p95 = (times: readonly { ms: number }[]) =>
      percentile(
        times.map((time) => time.ms),
        0.95,
      );
    const slowest = (times: typeof pagesMs) =>
      [...times]
        .sort((a, b) => b.ms - a.ms)
        .slice(0, 8)
        .map((time) => `${time.name} ${ms(time.ms)}`)
        .join('; ');
    return {
      measures: [
        absolute('p95 <= 50 ms', p95(pagesMs) <= 50, { against: 'a page', ours: ms(p95(pagesMs)), theirs: '' }),
        absolute('p95 <= 50 ms', p95(countsMs) <= 50, { against: 'how many', ours: ms(p95(countsMs)), theirs: '' }),
      ],
      notes: [`slowest pages: ${slowest(pagesMs)}`, `slowest counts: ${slowest(countsMs)}`],
    };
  },
};
