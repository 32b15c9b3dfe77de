/** Points issued and redeemed over a period, in steps that a chart can show. Only reads. */
import { pool } from '../db.server.ts';
import { addDays } from '../lib/calendar.ts';
import type { Period } from './period.ts';

export interface TrendStep {
  /** The first day of the step, YYYY-MM-DD. */
  firstOn: string;
  lastOn: string;
  issued: number;
  redeemed: number;
}

/** Days in one step: a bar a day up to 30 days, then weeks, then four weeks. */
const stepDays: Record<Period['days'], number> = { 7: 1, 30: 1, 90: 7, 365: 28 };

export async function readPointsTrend(shopId: number, period: Period): Promise<TrendStep[]> {
  const { rows } = await pool().query<{ booked_on: string; issued: number; redeemed: number }>({
    name: 'analytics-points-trend',
    text: `SELECT to_char(booked_on, 'YYYY-MM-DD') AS booked_on,
             sum(CASE WHEN kind IN ('award:in', 'award_restoration:in') THEN points
                      WHEN kind = 'award_reversal:out' THEN -points ELSE 0 END)::bigint AS issued,
             sum(CASE WHEN kind = 'redemption:out' THEN points
                      WHEN kind = 'redemption_return:in' THEN -points ELSE 0 END)::bigint AS redeemed
           FROM daily_rollups WHERE shop_id = $1 AND booked_on BETWEEN $2 AND $3 GROUP BY 1`,
    values: [shopId, period.current.firstOn, period.current.lastOn],
  });
  const byDay = new Map(rows.map((row) => [row.booked_on, row]));
  return stepsOf(period).map((step) => {
    const sum = { ...step, issued: 0, redeemed: 0 };
    for (let on = step.firstOn; on <= step.lastOn; on = addDays(on, 1)) {
      sum.issued += byDay.get(on)?.issued ?? 0;
      sum.redeemed += byDay.get(on)?.redeemed ?? 0;
    }
    return sum;
  });
}

/** The steps of a period, the last one ending today; the first may be shorter than the others. */
export function stepsOf(period: Period): { firstOn: string; lastOn: string }[] {
  const steps: { firstOn: string; lastOn: string }[] = [];
  for (let lastOn = period.current.lastOn; lastOn >= period.current.firstOn;) {
    const start = addDays(lastOn, 1 - stepDays[period.days]);
    const firstOn = start < period.current.firstOn ? period.current.firstOn : start;
    steps.unshift({ firstOn, lastOn });
    lastOn = addDays(firstOn, -1);
  }
  return steps;
}
