/** A friend comes by a member's recommendation: joins, is judged by the one decision, and gets the friend's reward. */
import { inTransaction, pool } from '../db.server.ts';
import type { Member } from '../members/membership.server.ts';
import type { LiveProgram } from '../publishing/live-programs.server.ts';
import { grantReward } from '../rewards/grant.server.ts';
import type { Redemption } from '../rewards/redemption-store.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { decideReferral, type Refusal } from './decide.ts';
import type { Evidence } from './evidence.ts';
import { gatherReferralFacts } from './gather.server.ts';
import { addReferral, findReferralOfFriend, ownerOfCode, saveReferral } from './referral-store.server.ts';

export interface Claim {
  shop: ShopFacts;
  live: LiveProgram;
  friend: Member;
  code: string;
  evidence: Evidence;
  now: Date;
}

export type ClaimResult =
  { ok: true; reward: Redemption | null } | { ok: false; refusal: 'code_unknown' | 'refused'; reasons: Refusal[] };

/** Claimed again by the same friend, it finds what was given. What speaks against it is recorded, and pays nothing. */
export async function claimReferral({ shop, live, friend, code, evidence, now }: Claim): Promise<ClaimResult> {
  return inTransaction(async (sql) => {
    const advocateId = await ownerOfCode(sql, shop.id, code);
    if (!advocateId) return { ok: false, refusal: 'code_unknown', reasons: [] };
    const ofFriend = { memberId: friend.id, customerId: friend.customerId, emailDigest: null, evidence };
    const common = {
      shopId: shop.id,
      timeZone: shop.timeZone,
      advocateId,
      friend: ofFriend,
      order: null,
      live,
      at: now,
    };
    let referral = await findReferralOfFriend(sql, shop.id, friend.id);
    const reasons = decideReferral(await gatherReferralFacts(sql, { ...common, referralId: referral?.id ?? null }));
    if (referral && referral.advocateId !== advocateId)
      return { ok: false, refusal: 'refused', reasons: ['already_referred', ...reasons] };
    if (!referral && !reasons.includes('own_link') && !reasons.includes('referral_off')) {
      referral = await addReferral(sql, {
        shopId: shop.id,
        advocateId,
        friendId: friend.id,
        orderId: null,
        evidence,
        claimedAt: now,
      });
    }
    const isOpen = referral !== null && referral.state === 'claimed';
    if (reasons.length > 0 || !referral) {
      if (referral && isOpen) await saveReferral(sql, { ...referral, state: 'refused', reasons, settledAt: now });
      return { ok: false, refusal: 'refused', reasons };
    }
    const rewardId = live.program.referral?.friendRewardId ?? null;
    if (rewardId === null || !isOpen) return { ok: true, reward: null };
    const given = await grantReward(sql, {
      shop,
      member: friend,
      rewardId,
      key: `referral:${referral.id}:friend`,
      live,
      now,
    });
    return { ok: true, reward: given.ok ? given.redemption : null };
  });
}

/** Whether a code is somebody's, for a visitor who is not known yet. */
export async function isReferralCode(shopId: number, code: string): Promise<boolean> {
  return (await ownerOfCode(pool(), shopId, code)) !== null;
}
