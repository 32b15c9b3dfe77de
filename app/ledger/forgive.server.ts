/**
 * Where the merchant forgives points that were spent before they had to go back, the shop makes up for what is missing. The one
 * place for it, whatever the points had been given for. Must run inside the caller's transaction, after the reversals are posted.
 */
import type { Sql } from '../db.server.ts';
import { lockBalances, memberKey } from './balances.server.ts';
import { post } from './post.server.ts';
import type { TransferDetail } from './reasons.ts';
import type { NewTransfer } from './transfer.ts';

/** @param posted what was just posted; of it, the awards that were taken back from what is available count. */
export async function forgiveDebts(
  sql: Sql,
  posted: readonly NewTransfer[],
  isForgiving: (shopId: number) => boolean,
): Promise<void> {
  const taken = new Map<string, { last: NewTransfer; points: number }>();
  for (const transfer of posted) {
    // Pending points that go back were never spent: nothing of them is owed.
    if (transfer.kind !== 'award_reversal' || transfer.from !== 'available' || !isForgiving(transfer.shopId)) continue;
    const key = memberKey(transfer);
    taken.set(key, { last: transfer, points: (taken.get(key)?.points ?? 0) + transfer.points });
  }
  if (taken.size === 0) return;
  const balances = await lockBalances(
    sql,
    [...taken.values()].map(({ last }) => last),
  );
  await post(
    sql,
    [...taken].flatMap(([key, { last, points }]): NewTransfer[] => {
      // Never more than goes back now: what the member owed before this stays owed.
      const owed = Math.min(-(balances.get(key)?.available ?? 0), points);
      if (owed <= 0) return [];
      return [
        {
          ...last,
          key: `${last.key}:forgiven`,
          from: 'adjusted',
          to: 'available',
          points: owed,
          kind: 'adjustment',
          reversesKey: null,
          detail: { code: 'debt_forgiven', forgivenPoints: owed, ...whatFor(last.detail) },
        },
      ];
    }),
  );
}

type Forgiven = Omit<Extract<TransferDetail, { code: 'debt_forgiven' }>, 'code' | 'forgivenPoints'>;

function whatFor(detail: TransferDetail): Forgiven {
  switch (detail.code) {
    case 'award_reversal':
      return { orderName: detail.orderName };
    case 'goal_taken_back':
      return { orderName: '', goalTitle: detail.title };
    case 'tier_withdrawn':
      return { orderName: '', levelName: detail.name };
    case 'referral_corrected':
      return { orderName: '', isReferral: true };
    default:
      return { orderName: '' };
  }
}
