/**
 * Messages: telling members, and the merchant, what happened. Owns the tables of messages, their settings and what members
 * do not want to hear. Whoever has news calls `announce` in the transaction that makes it true; what goes out, when and in
 * which words is decided here. Must not post points, and keeps no name and no address.
 */
import { noteForFlow } from '../activities/flow/triggers.server.ts';
import type { Sql } from '../db.server.ts';
import { toJsonb } from '../lib/clean-text.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { kindFacts, type Announcement, type Channel, type MessageKind } from './kinds.ts';
import { channelsOf } from './settings.ts';
import { shopMessages, type ShopMessages } from './settings-store.server.ts';
import { nextMorning } from './timing.ts';

export type { Announcement } from './kinds.ts';

interface NewMessage {
  item: Announcement;
  channel: Channel;
  dueAt: Date;
}

/**
 * Tells these facts, each once: a key that was announced before changes nothing. Must run inside the caller's transaction;
 * nothing goes out unless it commits. A kind that the merchant has switched off, or that has no way to go out, costs nothing.
 * @param now from when it may go out.
 */
export async function announce(sql: Sql, items: readonly Announcement[], now: Date = new Date()): Promise<void> {
  if (items.length === 0) return;
  await noteForFlow(sql, items, now);
  const shops = await shopMessages(
    sql,
    items.map((item) => item.shopId),
  );
  const messages = items
    .flatMap((item): NewMessage[] => {
      const shop = shops.get(item.shopId);
      return shop
        ? ways(shop, item.kind).map((channel) => ({ item, channel, dueAt: dueAt(shop, item.kind, channel, now) }))
        : [];
    })
    // In one order everywhere, so that no two transactions wait for each other.
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  if (messages.length === 0) return;
  const { rows } = await sql.query<{
    shopId: number;
    channel: Channel;
    kind: MessageKind;
    memberId: string | null;
    dueAt: Date;
  }>({
    name: 'messages-announce',
    text: `INSERT INTO messages (shop_id, key, channel, member_id, kind, data, due_at, announced_at)
           SELECT a.*, $8 FROM unnest($1::int[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::jsonb[], $7::timestamptz[]) AS a
           ON CONFLICT (shop_id, key, channel) DO NOTHING
           RETURNING shop_id AS "shopId", channel, kind, member_id AS "memberId", due_at AS "dueAt"`,
    values: [
      messages.map(({ item }) => item.shopId),
      messages.map(({ item }) => item.key),
      messages.map(({ channel }) => channel),
      messages.map(({ item }) => item.memberId),
      messages.map(({ item }) => item.kind),
      messages.map(({ item }) => toJsonb(item.data)),
      messages.map((message) => message.dueAt.toISOString()),
      now.toISOString(),
    ],
  });
  await enqueue(
    sql,
    rows
      .filter((row) => row.dueAt <= now)
      .map((row) => ({ shopId: row.shopId, topic: 'send_message', subject: subjectOf(row) })),
  );
}

/** In which of these shops an announcement of this kind would go out at all; for callers whose news is costly to find out. */
export async function shopsThatTell(sql: Sql, shopIds: readonly number[], kind: MessageKind): Promise<Set<number>> {
  const shops = await shopMessages(sql, shopIds);
  return new Set([...shops].flatMap(([shopId, shop]) => (ways(shop, kind).length > 0 ? [shopId] : [])));
}

export interface MessageSubject {
  channel: Channel;
  kind: MessageKind;
  memberId: string | null;
}

/** What of one kind goes to one receiver on one channel is sent together: one outbox task. */
export function subjectOf({ channel, kind, memberId }: MessageSubject): string {
  return `${channel} ${kind} ${memberId ?? 'merchant'}`;
}

function ways({ settings, available }: ShopMessages, kind: MessageKind): Channel[] {
  return settings.paused ? [] : channelsOf(settings, kind).filter((channel) => available[channel]);
}

function dueAt({ settings, timeZone }: ShopMessages, kind: MessageKind, channel: Channel, now: Date): Date {
  const isGathered = kind === 'points_earned' && settings.earned === 'daily' && channel !== 'webhook';
  return isGathered ? nextMorning(now, timeZone) : now;
}

function sortKey({ item, channel }: NewMessage): string {
  return `${item.shopId} ${item.key} ${channel}`;
}

/** Whether several facts of the kind that wait go out as one on this channel. */
export function isMerged(kind: MessageKind, channel: Channel): boolean {
  return channel !== 'webhook' && kindFacts[kind].together === 'merged';
}
