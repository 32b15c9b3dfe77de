/** What is true of announced facts at the moment they are told: what was spent, used or undone since is not told any more. */
import { pool } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import { lotEndsAt } from '../program/expiry.ts';
import { getRedemption } from '../rewards/redemption-store.server.ts';
import { shownCode } from '../rewards/shown-code.ts';
import type { Fact } from './compose.ts';
import { dataByKind, type MessageData, type MessageKind } from './kinds.ts';

export interface FactsOf {
  shopId: number;
  memberId: string | null;
  timeZone: string;
  now: Date;
}

/** The facts that still hold, with what was looked up for them; keyed as they were announced. */
export async function presentFacts<Kind extends MessageKind>(
  kind: Kind,
  announced: readonly { key: string; data: unknown }[],
  of: FactsOf,
): Promise<{ key: string; fact: Fact<Kind> }[]> {
  const read = announced.flatMap(({ key, data }) => {
    const parsed = dataByKind[kind].safeParse(data);
    return parsed.success ? [{ key, fact: { data: parsed.data as MessageData<Kind> } as Fact<Kind> }] : [];
  });
  const found = await Promise.all(read.map(async ({ key, fact }) => ({ key, fact: await look(kind, fact, of) })));
  return found.flatMap(({ key, fact }) => (fact ? [{ key, fact }] : []));
}

async function look<Kind extends MessageKind>(kind: Kind, fact: Fact<Kind>, of: FactsOf): Promise<Fact<Kind> | null> {
  const { data } = fact;
  if (kind === 'code_ready' && 'redemptionId' in data) {
    const redemption = await getRedemption(pool(), of.shopId, data.redemptionId);
    const code = redemption && shownCode(redemption);
    // A gift card is used in the moment in which it is made; any other code that was used needs no message.
    if (!redemption || !code || (redemption.state !== 'ready' && redemption.reward.kind !== 'gift_card')) return null;
    const codeUntil = redemption.expiresAt && dateInZone(redemption.expiresAt, of.timeZone);
    return { ...fact, code, codeUntil };
  }
  if (kind === 'points_expiring' && 'expiresOn' in data && of.memberId) {
    if (data.expiresOn < dateInZone(of.now, of.timeZone)) return null;
    const points = await pointsEndingOn(of.shopId, of.memberId, data.expiresOn, of.timeZone);
    return points > 0 ? { ...fact, data: { ...data, points } } : null;
  }
  return fact;
}

/** How many of a member's points can be used until the end of this date, and not longer. */
export async function pointsEndingOn(
  shopId: number,
  memberId: string,
  date: string,
  timeZone: string,
): Promise<number> {
  const { rows } = await pool().query<{
    remaining: number;
    expiresAt: Date | null;
    inactivityMonths: number | null;
    openedAt: Date;
    activeAt: Date | null;
  }>({
    name: 'message-ending-lots',
    text: `SELECT l.remaining, l.expires_at AS "expiresAt", l.inactivity_months AS "inactivityMonths", l.opened_at AS "openedAt",
             b.active_at AS "activeAt"
           FROM lots l JOIN balances b ON b.shop_id = l.shop_id AND b.member_id = l.member_id
           WHERE l.shop_id = $1 AND l.member_id = $2 AND l.remaining > 0
             AND (l.expires_at IS NOT NULL OR l.inactivity_months IS NOT NULL)`,
    values: [shopId, memberId],
  });
  return rows.reduce((total, lot) => {
    const endsAt = lotEndsAt(lot, lot.activeAt, timeZone);
    return endsAt && dateInZone(endsAt, timeZone) === date ? total + lot.remaining : total;
  }, 0);
}
