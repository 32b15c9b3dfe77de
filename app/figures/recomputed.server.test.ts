/** Every panel against a plain recomputation over generated shops: days by the shop's clock, refunds, currencies, changes after the fold. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import pg from 'pg';
import { pool } from '#app/db.server.ts';
import { addDays, dateInZone } from '#app/lib/calendar.ts';
import { createShop } from '#tests/kit/factories.ts';
import { loadPanel } from '../analytics/panels.server.ts';
import { bucketsOf, daysIn, resolvePeriod, type DateRange, type PeriodAsk } from '../analytics/period.ts';
import { auditFigures } from './audit.server.ts';
import { foldPortion } from './fold.server.ts';
import { markFigures } from './mark.server.ts';

/** A Sunday on which clocks went back three weeks ago in Europe, and two in New York. */
const LOOKED_AT = new Date('2026-11-21T03:30:00Z');
const HOUR_MS = 3_600_000;
const RUNS = 20;

interface GeneratedOrder {
  /** Index of the member; null for a guest. */
  member: number | null;
  hoursAgo: number;
  totalMinor: number;
  refundedShare: number;
  currency: 'shop' | 'other';
  cancelled: boolean;
}
interface Generated {
  timeZone: string;
  joinedHoursAgo: number[];
  orders: GeneratedOrder[];
  /** Orders that change after the first fold: refunded in full. */
  refundedLater: number[];
  ask: PeriodAsk;
  portion: number;
}

const hours = fc.oneof(fc.integer({ min: 0, max: 24 * 60 }), fc.integer({ min: 0, max: 24 * 800 }));
const generated: fc.Arbitrary<Generated> = fc.integer({ min: 0, max: 6 }).chain((members) =>
  fc.record({
    timeZone: fc.constantFrom('Europe/Copenhagen', 'America/New_York', 'Pacific/Auckland', 'Asia/Kathmandu'),
    joinedHoursAgo: fc.array(hours, { minLength: members, maxLength: members }),
    orders: fc.array(
      fc.record({
        member: members === 0 ? fc.constant(null) : fc.option(fc.integer({ min: 0, max: members - 1 }), { freq: 6 }),
        hoursAgo: hours,
        totalMinor: fc.integer({ min: 0, max: 500_000 }),
        refundedShare: fc.constantFrom(0, 0, 0, 0.3, 1),
        currency: fc.constantFrom('shop' as const, 'shop' as const, 'shop' as const, 'other' as const),
        cancelled: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
      }),
      { maxLength: 40 },
    ),
    refundedLater: fc.array(fc.nat({ max: 39 }), { maxLength: 4 }),
    ask: fc.record({
      preset: fc.constantFrom(
        '7d' as const,
        '30d' as const,
        '90d' as const,
        '365d' as const,
        'this_month' as const,
        'last_month' as const,
      ),
      comparison: fc.constantFrom('previous' as const, 'last_year' as const, 'none' as const),
    }),
    portion: fc.integer({ min: 1, max: 5 }),
  }),
);

interface Bought {
  member: number | null;
  on: string;
  spentMinor: number;
}

const within = (on: string, { firstOn, lastOn }: DateRange) => on >= firstOn && on <= lastOn;
const share = (part: number, whole: number) => (whole > 0 ? Math.round((part * 10_000) / whole) : null);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const daysBetween = (from: string, to: string) => daysIn({ firstOn: from, lastOn: to }) - 1;

/** The definitions of app/analytics/panel.ts, said once more and as plainly as can be. */
function recompute(joinedOn: readonly string[], bought: readonly Bought[], range: DateRange) {
  const membersAtEnd = joinedOn.filter((on) => on <= range.lastOn).length;
  const ofMembers = bought.filter(({ member }) => member !== null);
  const inRange = bought.filter(({ on }) => within(on, range));
  const membersInRange = inRange.filter(({ member }) => member !== null);
  const active = new Set(membersInRange.map(({ member }) => member)).size;
  const daysOf = joinedOn.map((_, index) =>
    [...new Set(bought.filter(({ member }) => member === index).map(({ on }) => on))].sort(),
  );
  const once = daysOf.filter(([first]) => first !== undefined && first <= range.lastOn).length;
  const again = daysOf.filter(([, second]) => second !== undefined && second <= range.lastOn).length;
  const months = { firstOn: `${range.firstOn.slice(0, 7)}-01`, lastOn: range.lastOn };
  const pauses = daysOf
    .flatMap((days) => days.slice(1).map((on, index) => ({ on, days: daysBetween(days[index] ?? on, on) })))
    .filter(({ on }) => on.slice(0, 7) >= months.firstOn.slice(0, 7) && on.slice(0, 7) <= months.lastOn.slice(0, 7))
    .map(({ days }) => days)
    .sort((a, b) => a - b);
  const revenue = sum(inRange.map(({ spentMinor }) => spentMinor));
  const memberRevenue = sum(membersInRange.map(({ spentMinor }) => spentMinor));
  return {
    members_total: membersAtEnd,
    members_new: joinedOn.filter((on) => within(on, range)).length,
    members_active: active,
    active_share: share(active, membersAtEnd),
    member_revenue: memberRevenue,
    member_revenue_share: share(memberRevenue, revenue),
    repeat_rate: share(again, once),
    purchase_frequency: active > 0 ? Math.round((membersInRange.length * 100) / active) : null,
    days_between_orders: pauses[Math.ceil(pauses.length / 2) - 1] ?? null,
    lifetime_value:
      membersAtEnd > 0
        ? Math.round(
            sum(ofMembers.filter(({ on }) => on <= range.lastOn).map(({ spentMinor }) => spentMinor)) / membersAtEnd,
          )
        : null,
  } as const;
}

/** Who spent anything, the most first. */
function mostSpent(memberIds: readonly string[], bought: readonly Bought[], range: DateRange): [string, number][] {
  return memberIds
    .map((id, index): [string, number] => [
      id,
      sum(bought.flatMap(({ member, on, spentMinor }) => (member === index && within(on, range) ? [spentMinor] : []))),
    ])
    .filter(([, spentMinor]) => spentMinor > 0)
    .sort(([a, most], [b, least]) => least - most || (a < b ? -1 : 1));
}

async function insert(shopId: number, { joinedHoursAgo, orders }: Generated, timeZone: string) {
  const at = (hoursAgo: number) => new Date(LOOKED_AT.getTime() - hoursAgo * HOUR_MS);
  const memberIds = joinedHoursAgo.map(() => randomUUID());
  await pool().query(
    `INSERT INTO members (shop_id, id, customer_id, joined_at, joined_via) SELECT $1, id, id::text, at, 'account' FROM unnest($2::uuid[], $3::timestamptz[]) AS m(id, at)`,
    [shopId, memberIds, joinedHoursAgo.map((one) => at(one).toISOString())],
  );
  await pool().query(
    `INSERT INTO orders (shop_id, order_id, member_id, currency_code, total_minor, refunded_minor, paid_at, paid_on, cancelled_at)
     SELECT $1, * FROM unnest($2::text[], $3::uuid[], $4::text[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::date[], $9::timestamptz[])`,
    [
      shopId,
      orders.map((_, index) => String(index)),
      orders.map(({ member }) => (member === null ? null : memberIds[member])),
      orders.map(({ currency }) => (currency === 'shop' ? 'DKK' : 'EUR')),
      orders.map(({ totalMinor }) => totalMinor),
      orders.map(({ totalMinor, refundedShare }) => Math.floor(totalMinor * refundedShare)),
      orders.map(({ hoursAgo }) => at(hoursAgo).toISOString()),
      orders.map(({ hoursAgo }) => dateInZone(at(hoursAgo), timeZone)),
      orders.map(({ cancelled }) => (cancelled ? LOOKED_AT.toISOString() : null)),
    ],
  );
  return memberIds;
}

function boughtOf({ orders, timeZone }: Generated, refundedLater: ReadonlySet<number>): Bought[] {
  return orders.flatMap((order, index) => {
    const refunded = refundedLater.has(index) ? order.totalMinor : Math.floor(order.totalMinor * order.refundedShare);
    if (order.cancelled || order.currency === 'other' || (refunded > 0 && refunded >= order.totalMinor)) return [];
    const on = dateInZone(new Date(LOOKED_AT.getTime() - order.hoursAgo * HOUR_MS), timeZone);
    return [{ member: order.member, on, spentMinor: order.totalMinor - refunded }];
  });
}

test('Panels say what a plain recomputation says, before and after refunds, in every time zone', async () => {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  onTestFinished(() => client.end());
  await fc.assert(
    fc.asyncProperty(generated, async (history) => {
      const shop = await createShop({ timeZone: history.timeZone });
      const memberIds = await insert(shop.id, history, shop.timeZone);
      await foldPortion(shop.id, LOOKED_AT, history.portion);
      const later = new Set(history.refundedLater.filter((index) => index < history.orders.length));
      for (const index of later) {
        const order = history.orders[index];
        await pool().query('UPDATE orders SET refunded_minor = total_minor WHERE shop_id = $1 AND order_id = $2', [
          shop.id,
          String(index),
        ]);
        const on = dateInZone(new Date(LOOKED_AT.getTime() - (order?.hoursAgo ?? 0) * HOUR_MS), shop.timeZone);
        const memberId = typeof order?.member === 'number' ? memberIds[order.member] : undefined;
        await markFigures(pool(), [{ shopId: shop.id, ...(memberId ? { memberIds: [memberId] } : { days: [on] }) }]);
      }
      while (await foldPortion(shop.id, LOOKED_AT, history.portion));
      expect(await auditFigures(client)).toEqual([]);

      const todayOn = dateInZone(LOOKED_AT, shop.timeZone);
      const { current, before } = resolvePeriod(history.ask, todayOn);
      const joinedOn = history.joinedHoursAgo.map((one) =>
        dateInZone(new Date(LOOKED_AT.getTime() - one * HOUR_MS), shop.timeZone),
      );
      const bought = boughtOf(history, later);
      const [right, rightBefore] = [
        recompute(joinedOn, bought, current),
        before && recompute(joinedOn, bought, before),
      ];
      for (const id of Object.keys(right) as (keyof typeof right)[]) {
        const panel = await loadPanel(shop, id, history.ask, LOOKED_AT);
        expect({
          id,
          value: panel.kind === 'figure' && panel.value,
          before: panel.kind === 'figure' && panel.before,
        }).toEqual({
          ...{ id, value: right[id], before: rightBefore && rightBefore[id] },
        });
      }
      const revenue = await loadPanel(shop, 'revenue_over_time', history.ask, LOOKED_AT);
      const buckets = bucketsOf(current);
      expect(revenue).toMatchObject({
        buckets,
        lines: [true, false].map((isMember) => ({
          values: buckets.map((bucket) =>
            sum(
              bought
                .filter(
                  ({ member, on }) => (member !== null) === isMember && within(on, current) && on.startsWith(bucket),
                )
                .map(({ spentMinor }) => spentMinor),
            ),
          ),
        })),
      });
      // Of a period with a name, and of the same days but one, of which no list is kept.
      for (const ask of [
        history.ask,
        { preset: 'custom' as const, range: { ...current, lastOn: addDays(todayOn, 1) }, comparison: 'none' as const },
      ]) {
        const best = await loadPanel(shop, 'best_by_spend', ask, LOOKED_AT);
        if (best.kind !== 'members') throw new Error('the best are members');
        expect(best.rows.map(({ memberId, values }) => [memberId, values.spent])).toEqual(
          mostSpent(memberIds, bought, resolvePeriod(ask, todayOn).current),
        );
      }
      const cohorts = await loadPanel(shop, 'cohorts', history.ask, LOOKED_AT);
      if (cohorts.kind !== 'cohorts') throw new Error('cohorts are cohorts');
      for (const { cohort, size, values } of cohorts.rows) {
        const members = joinedOn.flatMap((on, index) => (on.startsWith(cohort) ? [index] : []));
        expect(size).toBe(members.length);
        let month = `${cohort}-01`;
        for (const value of values) {
          const active = members.filter((index) =>
            bought.some(({ member, on }) => member === index && on.startsWith(month.slice(0, 7))),
          );
          expect(value).toBe(month > todayOn ? null : share(active.length, size));
          month = `${addDays(month, 31).slice(0, 7)}-01`;
        }
      }
    }),
    { numRuns: RUNS },
  );
}, 240_000);
