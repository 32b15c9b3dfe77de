/** Who has most of something in a period: what is measured, and in which order members come. Pure. */
import { dayOfDate } from '../lib/calendar.ts';
import type { MemberPart } from './part.ts';

/** Money and points are of the orders that were paid in the period, friends those who were rewarded in it. */
export const measures = ['spent', 'points', 'referrals'] as const;
export type Measure = (typeof measures)[number];

/** Both dates are inside. */
export interface ListedPeriod {
  measure: Measure;
  firstOn: string;
  lastOn: string;
}

/** What a member has in a period; who is no member any more is in no list. */
export function valueIn(part: MemberPart, { measure, firstOn, lastOn }: ListedPeriod): number {
  if (!part.isCounted) return 0;
  const [firstDay, lastDay] = [dayOfDate(firstOn), dayOfDate(lastOn)];
  if (measure === 'referrals')
    return part.referrals.filter(
      ({ rewardedDay }) => rewardedDay !== null && rewardedDay >= firstDay && rewardedDay <= lastDay,
    ).length;
  let value = 0;
  for (const order of part.orderDays)
    if (order.day >= firstDay && order.day <= lastDay) value += measure === 'spent' ? order.spentMinor : order.points;
  return value;
}

export interface Place {
  value: number;
  memberId: string;
}

/** The most first; of as much, in the order of their ids. */
export function byPlace(a: Place, b: Place): number {
  return b.value - a.value || (a.memberId < b.memberId ? -1 : a.memberId > b.memberId ? 1 : 0);
}
