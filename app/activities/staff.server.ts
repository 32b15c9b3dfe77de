/** At the counter: staff scan a member's card, or type the customer's number, and give stamps for a visit. */
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import { inTransaction, pool } from '../db.server.ts';
import { describeGoals } from '../challenges/describe.server.ts';
import { readBalance } from '../ledger/balances.server.ts';
import { customerKey, findMembers, findMembersById, type Member } from '../members/membership.server.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import type { ScannedMember, ScanRefusal } from './activities-action.ts';
import { readMemberCard } from './member-card.server.ts';
import { offered } from './member-doors.server.ts';
import { recordActivity } from './record.server.ts';

/** The same card again within this time is more often a slip than a second visit. */
const SLIP_MS = 60_000;

export interface Scan {
  shop: ShopFacts;
  card: string;
  stamps: number;
  /** A UUID of the form: sent again, it is the same scan. */
  requestId: string;
  /** Staff were asked about a slip, and mean it. */
  again: boolean;
  /** The member of staff, by Shopify's number. */
  actor: string;
  now: Date;
}

export type ScanResult = { ok: true; member: Omit<ScannedMember, 'name'> } | { ok: false; refusal: ScanRefusal };

export async function scanCard({ shop, card, stamps, requestId, again, actor, now }: Scan): Promise<ScanResult> {
  const live = await liveProgram(shop.id);
  if (!live) return { ok: false, refusal: 'no_program' };
  // A stamp is a check-in; where the program only knows visits, it is a visit.
  const activity = offered(live.program, 'check_in') || !offered(live.program, 'visit') ? 'check_in' : 'visit';
  if (!offered(live.program, activity)) return { ok: false, refusal: 'not_offered' };
  const member = await whose(shop, card, now);
  if (!member) return { ok: false, refusal: 'unknown_card' };
  if (member.status !== 'active') return { ok: false, refusal: 'member_not_active' };
  const prefix = `staff:${member.id}:`;
  const result = await inTransaction(async (sql) => {
    await sql.query('SELECT 1 FROM members WHERE shop_id = $1 AND id = $2 FOR NO KEY UPDATE', [shop.id, member.id]);
    const { rowCount: isSlip } = await sql.query(
      `SELECT 1 FROM activities WHERE shop_id = $1 AND member_id = $2 AND happened_at > $3 AND starts_with(key, $4)
         AND NOT starts_with(key, $5)`,
      [shop.id, member.id, new Date(now.getTime() - SLIP_MS), prefix, `${prefix}${requestId}:`],
    );
    if (isSlip && !again) return null;
    let points = 0;
    let given = 0;
    for (let stamp = 1; stamp <= stamps; stamp++) {
      const recorded = await recordActivity(sql, {
        shop,
        member,
        activity,
        key: `${prefix}${requestId}:${stamp}`,
        at: now,
        source: 'staff',
        now,
      });
      if ('explanation' in recorded) {
        points += recorded.explanation.points;
        given += 1;
      }
    }
    if (given > 0) {
      const detail = { count: given, points };
      await recordAdminAction(sql, {
        shopId: shop.id,
        actor,
        action: 'card_scanned',
        subject: member.id,
        detail,
        at: now,
      });
    }
    return points;
  });
  if (result === null) return { ok: false, refusal: 'just_scanned' };
  const [balance, { goals }] = await Promise.all([
    readBalance(pool(), shop.id, member.id),
    describeGoals(shop, member.id, live, now),
  ]);
  return {
    ok: true,
    member: {
      memberId: member.id,
      customerId: member.customerId,
      points: result,
      availablePoints: balance.available,
      goals: goals.map(({ title, progress, target, reached }) => ({ title, progress, target, reached })),
    },
  };
}

async function whose(shop: ShopFacts, card: string, now: Date): Promise<Member | null> {
  const memberId = readMemberCard(shop, card, now);
  if (memberId !== null) {
    const found = (await findMembersById(pool(), [{ shopId: shop.id, memberId }])).get(`${shop.id} ${memberId}`);
    return found ?? null;
  }
  if (!/^\d{1,20}$/.test(card)) return null;
  const customer = { shopId: shop.id, customerId: card };
  return (await findMembers(pool(), [customer])).get(customerKey(customer)) ?? null;
}
