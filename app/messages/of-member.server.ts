/** The messages about one member, newest first. Only reads. */
import { pool } from '../db.server.ts';
import type { Channel, MessageKind } from './kinds.ts';

export interface MemberMessage {
  key: string;
  kind: MessageKind;
  channel: Channel;
  state: 'waiting' | 'sent' | 'skipped' | 'dead';
  /** ISO instant. */
  at: string;
}

export async function readMemberMessages(shopId: number, memberId: string, limit: number): Promise<MemberMessage[]> {
  const { rows } = await pool().query<Omit<MemberMessage, 'at'> & { at: Date }>({
    name: 'member-messages',
    text: `SELECT key || ' ' || channel AS key, kind, channel, state::text AS state, coalesce(sent_at, announced_at) AS at FROM messages
           WHERE shop_id = $1 AND member_id = $2 ORDER BY announced_at DESC LIMIT $3`,
    values: [shopId, memberId, limit],
  });
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
