/**
 * What workflows of Shopify Flow do here: give points, record an event. Flow sends a run again until it is answered; the run's
 * id names the fact, so that it counts once.
 */
import { z } from 'zod';
import { inTransaction, pool } from '../../db.server.ts';
import { adjustPoints } from '../../members/adjust.server.ts';
import { customerKey, findMembers } from '../../members/membership.server.ts';
import { shopFactsByDomain } from '../../shops/shop-store.server.ts';
import { recordActivity } from '../record.server.ts';

export const flowActions = ['give-points', 'record-event'] as const;
export type FlowAction = (typeof flowActions)[number];

const number = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.0+)?$/)
      .transform(Number),
  ])
  .pipe(z.int());
const customerId = z
  .union([z.int().positive(), z.string()])
  .transform((id) => String(id).replace(/^gid:\/\/shopify\/Customer\//, ''))
  .pipe(z.string().regex(/^\d{1,20}$/));

const runSchema = z.object({
  shopify_domain: z.string().min(1),
  action_run_id: z.string().min(1).max(200),
  properties: z.record(z.string(), z.unknown()),
});
const pointsSchema = z.object({
  customer_id: customerId,
  points: number.pipe(z.int().min(1).max(1_000_000)),
  note: z.string().trim().min(1).max(500),
});
const eventSchema = z.object({
  customer_id: customerId,
  event: z.string().trim().min(1).max(100),
  quantity: number.pipe(z.int().min(1).max(100_000)).default(1),
});

/** Flow shows the merchant the message of a refusal in the log of the workflow. */
export type FlowAnswer =
  { status: 200; body: { points: number } } | { status: 404 | 409 | 422; body: { message: string } };

const refuse = (status: 404 | 409 | 422, message: string): FlowAnswer => ({ status, body: { message } });

/** @param payload the parsed body, of which the signature held. */
export async function runFlowAction(action: FlowAction, payload: unknown, now: Date): Promise<FlowAnswer> {
  const run = runSchema.safeParse(payload);
  if (!run.success) return refuse(422, 'The run cannot be read.');
  const schema = action === 'give-points' ? pointsSchema : eventSchema;
  const properties = schema.safeParse(run.data.properties);
  if (!properties.success) {
    const issue = properties.error.issues[0];
    return refuse(422, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  const shop = await shopFactsByDomain(run.data.shopify_domain.toLowerCase());
  if (!shop.isInstalled) return refuse(404, 'The shop does not use Regulars.');
  const customer = { shopId: shop.id, customerId: properties.data.customer_id };
  const member = (await findMembers(pool(), [customer])).get(customerKey(customer));
  if (!member) return refuse(404, 'The customer is not a member of the loyalty program.');
  const runId = run.data.action_run_id;
  if ('points' in properties.data) {
    const { points, note } = properties.data;
    if (member.status !== 'active') return refuse(409, 'The member is blocked.');
    const given = await adjustPoints({
      shopId: shop.id,
      memberId: member.id,
      points,
      note,
      requestId: `flow:${runId}`,
      actor: 'Shopify Flow',
      now,
    });
    return given.ok ? { status: 200, body: { points } } : refuse(409, given.refusal);
  }
  const { event: subject, quantity } = properties.data;
  const result = await inTransaction((sql) =>
    recordActivity(sql, {
      shop,
      member,
      activity: 'custom',
      subject,
      quantity,
      key: `flow:${runId}`,
      at: now,
      source: 'flow',
      now,
    }),
  );
  if (result.outcome === 'conflict') return refuse(409, 'The same run was sent with other content before.');
  if (result.outcome === 'no_program') return refuse(409, 'No loyalty program is published.');
  return { status: 200, body: { points: result.explanation.points } };
}
