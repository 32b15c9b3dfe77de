/** What the merchant sees of messages: what is set up, what went out, and what did not. Only reads, but for trying again. */
import { pool, type Sql } from '../db.server.ts';
import { env } from '../lib/env.server.ts';
import { isMessageKind, type Channel, type MessageKind } from './kinds.ts';
import { loadShopMessages } from './settings-store.server.ts';
import type { Available, MessageSettings } from './settings.ts';

export interface Trouble {
  channel: Channel;
  reason: string;
  /** dead: given up. waiting: it failed, and is tried again. */
  state: 'dead' | 'waiting';
  messages: number;
  /** ISO instant of the newest. */
  lastAt: string;
}

export interface MessagesOverview {
  settings: MessageSettings;
  available: Available;
  /** The sender's address; null when the server can send no mail. */
  from: string | null;
  /** Messages that went out in 30 days, by kind. */
  sent: Partial<Record<MessageKind, number>>;
  trouble: Trouble[];
}

const DAYS = 30;

export async function readOverview(shopId: number, now: Date): Promise<MessagesOverview> {
  const since = new Date(now.getTime() - DAYS * 24 * 60 * 60 * 1000);
  const [{ settings, available }, sent, trouble] = await Promise.all([
    loadShopMessages(shopId),
    pool().query<{ kind: string; messages: number }>(
      `SELECT kind, count(*) AS messages FROM messages WHERE shop_id = $1 AND announced_at >= $2 AND state = 'sent' GROUP BY kind`,
      [shopId, since],
    ),
    pool().query<Omit<Trouble, 'lastAt'> & { lastAt: Date }>(
      `SELECT channel, reason, state, count(*) AS messages, max(announced_at) AS "lastAt" FROM messages
       WHERE shop_id = $1 AND (state = 'dead' OR (state = 'waiting' AND reason IS NOT NULL)) AND announced_at >= $2
       GROUP BY channel, reason, state ORDER BY state, count(*) DESC LIMIT 10`,
      [shopId, since],
    ),
  ]);
  return {
    settings,
    available,
    from: available.email ? (env().MESSAGES_FROM ?? null) : null,
    sent: Object.fromEntries(
      sent.rows.flatMap(({ kind, messages }) => (isMessageKind(kind) ? [[kind, messages]] : [])),
    ),
    trouble: trouble.rows.map((row) => ({ ...row, lastAt: row.lastAt.toISOString() })),
  };
}

/** Gives what was given up another day. What it tells may be old by then: what does not hold any more is not sent. */
export async function retryDead(shopId: number, now: Date, sql: Sql = pool()): Promise<number> {
  const { rowCount } = await sql.query(
    `UPDATE messages SET state = 'waiting', reason = NULL, attempts = 0, first_tried_at = NULL, leased_until = NULL, due_at = $2
     WHERE shop_id = $1 AND state = 'dead'`,
    [shopId, now],
  );
  return rowCount ?? 0;
}
