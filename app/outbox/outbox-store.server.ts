/**
 * The outbox: what must be brought into agreement with Shopify, written in the same transaction as the change that asks
 * for it. A task names a thing (a redemption, a member, the program), not a message: whoever runs it reads the present
 * state and makes Shopify agree, so running it twice, late or out of order does no harm.
 */
import { pool, type Sql } from '../db.server.ts';
import { cleanText } from '../lib/clean-text.ts';

export type OutboxTopic =
  /** subject: redemption id. Make its discount code. */
  | 'create_code'
  /** subject: redemption id. Take its unused code out of use and return the points. */
  | 'withdraw_code'
  /** subject: member id. Take back from the store credit what cashback was paid out for and then refunded. */
  | 'collect_credit'
  /** subject: "program". Bring codes that are not used yet to the terms of the published program. */
  | 'update_codes'
  /** subject: member id. Write the balance that Liquid shows. */
  | 'sync_member'
  /** subject: "program". Write the published program that Liquid shows. */
  | 'sync_program'
  /** subject: "shop". Read the shop's name, currency and time zone. */
  | 'sync_shop'
  /** subject: order id. Read the order as it is now and apply it. */
  | 'refresh_order'
  /** subject: order id. Read the products of an order that waits for them, and judge it then. */
  | 'learn_products'
  /** subject: member id. Bring tags and codes of the member's level to Shopify. */
  | 'sync_tier'
  /** subject: "+" or "-", member id, tag. Give a customer a tag at Shopify, or take it away (app/members/bulk). */
  | 'tag_customer'
  /** subject: "program". Move the members of the shop to the levels of the published program. */
  | 'review_tiers'
  /** subject: key of what Shopify Flow is to be told (app/activities/flow). */
  | 'tell_flow'
  /** subject: "<channel> <kind> <member id, or merchant>". Send what of it is due (app/messages). */
  | 'send_message';

export interface OutboxRef {
  shopId: number;
  topic: OutboxTopic;
  subject: string;
}

export interface OutboxTask extends OutboxRef {
  wanted: number;
  attempts: number;
}

/**
 * Asks for the tasks, or for one more run of those that wait already. A member who is to be shown anew may come to other figures:
 * the batch leaves one mark for all of them (app/figures).
 */
export async function enqueue(sql: Sql, tasks: readonly OutboxRef[]): Promise<void> {
  if (tasks.length === 0) return;
  const unique = [...new Map(tasks.map((task) => [`${task.shopId} ${task.topic} ${task.subject}`, task])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, task]) => task);
  await sql.query({
    name: 'outbox-enqueue',
    text: `WITH asked AS (SELECT * FROM unnest($1::int[], $2::text[], $3::text[]) AS t(shop_id, topic, subject)),
           marked AS (
             INSERT INTO figure_changes (shop_id, member_ids)
             SELECT shop_id, array_agg(subject::uuid) FROM asked WHERE topic = 'sync_member' GROUP BY shop_id)
           INSERT INTO outbox_tasks (shop_id, topic, subject)
           SELECT * FROM asked
           ON CONFLICT (shop_id, topic, subject) DO UPDATE SET wanted = outbox_tasks.wanted + 1, attempts = 0, dead_at = NULL,
             available_at = least(outbox_tasks.available_at, now())`,
    values: [unique.map((t) => t.shopId), unique.map((t) => t.topic), unique.map((t) => t.subject)],
  });
}

/** What can only be done at Shopify: it waits while the shop has left, and is done when it comes back. */
const AT_SHOPIFY: readonly OutboxTopic[] = [
  ...([
    'create_code',
    'withdraw_code',
    'collect_credit',
    'update_codes',
    'sync_member',
    'sync_program',
    'sync_shop',
  ] as const),
  ...(['refresh_order', 'learn_products', 'sync_tier', 'tag_customer'] as const),
];

/**
 * Takes tasks that are due, for `leaseMs`; a worker that dies stops renewing its leases and another takes over. What shops that
 * have left would need Shopify for is passed over.
 */
export async function claimDue(limit: number, leaseMs: number): Promise<OutboxTask[]> {
  const { rows } = await pool().query<OutboxTask>({
    name: 'outbox-claim',
    text: `WITH due AS (
             SELECT shop_id, topic, subject FROM outbox_tasks
             WHERE available_at <= now() AND dead_at IS NULL AND (leased_until IS NULL OR leased_until < now())
               AND NOT (topic = ANY($3::text[]) AND EXISTS (
                 SELECT 1 FROM shops s WHERE s.id = outbox_tasks.shop_id AND s.uninstalled_at IS NOT NULL))
             ORDER BY available_at LIMIT $1 FOR UPDATE SKIP LOCKED)
           UPDATE outbox_tasks t SET leased_until = now() + $2 * interval '1 millisecond' FROM due
           WHERE t.shop_id = due.shop_id AND t.topic = due.topic AND t.subject = due.subject
           RETURNING t.shop_id AS "shopId", t.topic, t.subject, t.wanted, t.attempts`,
    values: [limit, leaseMs, AT_SHOPIFY],
  });
  return rows;
}

/** Takes one task if nobody works on it, so that a door can run it at once. */
export async function claimOne(ref: OutboxRef, leaseMs: number): Promise<OutboxTask | null> {
  const { rows } = await pool().query<OutboxTask>({
    name: 'outbox-claim-one',
    text: `UPDATE outbox_tasks SET leased_until = now() + $4 * interval '1 millisecond'
           WHERE shop_id = $1 AND topic = $2 AND subject = $3 AND dead_at IS NULL AND (leased_until IS NULL OR leased_until < now())
           RETURNING shop_id AS "shopId", topic, subject, wanted, attempts`,
    values: [ref.shopId, ref.topic, ref.subject, leaseMs],
  });
  return rows[0] ?? null;
}

/** Whether somebody is at this task now. */
export async function isUnderWay(ref: OutboxRef): Promise<boolean> {
  const { rowCount } = await pool().query({
    name: 'outbox-under-way',
    text: `SELECT 1 FROM outbox_tasks WHERE shop_id = $1 AND topic = $2 AND subject = $3 AND dead_at IS NULL AND leased_until >= now()`,
    values: [ref.shopId, ref.topic, ref.subject],
  });
  return rowCount === 1;
}

/** Keeps the tasks for another `leaseMs`, while their runner lives. Tasks that are done by now are passed over. */
export async function renewLeases(tasks: readonly OutboxRef[], leaseMs: number): Promise<void> {
  await pool().query({
    name: 'outbox-renew',
    text: `UPDATE outbox_tasks t SET leased_until = now() + $4 * interval '1 millisecond'
           FROM unnest($1::int[], $2::text[], $3::text[]) AS r(shop_id, topic, subject)
           WHERE t.shop_id = r.shop_id AND t.topic = r.topic AND t.subject = r.subject AND t.leased_until IS NOT NULL`,
    values: [tasks.map((t) => t.shopId), tasks.map((t) => t.topic), tasks.map((t) => t.subject), leaseMs],
  });
}

/** The task was done. When it was asked for again meanwhile, it stays and runs again. */
export async function complete(task: OutboxTask): Promise<void> {
  await pool().query({
    name: 'outbox-complete',
    text: `WITH gone AS (
             DELETE FROM outbox_tasks WHERE shop_id = $1 AND topic = $2 AND subject = $3 AND wanted = $4 RETURNING 1)
           UPDATE outbox_tasks SET leased_until = NULL, attempts = 0
           WHERE shop_id = $1 AND topic = $2 AND subject = $3 AND NOT EXISTS (SELECT 1 FROM gone)`,
    values: [task.shopId, task.topic, task.subject, task.wanted],
  });
}

/** The task failed for now: again after `delayMs`, or never (`dead`), kept for a person to see. */
export async function postpone(task: OutboxTask, error: string, delayMs: number, dead: boolean): Promise<void> {
  await pool().query({
    name: 'outbox-postpone',
    text: `UPDATE outbox_tasks SET leased_until = NULL, attempts = attempts + 1, last_error = $4,
             available_at = now() + $5 * interval '1 millisecond', dead_at = CASE WHEN $6 THEN now() END
           WHERE shop_id = $1 AND topic = $2 AND subject = $3`,
    values: [task.shopId, task.topic, task.subject, cleanText(error, 1000), delayMs, dead],
  });
}
