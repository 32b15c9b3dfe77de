/** The rows of messages while they are sent: taken, and told how it went. */
import { pool } from '../db.server.ts';
import { cleanText } from '../lib/clean-text.ts';
import { isMerged, type MessageSubject } from './announce.server.ts';

/** A sender that died is followed by another after this time; longer than the slowest server may take. */
const LEASE_MS = 2 * 60_000;

export interface TakenMessage {
  key: string;
  data: unknown;
  attempts: number;
  firstTriedAt: Date;
}

export interface Taken {
  messages: TakenMessage[];
  /** When a mail of this kind went to this member last. */
  lastSentAt: Date | null;
}

/**
 * Takes what is due of one kind for one receiver on one channel, so that nobody else sends it; nothing while another sender
 * is at it. Messages that go out one by one are taken one by one.
 */
export async function takeDue(shopId: number, subject: MessageSubject, now: Date): Promise<Taken> {
  const { rows } = await pool().query<TakenMessage & { lastSentAt: Date | null }>({
    name: 'messages-take',
    text: `WITH mine AS (
             SELECT key, leased_until, due_at, announced_at FROM messages
             WHERE shop_id = $1 AND member_id IS NOT DISTINCT FROM $2::uuid AND kind = $3 AND channel = $4 AND state = 'waiting'
             ORDER BY announced_at, key FOR UPDATE
           ), due AS (
             SELECT key FROM mine WHERE due_at <= $5 AND NOT EXISTS (SELECT 1 FROM mine o WHERE o.leased_until > $5)
             ORDER BY announced_at, key LIMIT $6
           ), last AS (
             SELECT max(sent_at) AS sent_at FROM messages
             WHERE shop_id = $1 AND member_id IS NOT DISTINCT FROM $2::uuid AND kind = $3 AND channel = $4 AND state = 'sent'
           )
           UPDATE messages m SET leased_until = $5::timestamptz + $7 * interval '1 millisecond', attempts = m.attempts + 1,
             first_tried_at = coalesce(m.first_tried_at, $5)
           FROM due, last WHERE m.shop_id = $1 AND m.key = due.key AND m.channel = $4
           RETURNING m.key, m.data, m.attempts, m.first_tried_at AS "firstTriedAt", last.sent_at AS "lastSentAt"`,
    values: [
      shopId,
      subject.memberId,
      subject.kind,
      subject.channel,
      now,
      isMerged(subject.kind, subject.channel) ? 500 : 1,
      LEASE_MS,
    ],
  });
  return {
    messages: rows.map(({ lastSentAt: _, ...message }) => message).sort((a, b) => (a.key < b.key ? -1 : 1)),
    lastSentAt: rows[0]?.lastSentAt ?? null,
  };
}

export type Outcome =
  | { state: 'sent' }
  | { state: 'skipped' | 'dead'; reason: string }
  /** Later, without having been tried: a quiet hour, or one of its kind went out today. */
  | { state: 'held'; until: Date }
  /** Later: it failed. */
  | { state: 'failed'; until: Date; reason: string };

export async function settle(
  shopId: number,
  channel: string,
  keys: readonly string[],
  outcome: Outcome,
  now: Date,
): Promise<void> {
  if (keys.length === 0) return;
  const isLater = outcome.state === 'held' || outcome.state === 'failed';
  await pool().query({
    name: 'messages-settle',
    text: `UPDATE messages SET state = $4::message_state, reason = $5, leased_until = NULL, due_at = coalesce($6, due_at),
             sent_at = CASE WHEN $4 = 'sent' THEN $7::timestamptz END,
             attempts = attempts - CASE WHEN $8 THEN 1 ELSE 0 END,
             first_tried_at = CASE WHEN $8 AND attempts <= 1 THEN NULL ELSE first_tried_at END
           WHERE shop_id = $1 AND channel = $2 AND key = ANY($3::text[]) AND state = 'waiting'`,
    values: [
      shopId,
      channel,
      keys,
      isLater ? 'waiting' : outcome.state,
      'reason' in outcome ? cleanText(outcome.reason, 200) : null,
      isLater ? outcome.until : null,
      now,
      outcome.state === 'held',
    ],
  });
}

/** Whether more of the subject is due at this moment. */
export async function hasMoreDue(shopId: number, subject: MessageSubject, now: Date): Promise<boolean> {
  const { rowCount } = await pool().query({
    name: 'messages-more',
    text: `SELECT 1 FROM messages WHERE shop_id = $1 AND member_id IS NOT DISTINCT FROM $2::uuid AND kind = $3 AND channel = $4
             AND state = 'waiting' AND due_at <= $5 AND (leased_until IS NULL OR leased_until <= $5) LIMIT 1`,
    values: [shopId, subject.memberId, subject.kind, subject.channel, now],
  });
  return Boolean(rowCount);
}
