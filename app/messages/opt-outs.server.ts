/** What members do not want to be told. A member who was merged into another brings these wishes along. */
import { pool } from '../db.server.ts';
import type { MemberRef } from './member-token.server.ts';
import { isMessageKind, messageKinds, type MessageKind } from './kinds.ts';

const ALL = 'all';

export type OptOuts = 'all' | ReadonlySet<MessageKind>;

export async function readOptOuts({ shopId, memberId }: MemberRef): Promise<OptOuts> {
  const { rows } = await pool().query<{ kind: string }>({
    name: 'message-opt-outs',
    text: `SELECT o.kind FROM message_opt_outs o WHERE o.shop_id = $1 AND (o.member_id = $2 OR o.member_id IN (
             SELECT m.id FROM members m WHERE m.shop_id = $1 AND m.merged_into = $2))`,
    values: [shopId, memberId],
  });
  if (rows.some(({ kind }) => kind === ALL)) return 'all';
  return new Set(rows.map(({ kind }) => kind).filter(isMessageKind));
}

/** Stops everything. Doing it again changes nothing. */
export async function optOutOfAll({ shopId, memberId }: MemberRef, now: Date): Promise<void> {
  await pool().query(
    `INSERT INTO message_opt_outs (shop_id, member_id, kind, at) SELECT m.shop_id, m.id, $3, $4 FROM members m
     WHERE m.shop_id = $1 AND m.id = $2 AND m.status <> 'erased' ON CONFLICT DO NOTHING`,
    [shopId, memberId, ALL, now],
  );
}

/** The member wants to be told of these kinds, and of no other. */
export async function chooseKinds(
  { shopId, memberId }: MemberRef,
  wanted: readonly MessageKind[],
  now: Date,
): Promise<void> {
  const unwanted: string[] = wanted.length === 0 ? [ALL] : messageKinds.filter((kind) => !wanted.includes(kind));
  // One statement, so that two clicks at the same moment end with the choice of one of them.
  await pool().query(
    `WITH gone AS (
       DELETE FROM message_opt_outs WHERE shop_id = $1 AND kind <> ALL($3::text[]) AND (member_id = $2 OR member_id IN (
         SELECT m.id FROM members m WHERE m.shop_id = $1 AND m.merged_into = $2)))
     INSERT INTO message_opt_outs (shop_id, member_id, kind, at) SELECT m.shop_id, m.id, k.kind, $4
     FROM members m, unnest($3::text[]) AS k(kind)
     WHERE m.shop_id = $1 AND m.id = $2 AND m.status <> 'erased' ON CONFLICT DO NOTHING`,
    [shopId, memberId, unwanted, now],
  );
}
