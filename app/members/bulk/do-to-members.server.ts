/** One portion of a bulk action: what is asked for, done to these members in the caller's transaction. */
import type { Sql } from '../../db.server.ts';
import { dateInZone } from '../../lib/calendar.ts';
import { lockBalances, memberKey } from '../../ledger/balances.server.ts';
import { post } from '../../ledger/post.server.ts';
import type { NewTransfer } from '../../ledger/transfer.ts';
import { enqueue } from '../../outbox/outbox-store.server.ts';
import { lotTerms } from '../../program/expiry.ts';
import { getPublished } from '../../publishing/program-store.server.ts';
import type { ShopFacts } from '../../shops/shop-store.server.ts';
import { giveLevelWithin } from '../../tiers/give-level.server.ts';
import { refreshMemberRows } from '../member-rows.server.ts';
import { findMembersById, type Member } from '../membership.server.ts';
import type { BulkActionAsked, BulkFailureCode } from './bulk-request.ts';

export type BulkOutcome = { result: 'done' } | { result: 'unchanged' } | { result: 'failed'; code: BulkFailureCode };

export interface BulkTurn {
  shop: ShopFacts;
  action: BulkActionAsked;
  bulkId: string;
  actor: string;
  now: Date;
}

const done: BulkOutcome = { result: 'done' };
const unchanged: BulkOutcome = { result: 'unchanged' };
const gone: BulkOutcome = { result: 'failed', code: 'member_not_active' };

/** @param ids each once, in order. @returns what became of each. */
export async function doToMembers(sql: Sql, turn: BulkTurn, ids: readonly string[]): Promise<Map<string, BulkOutcome>> {
  const { action, shop } = turn;
  switch (action.kind) {
    case 'adjust':
      return adjust(sql, turn, action, ids);
    case 'block':
    case 'unblock':
      return block(sql, shop, action.kind === 'block', ids);
    case 'tag':
      return tag(sql, shop, action, ids);
    case 'level':
      return level(sql, turn, action, ids);
  }
}

async function livingOf(sql: Sql, shopId: number, ids: readonly string[]): Promise<Map<string, Member>> {
  const members = await findMembersById(
    sql,
    ids.map((memberId) => ({ shopId, memberId })),
  );
  return new Map(
    [...members.values()]
      .filter(({ status }) => status === 'active' || status === 'blocked')
      .map((member) => [member.id, member]),
  );
}

async function adjust(
  sql: Sql,
  { shop, bulkId, actor, now }: BulkTurn,
  action: Extract<BulkActionAsked, { kind: 'adjust' }>,
  ids: readonly string[],
): Promise<Map<string, BulkOutcome>> {
  const { points, note } = action;
  const refs = ids.map((memberId) => ({ shopId: shop.id, memberId }));
  const balances = await lockBalances(sql, refs);
  // Looked at under the lock: a member may have been merged away while this waited.
  const living = await livingOf(sql, shop.id, ids);
  const live = await getPublished(shop.id);
  const terms = points > 0 && live ? lotTerms(live.program.expiry, now, now, shop.timeZone) : {};
  const outcomes = new Map<string, BulkOutcome>();
  const transfers: NewTransfer[] = [];
  for (const ref of refs) {
    const available = balances.get(memberKey(ref))?.available ?? 0;
    if (!living.has(ref.memberId)) outcomes.set(ref.memberId, gone);
    else if (points < 0 && available + points < 0)
      outcomes.set(ref.memberId, { result: 'failed', code: 'insufficient_points' });
    else {
      outcomes.set(ref.memberId, done);
      transfers.push({
        ...ref,
        key: `bulk:${bulkId}:${ref.memberId}`,
        from: points > 0 ? 'adjusted' : 'available',
        to: points > 0 ? 'available' : 'adjusted',
        ...terms,
        points: Math.abs(points),
        kind: 'adjustment',
        sourceType: 'manual',
        sourceId: bulkId,
        detail: { code: 'adjustment', note, actor },
        occurredAt: now,
        bookedOn: dateInZone(now, shop.timeZone),
      });
    }
  }
  await post(sql, transfers);
  await showAnew(
    sql,
    shop.id,
    transfers.map(({ memberId }) => memberId),
  );
  return outcomes;
}

async function block(
  sql: Sql,
  shop: ShopFacts,
  isBlocked: boolean,
  ids: readonly string[],
): Promise<Map<string, BulkOutcome>> {
  const { rows } = await sql.query<{ id: string }>(
    `WITH held AS (
       SELECT id FROM members WHERE shop_id = $1 AND id = ANY($2::uuid[]) AND status = $3::member_status ORDER BY id FOR NO KEY UPDATE)
     UPDATE members m SET status = $4::member_status FROM held WHERE m.shop_id = $1 AND m.id = held.id RETURNING m.id`,
    [shop.id, ids, isBlocked ? 'active' : 'blocked', isBlocked ? 'blocked' : 'active'],
  );
  const changed = new Set(rows.map(({ id }) => id));
  const living = await livingOf(sql, shop.id, ids);
  await showAnew(sql, shop.id, [...changed]);
  return new Map(ids.map((id) => [id, changed.has(id) ? done : living.has(id) ? unchanged : gone]));
}

/** The tags are Shopify's: it is asked for the change, and tells of it as of any other. */
async function tag(
  sql: Sql,
  shop: ShopFacts,
  action: Extract<BulkActionAsked, { kind: 'tag' }>,
  ids: readonly string[],
): Promise<Map<string, BulkOutcome>> {
  const living = await livingOf(sql, shop.id, ids);
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id FROM members WHERE shop_id = $1 AND id = ANY($2::uuid[])
       AND lower($3) IN (SELECT lower(tag) FROM unnest(tags) AS tag)`,
    [shop.id, ids, action.tag],
  );
  const tagged = new Set(rows.map(({ id }) => id));
  const outcomes = new Map(
    ids.map((id): [string, BulkOutcome] => {
      const member = living.get(id);
      if (!member) return [id, gone];
      if (member.customerId === null) return [id, { result: 'failed', code: 'no_customer' }];
      return [id, tagged.has(id) === action.add ? unchanged : done];
    }),
  );
  await enqueue(
    sql,
    [...outcomes].flatMap(([id, { result }]) =>
      result === 'done'
        ? [{ shopId: shop.id, topic: 'tag_customer' as const, subject: `${action.add ? '+' : '-'}${id} ${action.tag}` }]
        : [],
    ),
  );
  return outcomes;
}

async function level(
  sql: Sql,
  { shop, actor, now }: BulkTurn,
  { tierId, until, reason }: Extract<BulkActionAsked, { kind: 'level' }>,
  ids: readonly string[],
): Promise<Map<string, BulkOutcome>> {
  const outcomes = new Map<string, BulkOutcome>();
  for (const memberId of ids) {
    const result = await giveLevelWithin(sql, { shopId: shop.id, memberId, tierId, until, reason, actor, now });
    if (result.ok) outcomes.set(memberId, done);
    else if (result.refusal === 'tier_unknown' || result.refusal === 'date_past')
      outcomes.set(memberId, { result: 'failed', code: result.refusal });
    else outcomes.set(memberId, gone);
  }
  return outcomes;
}

async function showAnew(sql: Sql, shopId: number, memberIds: readonly string[]): Promise<void> {
  await refreshMemberRows(sql, shopId, memberIds);
  await enqueue(
    sql,
    memberIds.map((subject) => ({ shopId, topic: 'sync_member' as const, subject })),
  );
}
