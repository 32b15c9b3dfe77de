/** The merchant gives a member a level by hand, with a reason and an end, or takes back what was given so. */
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import { inTransaction, type Sql } from '../db.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import { cleanText } from '../lib/clean-text.ts';
import { refreshMemberRows } from '../members/member-rows.server.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import { requireShopFacts } from '../shops/shop-store.server.ts';
import { reconsiderTiers } from './reconsider.server.ts';
import { readTierMembers } from './tier-store.server.ts';

export interface GiveLevelRequest {
  shopId: number;
  memberId: string;
  /** Null takes back what was given by hand. */
  tierId: string | null;
  /** The last date; null for no end. */
  until: string | null;
  reason: string;
  actor: string;
  now: Date;
}

export type GiveLevelResult =
  | { ok: true }
  | { ok: false; refusal: 'member_not_found' | 'member_not_active' | 'tier_unknown' | 'date_past' | 'note_missing' };

/**
 * What was given counts beside what the member reaches: the higher level is the member's. Giving anew replaces what was given
 * before.
 */
export function giveLevel(request: GiveLevelRequest): Promise<GiveLevelResult> {
  return inTransaction((sql) => giveLevelWithin(sql, request));
}

/** The same in the caller's transaction. */
export async function giveLevelWithin(sql: Sql, request: GiveLevelRequest): Promise<GiveLevelResult> {
  const { shopId, memberId, tierId, until, actor, now } = request;
  const reason = cleanText(request.reason, 500).trim();
  const shop = await requireShopFacts(shopId);
  if (tierId !== null && reason === '') return { ok: false, refusal: 'note_missing' };
  if (tierId !== null && until !== null && until < dateInZone(now, shop.timeZone))
    return { ok: false, refusal: 'date_past' };
  const programs = await livePrograms(sql, [shopId]);
  const live = programs.get(shopId);
  const [member] = await readTierMembers(sql, [{ shopId, id: memberId }], true);
  if (!member || !live) return { ok: false, refusal: 'member_not_found' };
  if (member.status === 'merged' || member.status === 'erased') return { ok: false, refusal: 'member_not_active' };
  if (tierId !== null && !live.program.tiers?.levels.some(({ id }) => id === tierId))
    return { ok: false, refusal: 'tier_unknown' };
  await sql.query(
    `INSERT INTO member_tiers (shop_id, member_id, program_version, reckoned_at, given_tier_id, given_until, given_reason, given_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $4)
       ON CONFLICT (shop_id, member_id) DO UPDATE SET given_tier_id = excluded.given_tier_id, given_until = excluded.given_until,
         given_reason = excluded.given_reason, given_at = excluded.given_at`,
    [shopId, memberId, live.version, now, tierId, tierId === null ? null : until, tierId === null ? '' : reason],
  );
  await recordAdminAction(sql, {
    ...{ shopId, actor, subject: memberId, at: now },
    action: tierId === null ? 'level_taken_back' : 'level_given',
    detail: { tierId, until },
  });
  await reconsiderTiers(sql, { members: [member], shops: new Map([[shopId, shop]]), programs, now }, { reason });
  await refreshMemberRows(sql, shopId, [memberId]);
  return { ok: true };
}
