/** What a merchant does to one member by hand beside points and levels: a note, merging two members, removing one. */
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import { inTransaction, pool } from '../db.server.ts';
import { cleanText } from '../lib/clean-text.ts';
import { shopFactsByIds } from '../shops/shop-store.server.ts';
import { applyCustomerMeaning } from './customer-events.server.ts';
import { eraseCustomer } from './erase.server.ts';
import { findMembersById } from './membership.server.ts';
import type { OtherMember } from './member-action.ts';

interface ByHand {
  shopId: number;
  memberId: string;
  actor: string;
  now: Date;
}

export type ByHandResult =
  { ok: true } | { ok: false; refusal: 'member_not_found' | 'member_not_active' | 'same_member' };

const NOTE_LENGTH = 2_000;

/** Keeps the shop's own note of a member; what stood there before is not kept elsewhere, because it may name a person. */
export async function keepNote({ shopId, memberId, actor, now }: ByHand, text: string): Promise<ByHandResult> {
  const note = cleanText(text, NOTE_LENGTH).trim();
  return inTransaction(async (sql): Promise<ByHandResult> => {
    const { rowCount } = await sql.query(
      `UPDATE members SET note = $3 WHERE shop_id = $1 AND id = $2 AND status IN ('active', 'blocked')`,
      [shopId, memberId, note],
    );
    if (!rowCount) return { ok: false, refusal: 'member_not_active' };
    const detail = { length: note.length };
    await recordAdminAction(sql, { shopId, actor, action: 'note_kept', subject: memberId, detail, at: now });
    return { ok: true };
  });
}

/** The members of these customers who could be merged with this one, at most ten. */
export async function findOthers(
  shopId: number,
  memberId: string,
  customerIds: readonly string[],
): Promise<Omit<OtherMember, 'name'>[]> {
  const { rows } = await pool().query<Omit<OtherMember, 'name'>>(
    `SELECT m.id AS "memberId", m.customer_id AS "customerId", coalesce(b.available, 0) AS "availablePoints",
       coalesce(b.pending, 0) AS "pendingPoints", coalesce(l.orders, 0) AS orders
     FROM members m LEFT JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.id
     LEFT JOIN member_rows l ON l.shop_id = m.shop_id AND l.member_id = m.id
     WHERE m.shop_id = $1 AND m.customer_id = ANY($3::text[]) AND m.id <> $2 AND m.status IN ('active', 'blocked') LIMIT 10`,
    [shopId, memberId, customerIds],
  );
  return rows;
}

/** The other member becomes part of this one, as when Shopify tells that two customers are one. */
export async function mergeByHand({ shopId, memberId, actor, now }: ByHand, otherId: string): Promise<ByHandResult> {
  if (otherId === memberId) return { ok: false, refusal: 'same_member' };
  const shops = await shopFactsByIds([shopId]);
  const shop = shops.get(shopId);
  return inTransaction(async (sql): Promise<ByHandResult> => {
    const members = await findMembersById(sql, [
      { shopId, memberId },
      { shopId, memberId: otherId },
    ]);
    const into = members.get(`${shopId} ${memberId}`);
    const from = members.get(`${shopId} ${otherId}`);
    if (!shop || !into || !from) return { ok: false, refusal: 'member_not_found' };
    const living = [into, from].every(({ status }) => status === 'active' || status === 'blocked');
    if (!living || into.customerId === null || from.customerId === null)
      return { ok: false, refusal: 'member_not_active' };
    const before = await sql.query<{ member_id: string; available: number; pending: number }>(
      'SELECT member_id, available, pending FROM balances WHERE shop_id = $1 AND member_id = ANY($2::uuid[])',
      [shopId, [memberId, otherId]],
    );
    const meaning = { kind: 'customers_merged', keptId: into.customerId, deletedId: from.customerId } as const;
    await applyCustomerMeaning(sql, shop, shops, meaning, now);
    await recordAdminAction(sql, {
      ...{ shopId, actor, action: 'members_merged', subject: memberId, at: now },
      detail: { otherId, before: before.rows },
    });
    return { ok: true };
  });
}

/**
 * Removes a member, with every link to the person. @param hide takes the balance out of the store first: afterwards nobody knows
 * whose it was.
 */
export async function removeMember(
  { shopId, memberId, actor, now }: ByHand,
  hide: (shopDomain: string, customerId: string) => Promise<void>,
): Promise<ByHandResult> {
  const shop = (await shopFactsByIds([shopId])).get(shopId);
  const find = async (sql: Parameters<typeof findMembersById>[0]) =>
    (await findMembersById(sql, [{ shopId, memberId }])).get(`${shopId} ${memberId}`);
  const found = await find(pool());
  if (!shop || !found) return { ok: false, refusal: 'member_not_found' };
  if (found.customerId === null || (found.status !== 'active' && found.status !== 'blocked'))
    return { ok: false, refusal: 'member_not_active' };
  await hide(shop.domain, found.customerId);
  return inTransaction(async (sql): Promise<ByHandResult> => {
    const member = await find(sql);
    if (!member?.customerId) return { ok: false, refusal: 'member_not_active' };
    await eraseCustomer(sql, shopId, { customerId: member.customerId, email: null, orderIds: [] });
    await recordAdminAction(sql, { shopId, actor, action: 'member_removed', subject: memberId, detail: {}, at: now });
    return { ok: true };
  });
}
