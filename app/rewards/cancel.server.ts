/** Taking back an unused code, by the shopper or the merchant: first the code stops working, then the points return. */
import { inTransaction } from '../db.server.ts';
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import { lockRedemption } from './redemption-store.server.ts';
import { takeBack } from './take-back.server.ts';

export interface CancelRequest {
  shopId: number;
  redemptionId: string;
  /** The member who asks; undefined when the merchant does. */
  memberId?: string;
  /** Who asks, for the record; a shopper is "shopper". */
  actor: string;
  now: Date;
}

export type CancelResult = { ok: true } | { ok: false; refusal: 'not_found' | 'already_used' | 'not_cancellable' };

/** Asks for the code to be taken back; the outbox does it. Asking twice is asking once. */
export async function cancelRedemption(request: CancelRequest): Promise<CancelResult> {
  return inTransaction(async (sql): Promise<CancelResult> => {
    const redemption = await lockRedemption(sql, request.shopId, request.redemptionId);
    if (!redemption || (request.memberId !== undefined && redemption.memberId !== request.memberId)) {
      return { ok: false, refusal: 'not_found' };
    }
    const wasOpen = redemption.state !== 'returned' && redemption.state !== 'cancelling';
    const cause = request.memberId === undefined ? 'taken_back_by_merchant' : 'taken_back';
    if (!(await takeBack(sql, redemption, cause, request.now)))
      return { ok: false, refusal: redemption.state === 'used' ? 'already_used' : 'not_cancellable' };
    if (!wasOpen) return { ok: true };
    if (request.memberId === undefined) {
      await recordAdminAction(sql, {
        shopId: request.shopId,
        actor: request.actor,
        action: 'redemption_taken_back',
        subject: redemption.id,
        detail: { memberId: redemption.memberId },
        at: request.now,
      });
    }
    return { ok: true };
  });
}
