/**
 * The best customers of a period. Of a short period all that happened is added up. Whoever has the most in a long one is near the top of
 * all time: so the list of all time is walked from its top, until nobody further down can come in; if that does not end soon, all is added
 * up there too. Only reads.
 */
import { pool } from '../db.server.ts';
import { countsAsOrder } from '../figures/load-parts.server.ts';
import { endOfDate, startOfDate } from '../lib/calendar.ts';
import type { PanelContext } from './figure-panels.server.ts';
import type { MembersPanel, PanelId, PANELS } from './panel.ts';
import type { DateRange } from './period.ts';
import { sumOf } from './read-rollups.server.ts';

type BestId = Extract<(typeof PANELS)[number], { kind: 'members' }>['id'];

/** How many members a list of the best names. */
const BEST = 25;
/** Orders or friends of a period: as few as these are added up at once. */
const FEW = 5_000;
/** Members of the list of all time that are looked at, step by step, before all of a long period is added up. */
const STEPS = [50, 200, 750];

interface BestRow {
  memberId: string;
  customerId: string | null;
  orders: number;
  spent: number;
  points: number;
  referrals: number;
  lastOrderOn: string | null;
}

/** What a list is about: its column of all time, and the same of the period. */
const lists: Record<
  BestId,
  { ofAllTime: string; value: Exclude<keyof BestRow, 'memberId' | 'customerId' | 'lastOrderOn'> }
> = {
  best_by_spend: { ofAllTime: 'spent_minor', value: 'spent' },
  best_by_points: { ofAllTime: 'points_earned', value: 'points' },
  best_by_referrals: { ofAllTime: 'referrals', value: 'referrals' },
};

const ofOrders = `count(*)::int AS orders, coalesce(sum(greatest(0, total_minor - refunded_minor)), 0)::bigint AS spent,
  coalesce(sum(points_awarded - points_reversed), 0)::bigint AS points`;
/** $1 the shop, $2 and $4 the first and the last day, $3 the currency, $5 and $6 the same as instants. */
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
  const { ofAllTime, value } = lists[id];
  const { firstOn, lastOn } = range;
  const asked = [
    ...[shop.id, firstOn, shop.currencyCode, lastOn],
    ...[startOfDate(firstOn, shop.timeZone), endOfDate(lastOn, shop.timeZone)],
  ];
  const inOrder = (rows: BestRow[]) =>
    rows
      .filter((row) => row[value] > 0)
      .sort((a, b) => b[value] - a[value] || (a.memberId < b.memberId ? -1 : 1))
      .slice(0, BEST);
  const happened =
    value === 'referrals'
      ? await sumOf(shop.id, 'referrals', range, 'rewarded')
      : await sumOf(shop.id, 'orders', range, 'member');
  let walked: BestRow[] = [];
  for (const step of happened > FEW ? STEPS : []) {
    const { rows } = await pool().query<BestRow & { bound: number }>({
      name: `panel-${id}-walk`,
      text: detailsText(`SELECT member_id, ${ofAllTime} AS bound FROM member_figures WHERE shop_id = $1 AND ${ofAllTime} > 0 AND is_counted
        ORDER BY ${ofAllTime} DESC, member_id LIMIT $7 OFFSET $8`),
      values: [...asked, step, walked.length],
    });
    walked = [...walked, ...rows];
    const best = inOrder(walked);
    const least = Math.min(...rows.map(({ bound }) => bound));
    // Nobody has more in a period than in all time.
    if (rows.length < step || least <= (best[BEST - 1]?.[value] ?? 0)) return best.map(shownRow);
  }
  const { rows } = await pool().query<BestRow>({
    name: `panel-${id}-period`,
    text: detailsText(`SELECT s.member_id, s.value AS bound FROM (${sumsText(value)}) s
      JOIN member_figures c ON c.shop_id = $1 AND c.member_id = s.member_id AND c.is_counted
      WHERE s.value > 0 ORDER BY s.value DESC, s.member_id LIMIT ${BEST}`),
    values: asked,
  });
  return inOrder(rows).map(shownRow);
}

/** Everybody's value of the period. */
function sumsText(value: (typeof lists)[BestId]['value']): string {
  return value === 'referrals'
    ? `SELECT advocate_id AS member_id, count(*) AS value FROM referrals WHERE shop_id = $1 AND ${rewarded} GROUP BY 1`
    : `SELECT member_id, ${value} AS value FROM (SELECT member_id, ${ofOrders} FROM orders WHERE shop_id = $1 AND member_id IS NOT NULL AND ${ofPeriod} GROUP BY 1) o`;
}

function shownRow({ memberId, customerId, orders, spent, points, referrals, lastOrderOn }: BestRow) {
  return { memberId, customerId, values: { orders, spent, points, referrals, lastOrderOn } };
}

export function isBest(id: PanelId): id is BestId {
  return id in lists;
}
