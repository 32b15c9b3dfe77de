/**
 * The best customers of a period, with what each of them did in it. Who they are is kept for the periods that have a name
 * (app/figures/best-lists.server.ts), and is looked for in any other. Only reads.
 */
import { pool } from '../db.server.ts';
import type { Measure } from '../figures/best.ts';
import { hasBestList, listedText, SHOWN } from '../figures/best-lists.server.ts';
import { findBest } from '../figures/find-best.server.ts';
import { countsAsOrder } from '../figures/load-parts.server.ts';
import { addDays, startOfDate } from '../lib/calendar.ts';
import type { PanelContext } from './figure-panels.server.ts';
import type { MembersPanel, PanelId, PANELS } from './panel.ts';
import type { DateRange } from './period.ts';

type BestId = Extract<(typeof PANELS)[number], { kind: 'members' }>['id'];

interface BestRow {
  memberId: string;
  customerId: string | null;
  orders: number;
  spent: number;
  points: number;
  referrals: number;
  lastOrderOn: string | null;
}

const lists: Record<BestId, Measure> = {
  best_by_spend: 'spent',
  best_by_points: 'points',
  best_by_referrals: 'referrals',
};

const ofOrders = `count(*)::int AS orders, coalesce(sum(greatest(0, total_minor - refunded_minor)), 0)::bigint AS spent,
  coalesce(sum(points_awarded - points_reversed), 0)::bigint AS points`;
/** $1 the shop, $2 and $4 the first and the last day, $3 the currency, $5 and $6 where the one begins and the other has ended. */
const ofPeriod = `paid_on BETWEEN $2::date AND $4::date AND ${countsAsOrder}`;
const rewarded = `state = 'rewarded' AND settled_at >= $5::timestamptz AND settled_at < $6::timestamptz`;

/** What each member of `source` (member_id, and its value of all time as `bound`) has in the period. */
const detailsText = (
  source: string,
) => `SELECT f.member_id AS "memberId", f.bound, m.customer_id AS "customerId", o.orders, o.spent, o.points,
    r.referrals, o.last_on AS "lastOrderOn"
  FROM (${source}) f JOIN members m ON m.shop_id = $1 AND m.id = f.member_id
  CROSS JOIN LATERAL (SELECT ${ofOrders}, to_char(max(paid_on), 'YYYY-MM-DD') AS last_on FROM orders WHERE shop_id = $1 AND member_id = f.member_id AND ${ofPeriod}) o
  CROSS JOIN LATERAL (SELECT count(*)::int AS referrals FROM referrals WHERE shop_id = $1 AND advocate_id = f.member_id AND ${rewarded}) r`;

export async function bestMembers({ shop }: PanelContext, id: BestId, range: DateRange): Promise<MembersPanel['rows']> {
  const measure = lists[id];
  const { firstOn, lastOn } = range;
  const asked = [
    ...[shop.id, firstOn, shop.currencyCode, lastOn],
    ...[startOfDate(firstOn, shop.timeZone), startOfDate(addDays(lastOn, 1), shop.timeZone)],
  ];
  const inOrder = (rows: BestRow[]) =>
    rows
      .filter((row) => row[measure] > 0)
      .sort((a, b) => b[measure] - a[measure] || (a.memberId < b.memberId ? -1 : 1))
      .slice(0, SHOWN);
  const { rows: listed } = await pool().query<BestRow>({
    name: `panel-${id}-listed`,
    text: detailsText(listedText(measure)),
    values: asked,
  });
  if (listed.length > 0 || (await hasBestList(shop.id, { measure, firstOn, lastOn })))
    return inOrder(listed).map(shownRow);
  const best = await findBest(pool(), shop, { measure, firstOn, lastOn }, SHOWN);
  const { rows } = await pool().query<BestRow>({
    name: `panel-${id}-found`,
    text: detailsText('SELECT member_id, bound FROM unnest($7::uuid[], $8::bigint[]) AS b(member_id, bound)'),
    values: [...asked, best.map(({ memberId }) => memberId), best.map((place) => place.value)],
  });
  return inOrder(rows).map(shownRow);
}

function shownRow({ memberId, customerId, orders, spent, points, referrals, lastOrderOn }: BestRow) {
  return { memberId, customerId, values: { orders, spent, points, referrals, lastOrderOn } };
}

export function isBest(id: PanelId): id is BestId {
  return id in lists;
}
