/** The merchant decides a referral by hand, with a reason: accepts what was refused, or refuses what would count. */
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import { inTransaction, type Sql } from '../db.server.ts';
import { cleanText } from '../lib/clean-text.ts';
import { findMembersById } from '../members/membership.server.ts';
import { applyOrderUpdates } from '../orders/apply.server.ts';
import { lockOrders } from '../orders/order-store.server.ts';
import { livePrograms, type LiveProgram } from '../publishing/live-programs.server.ts';
import { getVersion } from '../publishing/program-store.server.ts';
import { grantReward, revokeGrant } from '../rewards/grant.server.ts';
import { requireShopFacts, type ShopFacts } from '../shops/shop-store.server.ts';
import { findOrderOf, lockReferralById, saveReferral, type ReferralRow } from './referral-store.server.ts';

export interface HandDecision {
  shopId: number;
  referralId: string;
  accept: boolean;
  /** Why, for whoever reads it later. */
  reason: string;
  actor: string;
  now: Date;
}

export type HandRefusal = 'reason_missing' | 'referral_not_found' | 'already_decided' | 'referral_off' | 'own_link';
export type HandResult = { ok: true } | { ok: false; refusal: HandRefusal };

/** Decided the same way again, nothing changes. What the order itself says (returned, canceled) still counts. */
export async function decideByHand(asked: HandDecision): Promise<HandResult> {
  const { shopId, referralId, accept, actor, now } = asked;
  const byHand = cleanText(asked.reason, 500).trim();
  if (byHand === '') return { ok: false, refusal: 'reason_missing' };
  const shop = await requireShopFacts(shopId);
  return inTransaction(async (sql): Promise<HandResult> => {
    // Orders are locked before their referrals, as everywhere.
    const orderId = await findOrderOf(sql, shopId, referralId);
    if (orderId) await lockOrders(sql, [{ shopId, orderId }]);
    const referral = await lockReferralById(sql, shopId, referralId);
    if (!referral) return { ok: false, refusal: 'referral_not_found' };
    if (referral.orderId !== orderId) return { ok: false, refusal: 'already_decided' };
    const isOpen = accept ? ['refused', 'reversed'] : ['claimed', 'held', 'rewarded'];
    if (!isOpen.includes(referral.state)) return { ok: false, refusal: 'already_decided' };
    if (accept && referral.advocateId === referral.friendId) return { ok: false, refusal: 'own_link' };
    const live = await termsOf(sql, referral);
    if (accept && !live) return { ok: false, refusal: 'referral_off' };
    await saveReferral(sql, {
      ...referral,
      byHand,
      programVersion: live?.version ?? null,
      reasons: accept ? [] : ['by_hand'],
      ...(orderId ? {} : { state: accept ? 'claimed' : 'refused', settledAt: accept ? null : now }),
    });
    await recordAdminAction(sql, {
      ...{ shopId, actor, subject: referralId, at: now },
      action: accept ? 'referral_accepted' : 'referral_refused',
      detail: { reason: byHand, was: referral.state, reasons: referral.reasons },
    });
    if (orderId)
      await applyOrderUpdates(sql, [{ shopId, orderId, kind: 'reconsider' }], new Map([[shopId, shop]]), now);
    await settleFriend(sql, shop, referral, accept ? live : null, now);
    return { ok: true };
  });
}

/** The program that the referral is judged by; null when recommending is off and was off when the friend ordered. */
async function termsOf(sql: Sql, { shopId, programVersion }: ReferralRow): Promise<LiveProgram | null> {
  if (programVersion !== null)
    return { version: programVersion, program: await getVersion(shopId, programVersion, sql) };
  const live = (await livePrograms(sql, [shopId])).get(shopId);
  return live?.program.referral?.enabled ? live : null;
}

/** Gives the friend what was promised for coming when they have not ordered yet; takes an unused one back on refusal. */
async function settleFriend(
  sql: Sql,
  shop: ShopFacts,
  referral: ReferralRow,
  live: LiveProgram | null,
  now: Date,
): Promise<void> {
  const key = `referral:${referral.id}:friend`;
  if (!live) {
    await revokeGrant(sql, { shopId: shop.id, key, now });
    return;
  }
  const rewardId = live.program.referral?.friendRewardId ?? null;
  const { friendId, orderId } = referral;
  if (rewardId === null || friendId === null || orderId !== null) return;
  const member = (await findMembersById(sql, [{ shopId: shop.id, memberId: friendId }])).get(`${shop.id} ${friendId}`);
  if (member) await grantReward(sql, { shop, member, rewardId, key, live, now });
}
