/**
 * Finds who has most of something in any period. Of a few orders all are added up. Whoever has the most in a long period is near the top
 * of all time: so the list of all time is walked from its top, until nobody further down can come in; where that would take longer than
 * adding up all that happened, it is added up. Only reads.
 */
import type { Sql } from '../db.server.ts';
import { byPlace, type ListedPeriod, type Measure, type Place } from './best.ts';
import { countsAsOrder, type ShopOfFigures } from './load-parts.server.ts';

/** Orders or friends of a period: as few as these are added up at once. */
const FEW = 5_000;
/** A member of the list of all time takes as long to look at as so many orders take to be added up. */
const ORDERS_A_MEMBER = 10;
/** Members of the first step of the walk; each further step has four times as many. */
const FIRST_STEP = 50;

interface Source {
  /** The rollup of how much happened. */
  metric: string;
  key: string;
  /** The column of all time. */
  ofAllTime: string;
  /** Whose it is, and how it adds up, among the rows of the period. */
  member: string;
  value: string;
  /** $1 the shop, $2 and $4 the first and the last day, $3 what `with` says. */
  rows: string;
  with: 'currencyCode' | 'timeZone';
}

const ofOrders = {
  ...{ metric: 'orders', key: 'member', member: 'member_id', with: 'currencyCode' as const },
  rows: `orders WHERE shop_id = $1 AND paid_on BETWEEN $2::date AND $4::date AND ${countsAsOrder}`,
};
const sources: Record<Measure, Source> = {
  spent: { ...ofOrders, ofAllTime: 'spent_minor', value: 'sum(greatest(0, total_minor - refunded_minor))' },
  points: { ...ofOrders, ofAllTime: 'points_earned', value: 'sum(points_awarded - points_reversed)' },
  referrals: {
    ...{ metric: 'referrals', key: 'rewarded', ofAllTime: 'referrals', member: 'advocate_id', with: 'timeZone' },
    value: 'count(*)',
    rows: `referrals WHERE shop_id = $1 AND state = 'rewarded' AND (settled_at AT TIME ZONE $3)::date BETWEEN $2::date AND $4::date`,
  },
};

/** @returns at most `limit` members who have anything, in the order of `byPlace`. Of a large shop it may take seconds. */
export async function findBest(
  sql: Sql,
  shop: ShopOfFigures,
  { measure, firstOn, lastOn }: ListedPeriod,
  limit: number,
): Promise<Place[]> {
  const source = sources[measure];
  const { metric, key, ofAllTime, member, value, rows: ofPeriod } = source;
  const { rows: happened } = await sql.query<{ happened: number }>({
    name: 'figures-best-happened',
    text: `SELECT coalesce(sum(value), 0)::bigint AS happened FROM figure_rollups
           WHERE shop_id = $1 AND metric = $2 AND on_date BETWEEN $3::date AND $4::date AND key = $5`,
    values: [shop.id, metric, firstOn, lastOn, key],
  });
  const count = happened[0]?.happened ?? 0;
  const asked = [shop.id, firstOn, shop[source.with], lastOn];
  const best: Place[] = [];
  let walked = 0;
  for (let step = FIRST_STEP; count > FEW && walked + step <= count / ORDERS_A_MEMBER; step *= 4) {
    const { rows } = await sql.query<Place & { bound: number }>({
      name: `figures-best-walk-${measure}`,
      text: `SELECT f.member_id AS "memberId", f.bound, v.value
             FROM (SELECT member_id, ${ofAllTime} AS bound FROM member_figures WHERE shop_id = $1 AND ${ofAllTime} > 0 AND is_counted
               ORDER BY ${ofAllTime} DESC, member_id LIMIT $5 OFFSET $6) f
             CROSS JOIN LATERAL (SELECT coalesce(${value}, 0)::bigint AS value FROM ${ofPeriod} AND ${member} = f.member_id) v`,
      values: [...asked, step, walked],
    });
    walked += rows.length;
    best.push(...rows.filter((row) => row.value > 0).map(({ memberId, value }) => ({ memberId, value })));
    best.sort(byPlace).splice(limit);
    // Nobody has more in a period than in all time.
    const most = Math.min(...rows.map(({ bound }) => bound));
    if (rows.length < step || most < (best[limit - 1]?.value ?? 0)) return best;
  }
  const { rows } = await sql.query<Place>({
    name: `figures-best-sum-${measure}`,
    text: `SELECT s.member_id AS "memberId", s.value
           FROM (SELECT ${member} AS member_id, ${value}::bigint AS value FROM ${ofPeriod} AND ${member} IS NOT NULL GROUP BY 1) s
           JOIN member_figures f ON f.shop_id = $1 AND f.member_id = s.member_id AND f.is_counted
           WHERE s.value > 0 ORDER BY s.value DESC, s.member_id LIMIT $5`,
    values: [...asked, limit],
  });
  return rows;
}
