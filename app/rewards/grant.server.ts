/**
 * Rewards that the program gives: for a level, a goal, a referral. They cost nothing, so no points move; a key names the fact
 * for which each is given, and the same fact gives once. Stock and limits are promises to those who pay with points: what is
 * given counts against the stock, and is never refused for it.
 */
import type { Sql } from '../db.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import type { Member } from '../members/membership.server.ts';
import { priceOf } from '../program/rewards/price.ts';
import type { Reward } from '../program/rewards/reward.ts';
import type { LiveProgram } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { memberKey } from '../ledger/balances.server.ts';
import { readCreditRates } from './credit-rates.server.ts';
import { firstTasks, newRedemption } from './new-redemption.server.ts';
import { insertRedemptions, lockByGrantKey, type Redemption } from './redemption-store.server.ts';
import { takeBack } from './take-back.server.ts';

export interface Grant {
  shop: Pick<ShopFacts, 'id' | 'timeZone' | 'currencyCode'>;
  member: Member;
  /** A reward of the program, or one that the program describes elsewhere (a perk). */
  rewardId: string | Reward;
  /** Names the fact, and with it the member: "tier:<member>:gold:2026". The same fact gives once. */
  key: string;
  live: LiveProgram;
  /** Holds for any number of orders until it is revoked: for codes that are a perk. */
  lasting?: boolean;
  now: Date;
}

export type GrantResult =
  | { ok: true; redemption: Redemption; isNew: boolean }
  | { ok: false; refusal: 'reward_unavailable' | 'member_not_active' };

/** Must run inside a transaction. Given again for the same key, it finds what was given. */
export async function grantReward(sql: Sql, grant: Grant): Promise<GrantResult> {
  const { shop, member, live, key, now } = grant;
  const known = await lockByGrantKey(sql, shop.id, key);
  if (known) return { ok: true, redemption: known, isNew: false };
  if (member.status !== 'active' || member.customerId === null) return { ok: false, refusal: 'member_not_active' };
  const reward =
    typeof grant.rewardId === 'string'
      ? live.program.rewards.find(({ id, enabled }) => id === grant.rewardId && enabled)
      : grant.rewardId;
  const price = reward && priceOf(reward);
  if (!reward || !price) return { ok: false, refusal: 'reward_unavailable' };
  const rates = await readCreditRates(sql, reward.kind === 'store_credit' ? [grant] : [], now);
  const redemption = newRedemption({
    shop,
    member,
    reward,
    price: { ...price, costPoints: 0 },
    programVersion: live.version,
    grantKey: key,
    creditRate: rates.get(memberKey({ shopId: shop.id, memberId: member.id })),
    ...(grant.lasting === undefined ? {} : { lasting: grant.lasting }),
    now,
  });
  const [inserted] = await insertRedemptions(sql, [{ ...redemption, requestId: `grant:${redemption.id}` }]);
  if (!inserted) {
    // Somebody gave it for the same fact at the same moment.
    const winner = await lockByGrantKey(sql, shop.id, key);
    if (winner) return { ok: true, redemption: winner, isNew: false };
    throw new Error('A gift was neither written nor there.');
  }
  await enqueue(sql, firstTasks([redemption]));
  return { ok: true, redemption, isNew: true };
}

/**
 * Takes back what was given for a fact that turned out not to be one, unless it was used. The key is free again: when the
 * fact comes true after all, it gives anew.
 * Must run inside a transaction. @returns used: it stays given. not_given: nothing to take back.
 */
export async function revokeGrant(
  sql: Sql,
  { shopId, key, now }: { shopId: number; key: string; now: Date },
): Promise<'revoked' | 'used' | 'not_given'> {
  const redemption = await lockByGrantKey(sql, shopId, key);
  if (!redemption) return 'not_given';
  if (!(await takeBack(sql, redemption, 'revoked', now))) return 'used';
  await sql.query('UPDATE redemptions SET grant_key = $3 WHERE shop_id = $1 AND id = $2', [
    shopId,
    redemption.id,
    `${key}:revoked:${redemption.id}`,
  ]);
  return 'revoked';
}
