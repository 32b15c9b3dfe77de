/**
 * Two customers become one at Shopify, under either id. The kept customer's member gets the points of the other, lot by lot
 * with their expiry, and everything that happens later to the other's orders.
 */
import { mergeReferrals } from '../referrals/referral-store.server.ts';
import { mergeActivities } from '../activities/merge-activities.server.ts';
import type { Sql } from '../db.server.ts';
import { markFigures } from '../figures/mark.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import { lockBalances, memberKey } from '../ledger/balances.server.ts';
import { moveEmptyParts, pendingOfMember } from '../ledger/pending.server.ts';
import { post } from '../ledger/post.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import { applyOrderUpdates } from '../orders/apply.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { mergeTiers } from '../tiers/merge-tiers.server.ts';
import { takeDeleted } from './deleted-customers.server.ts';
import { refreshMemberRows } from './member-rows.server.ts';
import { customerKey, findMembers, holdCustomers, rememberMerged } from './membership.server.ts';

/** Must run inside a transaction. Merging twice is merging once. */
export async function mergeCustomers(
  sql: Sql,
  shop: ShopFacts,
  keptId: string,
  deletedId: string,
  now: Date,
): Promise<void> {
  const kept = { shopId: shop.id, customerId: keptId };
  const deleted = { shopId: shop.id, customerId: deletedId };
  await holdCustomers(sql, [kept, deleted]);
  const members = await findMembers(sql, [kept, deleted]);
  // The news of the deletion may have come first: the member is erased, but whose points they were is known.
  const known = members.get(customerKey(deleted));
  const from = known ?? (await takeDeleted(sql, deleted));
  const into = members.get(customerKey(kept));
  await sql.query('UPDATE orders SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2', [
    shop.id,
    deletedId,
    keptId,
  ]);
  if (!from) {
    if (into) await rememberMerged(sql, deleted, into.id, now);
    return;
  }
  // The deleted id already stands for somebody else's member: this merge was applied before.
  if (known && from.customerId !== deletedId) return;
  if (!into) {
    await sql.query(
      `UPDATE members SET customer_id = $3, status = CASE WHEN status = 'erased' THEN 'active' ELSE status END WHERE shop_id = $1 AND id = $2`,
      [shop.id, from.id, keptId],
    );
    await sql.query('UPDATE redemptions SET customer_id = $3 WHERE shop_id = $1 AND member_id = $2', [
      shop.id,
      from.id,
      keptId,
    ]);
    await rememberMerged(sql, deleted, from.id, now);
    await mergeTiers(sql, shop, { fromId: from.id, intoId: from.id, deletedId, keptId }, now);
    await refreshMemberRows(sql, shop.id, [from.id]);
    await enqueue(sql, [{ shopId: shop.id, topic: 'sync_member', subject: from.id }]);
    return;
  }
  await post(sql, await movements(sql, shop, from.id, into.id, now));
  await moveEmptyParts(sql, { shopId: shop.id, memberId: from.id }, into.id);
  // The row keeps the old customer's id: what Shopify still tells of that id belongs to the kept member.
  await sql.query(`UPDATE members SET status = 'merged', merged_into = $3 WHERE shop_id = $1 AND id = $2`, [
    shop.id,
    from.id,
    into.id,
  ]);
  await sql.query('UPDATE members SET merged_into = $3 WHERE shop_id = $1 AND merged_into = $2', [
    shop.id,
    from.id,
    into.id,
  ]);
  await sql.query('UPDATE orders SET member_id = $3 WHERE shop_id = $1 AND member_id = $2', [
    shop.id,
    from.id,
    into.id,
  ]);
  await sql.query('UPDATE redemptions SET member_id = $3, customer_id = $4 WHERE shop_id = $1 AND member_id = $2', [
    shop.id,
    from.id,
    into.id,
    keptId,
  ]);
  await mergeActivities(sql, { shopId: shop.id, memberId: from.id }, into.id);
  const toJudge = await mergeReferrals(sql, shop.id, from.id, into.id);
  await mergeTiers(sql, shop, { fromId: from.id, intoId: into.id, deletedId, keptId }, now);
  await markFigures(sql, [{ shopId: shop.id, memberIds: [from.id] }]);
  await enqueue(sql, [{ shopId: shop.id, topic: 'sync_member', subject: into.id }]);
  const reconsider = toJudge.map((orderId) => ({ shopId: shop.id, orderId, kind: 'reconsider' as const }));
  await applyOrderUpdates(sql, reconsider, new Map([[shop.id, shop]]), now);
  await refreshMemberRows(sql, shop.id, [from.id, into.id]);
}

/** The transfers that empty one member's accounts into the other's: out to the shop's account and in from it, in pairs. */
async function movements(sql: Sql, shop: ShopFacts, fromId: string, intoId: string, now: Date): Promise<NewTransfer[]> {
  const balances = await lockBalances(sql, [
    { shopId: shop.id, memberId: fromId },
    { shopId: shop.id, memberId: intoId },
  ]);
  const balance = balances.get(memberKey({ shopId: shop.id, memberId: fromId }));
  const common = {
    shopId: shop.id,
    kind: 'merge' as const,
    sourceType: 'member' as const,
    sourceId: fromId,
    occurredAt: now,
    bookedOn: dateInZone(now, shop.timeZone),
  };
  const pair = (
    name: string,
    account: 'available' | 'pending',
    points: number,
    terms: Pick<NewTransfer, 'expiresAt' | 'inactivityMonths' | 'lotKey' | 'pendingKey'>,
  ): NewTransfer[] => [
    {
      ...common,
      key: `merge:${fromId}:${name}:out`,
      memberId: fromId,
      from: account,
      to: 'adjusted',
      points,
      ...terms,
      detail: { code: 'merge', direction: 'out' },
    },
    {
      ...common,
      key: `merge:${fromId}:${name}:in`,
      memberId: intoId,
      from: 'adjusted',
      to: account,
      points,
      ...terms,
      detail: { code: 'merge', direction: 'in' },
    },
  ];
  const { rows: lots } = await sql.query<{
    key: string;
    remaining: number;
    expires_at: Date | null;
    months: number | null;
  }>(
    `SELECT key, remaining, expires_at, inactivity_months AS months FROM lots WHERE shop_id = $1 AND member_id = $2 AND remaining > 0
     ORDER BY expires_at NULLS LAST, opened_at, key`,
    [shop.id, fromId],
  );
  const transfers = lots.flatMap(({ key, remaining, expires_at: expiresAt, months: inactivityMonths }) =>
    pair(`lot:${key}`, 'available', remaining, { expiresAt, inactivityMonths, lotKey: key }),
  );
  for (const part of await pendingOfMember(sql, { shopId: shop.id, memberId: fromId })) {
    transfers.push(...pair(`pending:${part.key}`, 'pending', part.remaining, { pendingKey: part.key }));
  }
  if (balance && balance.available < 0) {
    // What the one owes, the other owes now.
    const owed = -balance.available;
    transfers.push(
      {
        ...common,
        key: `merge:${fromId}:debt:in`,
        memberId: fromId,
        from: 'adjusted',
        to: 'available',
        points: owed,
        detail: { code: 'merge', direction: 'out' },
      },
      {
        ...common,
        key: `merge:${fromId}:debt:out`,
        memberId: intoId,
        from: 'available',
        to: 'adjusted',
        points: owed,
        detail: { code: 'merge', direction: 'in' },
      },
    );
  }
  return transfers;
}
