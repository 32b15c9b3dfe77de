/**
 * What the shop's people do themselves: hand over what was redeemed at the counter, and give to good causes what members have
 * given their points for. Both end a redemption, and neither moves points.
 */
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import { inTransaction, pool } from '../db.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { lockByCode, lockRedemption, type Redemption } from './redemption-store.server.ts';

export type HandOverResult =
  | { ok: true; redemption: Redemption }
  | { ok: false; refusal: 'not_found' | 'already_handed_over' | 'returned' | 'not_to_hand_over' };

/** What a member shows at the counter, by its code; null when the shop has none such. Blanks, hyphens and case do not count. */
export async function findRedemptionByCode(shopId: number, code: string): Promise<Redemption | null> {
  return lockByCode(pool(), shopId, code, false);
}

/** Confirms that it was handed over. Doing it twice is refused, so that nobody has two drinks for one code. */
export async function handOver(request: {
  shopId: number;
  /** The id, or the code that the member shows. */
  redemption: { id: string } | { code: string };
  actor: string;
  now: Date;
}): Promise<HandOverResult> {
  const { shopId, redemption: named, actor, now } = request;
  return inTransaction(async (sql): Promise<HandOverResult> => {
    const redemption =
      'id' in named ? await lockRedemption(sql, shopId, named.id) : await lockByCode(sql, shopId, named.code, true);
    if (!redemption) return { ok: false, refusal: 'not_found' };
    if (redemption.reward.kind !== 'service') return { ok: false, refusal: 'not_to_hand_over' };
    if (redemption.state === 'used') return { ok: false, refusal: 'already_handed_over' };
    if (redemption.state !== 'ready') return { ok: false, refusal: 'returned' };
    const delivery = { doneBy: actor, doneAt: now.toISOString() };
    await sql.query(
      `UPDATE redemptions SET state = 'used', used_at = $3, delivery = delivery || $4 WHERE shop_id = $1 AND id = $2`,
      [shopId, redemption.id, now, JSON.stringify(delivery)],
    );
    await recordAdminAction(sql, {
      ...{ shopId, actor, action: 'reward_handed_over', subject: redemption.id },
      ...{ detail: { memberId: redemption.memberId }, at: now },
    });
    await enqueue(sql, [{ shopId, topic: 'sync_member', subject: redemption.memberId }]);
    return {
      ok: true,
      redemption: { ...redemption, state: 'used', delivery: { ...redemption.delivery, ...delivery } },
    };
  });
}

export interface DonationSum {
  rewardId: string;
  /** As it was promised when it was last redeemed. */
  charity: Record<string, string>;
  /** Minor units of the shop's currency. */
  openMinor: number;
  openCount: number;
  givenMinor: number;
  lastGivenAt: string | null;
}

/** What is to be given to each good cause, and what has been. */
export async function donationSums(shopId: number): Promise<DonationSum[]> {
  const { rows } = await pool().query<Omit<DonationSum, 'lastGivenAt'> & { lastGivenAt: Date | null }>({
    name: 'rewards-donations',
    text: `SELECT reward_id AS "rewardId", (array_agg(reward -> 'charity' ORDER BY created_at DESC))[1] AS charity,
             coalesce(sum(amount_minor) FILTER (WHERE state = 'ready'), 0)::bigint AS "openMinor",
             count(*) FILTER (WHERE state = 'ready')::int AS "openCount",
             coalesce(sum(amount_minor) FILTER (WHERE state = 'used'), 0)::bigint AS "givenMinor",
             max(used_at) FILTER (WHERE state = 'used') AS "lastGivenAt"
           FROM redemptions WHERE shop_id = $1 AND kind = 'donation' AND state <> 'returned' GROUP BY reward_id ORDER BY 3 DESC, 1`,
    values: [shopId],
  });
  return rows.map((row) => ({ ...row, lastGivenAt: row.lastGivenAt?.toISOString() ?? null }));
}

/**
 * Records that the shop has given what was open for a good cause.
 * @param expectedMinor the sum that the merchant saw and gave: when more has come since, that stays open.
 * @returns the sum that was recorded: the oldest donations up to what was given.
 */
export async function markDonationsGiven(request: {
  shopId: number;
  rewardId: string;
  expectedMinor: number;
  actor: string;
  now: Date;
}): Promise<number> {
  const { shopId, rewardId, expectedMinor, actor, now } = request;
  return inTransaction(async (sql) => {
    const { rows } = await sql.query<{ amountMinor: number }>(
      `WITH open AS (
         SELECT id, sum(amount_minor) OVER (ORDER BY created_at, id) AS so_far FROM redemptions
         WHERE shop_id = $1 AND kind = 'donation' AND reward_id = $2 AND state = 'ready')
       UPDATE redemptions r SET state = 'used', used_at = $4, delivery = delivery || $5 FROM open
       WHERE r.shop_id = $1 AND r.id = open.id AND open.so_far <= $3 AND r.state = 'ready'
       RETURNING r.amount_minor AS "amountMinor"`,
      [shopId, rewardId, expectedMinor, now, JSON.stringify({ doneBy: actor, doneAt: now.toISOString() })],
    );
    const givenMinor = rows.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    if (givenMinor > 0) {
      await recordAdminAction(sql, {
        ...{
          shopId,
          actor,
          action: 'donations_given',
          subject: rewardId,
          detail: { amountMinor: givenMinor },
          at: now,
        },
      });
    }
    return givenMinor;
  });
}

export interface OpenService {
  redemptionId: string;
  memberId: string;
  customerId: string;
  rewardTitle: Record<string, string>;
  code: string;
  createdAt: string;
  expiresAt: string | null;
}

/** What waits at the counter, oldest first. */
export async function openServices(shopId: number, limit: number): Promise<OpenService[]> {
  const { rows } = await pool().query<
    Omit<OpenService, 'createdAt' | 'expiresAt'> & { createdAt: Date; expiresAt: Date | null }
  >({
    name: 'rewards-open-services',
    text: `SELECT id AS "redemptionId", member_id AS "memberId", customer_id AS "customerId", reward -> 'title' AS "rewardTitle", code,
             created_at AS "createdAt", expires_at AS "expiresAt"
           FROM redemptions WHERE shop_id = $1 AND kind = 'service' AND state = 'ready' ORDER BY created_at LIMIT $2`,
    values: [shopId, limit],
  });
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
  }));
}
