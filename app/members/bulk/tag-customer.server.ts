/** Brings one tag of a bulk action to Shopify. */
import { pool } from '../../db.server.ts';
import { addCustomerTags, removeCustomerTags } from '../../shopify/customer-tags.server.ts';

/** @param subject "+" or "-", the member's id, a space, the tag. A member who is gone needs none. */
export async function runTagCustomer(shopId: number, subject: string): Promise<void> {
  const found = /^([+-])([0-9a-f-]{36}) (.+)$/s.exec(subject);
  const [, sign, memberId, tag] = found ?? [];
  if (!memberId || !tag) return;
  const { rows } = await pool().query<{ customer_id: string | null; domain: string }>(
    `SELECT m.customer_id, s.domain FROM members m JOIN shops s ON s.id = m.shop_id
     WHERE m.shop_id = $1 AND m.id = $2 AND m.status IN ('active', 'blocked')`,
    [shopId, memberId],
  );
  const member = rows[0];
  if (!member?.customer_id) return;
  await (sign === '+' ? addCustomerTags : removeCustomerTags)(member.domain, member.customer_id, [tag]);
}
