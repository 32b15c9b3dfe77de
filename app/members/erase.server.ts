/**
 * Forgetting a person: every link to them goes, the journal stays and still balances, since it only ever held a number of
 * our own.
 */
import { eraseActivities } from '../activities/erase-activities.server.ts';
import type { Sql } from '../db.server.ts';
import { refreshMemberRows } from './member-rows.server.ts';
import { markFigures } from '../figures/mark.server.ts';
import { eraseImports } from '../imports/erase-imports.server.ts';
import { eraseMessages } from '../messages/erase-messages.server.ts';
import { digestEmail } from '../orders/email-digest.server.ts';
import { eraseReferrals } from '../referrals/referral-store.server.ts';
import { eraseTiers } from '../tiers/merge-tiers.server.ts';
import { holdCustomers } from './membership.server.ts';

export interface PersonToErase {
  customerId: string | null;
  email: string | null;
  orderIds: readonly string[];
}

/** Must run inside a transaction. Erasing twice is erasing once. */
export async function eraseCustomer(sql: Sql, shopId: number, person: PersonToErase): Promise<void> {
  if (person.customerId !== null) {
    // Who joins by an order at this moment is waited for: a member that is not committed yet could not be forgotten.
    await holdCustomers(sql, [{ shopId, customerId: person.customerId }]);
    // A row that was merged away stands for an old id of somebody who stays: it only forgets the id.
    const { rows } = await sql.query<{ id: string }>(
      `WITH gone AS (
         UPDATE members SET customer_id = NULL, note = '', status = CASE WHEN status = 'merged' THEN status ELSE 'erased' END
         WHERE shop_id = $1 AND customer_id = $2 RETURNING id, status
       ), absorbed AS (
         UPDATE members SET customer_id = NULL, note = ''
         WHERE shop_id = $1 AND merged_into IN (SELECT id FROM gone) RETURNING id
       ) SELECT id FROM gone WHERE status = 'erased' UNION SELECT id FROM absorbed`,
      [shopId, person.customerId],
    );
    const ids = rows.map((row) => row.id);
    if (ids.length > 0) {
      await sql.query(`UPDATE redemptions SET customer_id = '' WHERE shop_id = $1 AND member_id = ANY($2::uuid[])`, [
        shopId,
        ids,
      ]);
      // A merchant's note may name the person; it is no part of what the transfer's hash covers.
      await sql.query(
        `UPDATE transfers SET detail = jsonb_set(detail, '{note}', '""') WHERE shop_id = $1 AND member_id = ANY($2::uuid[]) AND kind IN ('adjustment', 'extension')
           AND detail ? 'note'`,
        [shopId, ids],
      );
      await sql.query(
        `UPDATE ledger_conflicts SET transfer = jsonb_set(transfer, '{detail,note}', '""') WHERE shop_id = $1
           AND transfer ->> 'memberId' = ANY($2::text[]) AND transfer -> 'detail' ? 'note'`,
        [shopId, ids],
      );
      await sql.query(
        `DELETE FROM outbox_tasks WHERE shop_id = $1 AND topic = 'sync_member' AND subject = ANY($2::text[])`,
        [shopId, ids],
      );
      await eraseMessages(sql, shopId, ids);
      await eraseTiers(sql, shopId, { memberIds: ids, customerId: person.customerId });
      await eraseActivities(sql, shopId, ids);
      await eraseReferrals(sql, shopId, ids);
      await markFigures(sql, [{ shopId, memberIds: ids }]);
      await refreshMemberRows(sql, shopId, ids);
    }
    await sql.query(
      `UPDATE orders SET customer_id = NULL, email_digest = NULL, facts = facts - 'person' WHERE shop_id = $1 AND customer_id = $2`,
      [shopId, person.customerId],
    );
    await sql.query('DELETE FROM merged_customers WHERE shop_id = $1 AND (customer_id = $2 OR kept_id = $2)', [
      shopId,
      person.customerId,
    ]);
    await sql.query(
      `UPDATE admin_actions SET subject = '' WHERE shop_id = $1 AND action = 'customer_data_requested' AND subject = $2`,
      [shopId, person.customerId],
    );
  }
  const digest = person.email ? digestEmail(person.email) : null;
  await eraseImports(sql, shopId, person.customerId, digest);
  await sql.query(
    `UPDATE orders SET customer_id = NULL, email_digest = NULL, facts = facts - 'person' WHERE shop_id = $1 AND (order_id = ANY($2::text[]) OR email_digest = $3)`,
    [shopId, [...person.orderIds], digest],
  );
  // Events that could not be read may hold what they were about; which person that is cannot be told, so the text of every
  // dead letter that mentions the id or the address, in upper or lower case, goes.
  const traces = [person.customerId, person.email].filter((trace) => trace !== null && trace !== '');
  for (const trace of traces) {
    await sql.query(
      `UPDATE inbox_events SET body = ''::bytea, reason = 'erased at the person''s request'
       WHERE shop_id = $1 AND state = 'dead'
         AND position(lower(encode(convert_to($2, 'UTF8'), 'escape')) IN lower(encode(body, 'escape'))) > 0`,
      [shopId, trace],
    );
  }
}
