/** One member's balance, held for something that the merchant does to it by hand. */
import type { Sql } from '../db.server.ts';
import { lockBalances, memberKey } from '../ledger/balances.server.ts';
import { findMembersById } from './membership.server.ts';

export type HeldMember =
  { ok: true; availablePoints: number } | { ok: false; refusal: 'member_not_found' | 'member_not_active' };

/** Until the transaction ends nothing of the member's expires, is spent or merged away. */
export async function holdMember(sql: Sql, ref: { shopId: number; memberId: string }): Promise<HeldMember> {
  const find = async () => (await findMembersById(sql, [ref])).get(memberKey(ref));
  if (!(await find())) return { ok: false, refusal: 'member_not_found' };
  const balances = await lockBalances(sql, [ref]);
  // Looked at again under the lock: the member may have been merged away while this waited.
  const member = await find();
  if (!member || member.status === 'merged' || member.status === 'erased')
    return { ok: false, refusal: 'member_not_active' };
  return { ok: true, availablePoints: balances.get(memberKey(ref))?.available ?? 0 };
}
