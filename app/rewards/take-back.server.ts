/** Taking an unused redemption back, whoever asks: what Shopify has to undo goes by the outbox, the rest is done at once. */
import type { Sql } from '../db.server.ts';
import type { ReturnCause } from '../ledger/reasons.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import type { Redemption } from './redemption-store.server.ts';
import { returnPoints } from './return.server.ts';

export type TakeBackCause = Extract<ReturnCause, 'taken_back' | 'taken_back_by_merchant' | 'code_expired'> | 'revoked';

/** Who may undo what. What the shopper has had the good of, or has money's worth in hand of, only the shop undoes; or nobody. */
export function mayBeTakenBack(
  { reward, grantKey }: Pick<Redemption, 'reward' | 'grantKey'>,
  by: 'shopper' | 'merchant' | 'program',
): boolean {
  // Nobody gives a present back for nothing.
  if (grantKey !== null && by === 'shopper') return false;
  switch (reward.kind) {
    case 'amount_off':
    case 'percentage_off':
    case 'amount_chosen':
    case 'free_shipping':
    case 'free_product':
    case 'donation':
    case 'service':
    case 'event_invitation':
      return true;
    case 'gift_card':
    case 'members_price':
    case 'early_access':
    case 'priority_support':
      return by !== 'shopper';
    case 'badge':
      return by === 'program';
    case 'store_credit':
      return false;
  }
}

/**
 * Must run inside a transaction that has locked the redemption. Asking twice is asking once.
 * @returns false when it was used, or cannot be undone.
 */
export async function takeBack(sql: Sql, redemption: Redemption, cause: TakeBackCause, now: Date): Promise<boolean> {
  const { shopId, id, reward, state } = redemption;
  if (state === 'returned' || state === 'cancelling') return true;
  const by = cause === 'taken_back' ? 'shopper' : cause === 'taken_back_by_merchant' ? 'merchant' : 'program';
  if (!mayBeTakenBack(redemption, by)) return false;
  if (reward.kind === 'badge' || reward.kind === 'donation' || reward.kind === 'service') {
    if (state === 'used' && reward.kind !== 'badge') return false;
    await returnPoints(sql, redemption, cause === 'revoked' ? 'taken_back' : cause, cause, now);
    return true;
  }
  // A gift card is used when it is made; whether it still is whole is asked at Shopify.
  if (state === 'used' && !(reward.kind === 'gift_card' && redemption.fulfilledGid)) return false;
  await sql.query(`UPDATE redemptions SET state = 'cancelling', failure = $3 WHERE shop_id = $1 AND id = $2`, [
    shopId,
    id,
    cause,
  ]);
  await enqueue(sql, [
    { shopId, topic: 'withdraw_code', subject: id },
    { shopId, topic: 'sync_member', subject: redemption.memberId },
  ]);
  return true;
}
