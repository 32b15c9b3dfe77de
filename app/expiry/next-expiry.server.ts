/** What of a member's points runs out, and when. Only reads. */
import { dateInZone } from '../lib/calendar.ts';
import { readByMember } from '../members/read-by-member.server.ts';
import { lotEndsAt } from '../program/expiry.ts';

export interface NextExpiry {
  points: number;
  /** ISO instant: the last at which they can be used, the end of a day in the shop. */
  expiresAt: string;
  /** The shop's calendar date of that instant, for words such as "expire on 3 March". */
  expiresOn: string;
}

const readEndingLots = readByMember<{
  remaining: number;
  expiresAt: Date | null;
  inactivityMonths: number | null;
  openedAt: Date;
  activeAt: Date | null;
  timeZone: string;
}>({
  name: 'next-expiry',
  text: `SELECT l.shop_id AS "ofShop", l.member_id AS "ofMember", l.remaining, l.expires_at AS "expiresAt",
           l.inactivity_months AS "inactivityMonths", l.opened_at AS "openedAt", b.active_at AS "activeAt", s.time_zone AS "timeZone"
         FROM unnest($1::int[], $2::uuid[]) AS m(shop_id, member_id)
         JOIN lots l ON l.shop_id = m.shop_id AND l.member_id = m.member_id
         JOIN balances b ON b.shop_id = l.shop_id AND b.member_id = l.member_id JOIN shops s ON s.id = l.shop_id
         WHERE l.remaining > 0 AND (l.expires_at IS NOT NULL OR l.inactivity_months IS NOT NULL)`,
});

/** What runs out and when, soonest first. Lots that end on the same day count together. */
export async function expiries(shopId: number, memberId: string): Promise<NextExpiry[]> {
  const rows = await readEndingLots(shopId, memberId);
  const byInstant = new Map<number, number>();
  for (const lot of rows) {
    const endsAtMs = lotEndsAt(lot, lot.activeAt, lot.timeZone)?.getTime();
    if (endsAtMs !== undefined) byInstant.set(endsAtMs, (byInstant.get(endsAtMs) ?? 0) + lot.remaining);
  }
  return [...byInstant]
    .sort(([a], [b]) => a - b)
    .map(([endsAtMs, points]) => ({
      points,
      expiresAt: new Date(endsAtMs).toISOString(),
      expiresOn: dateInZone(new Date(endsAtMs), rows[0]?.timeZone ?? 'UTC'),
    }));
}

/** Null when nothing of it runs out. */
export async function nextExpiry(shopId: number, memberId: string): Promise<NextExpiry | null> {
  return (await expiries(shopId, memberId))[0] ?? null;
}
