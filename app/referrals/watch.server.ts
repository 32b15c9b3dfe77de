/** The job that decides referrals whose return period is over. */
import { inTransaction, pool } from '../db.server.ts';
import { applyOrderUpdates } from '../orders/apply.server.ts';
import { shopFactsByIds } from '../shops/shop-store.server.ts';
import { dueReferrals } from './referral-store.server.ts';

/** @returns how many were looked at; a full portion means that there may be more. */
export async function settleDueReferrals(now: Date, portion: number): Promise<number> {
  const due = await dueReferrals(pool(), now, portion);
  const shops = await shopFactsByIds([...new Set(due.map(({ shopId }) => shopId))]);
  for (const ref of due)
    await inTransaction((sql) => applyOrderUpdates(sql, [{ ...ref, kind: 'reconsider' }], shops, now));
  return due.length;
}
