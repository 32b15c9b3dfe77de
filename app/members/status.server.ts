/** Blocking a member, who then keeps the points but neither earns nor redeems, and letting them in again. */
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import { inTransaction } from '../db.server.ts';
import { refreshMemberRows } from './member-rows.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';

export interface BlockRequest {
  shopId: number;
  memberId: string;
  blocked: boolean;
  actor: string;
  now: Date;
}

/** @returns false when there is no such member, or one who is merged or erased. */
export async function setBlocked(request: BlockRequest): Promise<boolean> {
  const { shopId, memberId, blocked } = request;
  return inTransaction(async (sql) => {
    const { rowCount } = await sql.query(
      `UPDATE members SET status = $3::member_status WHERE shop_id = $1 AND id = $2 AND status IN ('active', 'blocked')`,
      [shopId, memberId, blocked ? 'blocked' : 'active'],
    );
    if (!rowCount) return false;
    await recordAdminAction(sql, {
      shopId,
      actor: request.actor,
      action: blocked ? 'member_blocked' : 'member_unblocked',
      subject: memberId,
      detail: {},
      at: request.now,
    });
    await refreshMemberRows(sql, shopId, [memberId]);
    await enqueue(sql, [{ shopId, topic: 'sync_member', subject: memberId }]);
    return true;
  });
}
