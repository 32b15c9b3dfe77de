/**
 * What failed in a shop, what waits, and how fast the queues are: read for a person, from the tables of the rooms that own
 * them. It changes nothing (see act.server.ts) and has no words.
 */
import { pool } from '../db.server.ts';
import { listImports } from '../imports/report.server.ts';
import { listDeadLetters } from '../intake/dead-letters.server.ts';
import { isUuid } from '../members/members-list.server.ts';
import { parseExactJson } from '../lib/exact-json.ts';
import { notRefusals } from '../rewards/refused.ts';
import type {
  Conflict,
  ConflictSide,
  FailedEvent,
  Health,
  Operations,
  RefusedCode,
  StuckTask,
} from './operations-view.ts';

const EVENTS_PER_PAGE = 25;
const LIST_LIMIT = 50;
const COUNT_LIMIT = 1_000;

export async function readOperations(shopId: number, now: Date, olderThan: string | null): Promise<Operations> {
  const [events, tasks, codes, conflicts, messages, imports, health] = await Promise.all([
    readEvents(shopId, olderThan),
    readTasks(shopId),
    readCodes(shopId, now),
    readConflicts(shopId),
    pool().query<{ count: number }>(
      `SELECT count(*)::int AS count FROM messages WHERE shop_id = $1 AND state = 'dead' AND announced_at >= $2::timestamptz - interval '30 days'`,
      [shopId, now],
    ),
    listImports(shopId, 5),
    readHealth(shopId, now),
  ]);
  return {
    events,
    tasks,
    codes,
    conflicts,
    deadMessages: messages.rows[0]?.count ?? 0,
    imports: imports.filter((one) => one.refused > 0).map(({ id, fileName, refused }) => ({ id, fileName, refused })),
    health,
  };
}

async function readEvents(shopId: number, olderThan: string | null): Promise<Operations['events']> {
  const [page, total] = await Promise.all([
    listDeadLetters(shopId, EVENTS_PER_PAGE + 1, olderThan),
    pool().query<{ total: number }>(
      `SELECT count(*)::int AS total FROM inbox_events WHERE shop_id = $1 AND state = 'dead'`,
      [shopId],
    ),
  ]);
  const rows = page.slice(0, EVENTS_PER_PAGE);
  return {
    items: rows.map(({ body, receivedAt, ...row }): FailedEvent => ({
      ...row,
      name: nameIn(body),
      receivedAt: receivedAt.toISOString(),
    })),
    total: total.rows[0]?.total ?? 0,
    olderThan: page.length > EVENTS_PER_PAGE ? (rows.at(-1)?.id ?? null) : null,
  };
}

/** `#1001` of an order, else the number of the thing; '' for a body that cannot be read. */
function nameIn(body: Buffer): string {
  try {
    const payload = parseExactJson(body.toString('utf8'));
    if (typeof payload !== 'object' || payload === null) return '';
    const { name, order_id: orderId, id } = payload as Record<string, unknown>;
    const found = [name, orderId, id].find(
      (value) => value !== undefined && value !== null && typeof value !== 'object',
    );
    return String(found ?? '').slice(0, 60);
  } catch {
    return '';
  }
}

async function readTasks(shopId: number): Promise<StuckTask[]> {
  const { rows } = await pool().query<{
    topic: string;
    subject: string;
    reason: string;
    since: Date;
    isGivenUp: boolean;
    ofRedemption: string | null;
  }>(
    // Three tries are a minute: what fails longer is worth a look.
    `SELECT o.topic, o.subject, o.last_error AS reason, o.created_at AS since, o.dead_at IS NOT NULL AS "isGivenUp",
       r.member_id AS "ofRedemption"
     FROM outbox_tasks o
     LEFT JOIN redemptions r ON r.shop_id = o.shop_id AND o.topic IN ('create_code', 'withdraw_code') AND r.id::text = o.subject
     WHERE o.shop_id = $1 AND o.last_error IS NOT NULL AND (o.dead_at IS NOT NULL OR o.attempts >= 3)
     ORDER BY o.dead_at IS NULL, o.created_at LIMIT $2`,
    [shopId, LIST_LIMIT],
  );
  return rows.map(({ since, ofRedemption, ...row }) => ({
    ...row,
    memberId: ofRedemption ?? memberOf(row.topic, row.subject),
    since: since.toISOString(),
  }));
}

/** The member that a task names, where it names one. */
function memberOf(topic: string, subject: string): string | null {
  const found = topic === 'send_message' || topic === 'tag_customer' ? subject.split(' ').find(isUuid) : subject;
  return ['sync_member', 'sync_tier', 'collect_credit', 'send_message', 'tag_customer'].includes(topic) &&
    found &&
    isUuid(found)
    ? found
    : null;
}

async function readCodes(shopId: number, now: Date): Promise<RefusedCode[]> {
  const { rows } = await pool().query<{
    id: string;
    memberId: string;
    customerId: string;
    reward: { title?: Record<string, string> };
    costPoints: number;
    reason: string;
    createdAt: Date;
    returnedAt: Date | null;
  }>(
    `SELECT id, member_id AS "memberId", customer_id AS "customerId", reward, cost_points AS "costPoints", failure AS reason,
       created_at AS "createdAt", returned_at AS "returnedAt"
     FROM redemptions WHERE shop_id = $1 AND state = 'returned' AND failure IS NOT NULL AND failure <> ALL($2::text[])
       AND created_at > $3::timestamptz - interval '30 days'
     ORDER BY created_at DESC LIMIT $4`,
    [shopId, notRefusals, now, LIST_LIMIT],
  );
  return rows.map(({ reward, createdAt, returnedAt, ...row }) => ({
    ...row,
    title: reward.title ?? {},
    createdAt: createdAt.toISOString(),
    returnedAt: returnedAt?.toISOString() ?? null,
  }));
}

interface StoredTransfer {
  points?: number;
  kind?: string;
  sourceType?: string;
  sourceId?: string;
  memberId?: string;
  occurredAt?: string;
}

async function readConflicts(shopId: number): Promise<Conflict[]> {
  const { rows } = await pool().query<{
    key: string;
    hash: string;
    refused: StoredTransfer;
    seenAt: Date;
    kept: StoredTransfer | null;
  }>(
    `SELECT c.key, encode(c.input_hash, 'hex') AS hash, c.transfer AS refused, c.seen_at AS "seenAt",
       CASE WHEN t.key IS NULL THEN NULL ELSE jsonb_build_object('points', t.points, 'kind', t.kind, 'sourceType', t.source_type,
         'sourceId', t.source_id, 'memberId', t.member_id, 'occurredAt', t.occurred_at) END AS kept
     FROM ledger_conflicts c LEFT JOIN transfers t ON t.shop_id = c.shop_id AND t.key = c.key
     WHERE c.shop_id = $1 AND c.settled_at IS NULL ORDER BY c.seen_at DESC, c.key LIMIT $2`,
    [shopId, LIST_LIMIT],
  );
  return rows.map(({ key, hash, refused, kept, seenAt }) => ({
    ...{ key, hash, seenAt: seenAt.toISOString() },
    kept: kept && side(kept),
    refused: side(refused),
  }));
}

function side(transfer: StoredTransfer): ConflictSide {
  return {
    points: Number(transfer.points ?? 0),
    kind: transfer.kind ?? '',
    source: `${transfer.sourceType ?? ''} ${transfer.sourceId ?? ''}`.trim(),
    memberId: transfer.memberId ?? '',
    occurredAt: transfer.occurredAt ? new Date(transfer.occurredAt).toISOString() : '',
  };
}

async function readHealth(shopId: number, now: Date): Promise<Health> {
  const { rows } = await pool().query<{
    lastEventAt: Date | null;
    eventsWaiting: number;
    eventsSince: Date | null;
    tasksWaiting: number;
    tasksSince: Date | null;
  }>(
    `SELECT (SELECT received_at FROM inbox_events WHERE shop_id = $1 ORDER BY id DESC LIMIT 1) AS "lastEventAt",
       e.waiting AS "eventsWaiting", e.since AS "eventsSince", t.waiting AS "tasksWaiting", t.since AS "tasksSince"
     FROM (SELECT count(*)::int AS waiting, min(received_at) AS since FROM (
             SELECT received_at FROM inbox_events WHERE shop_id = $1 AND state = 'received' LIMIT $2) AS w) AS e,
          (SELECT count(*)::int AS waiting, min(created_at) AS since FROM (
             SELECT created_at FROM outbox_tasks WHERE shop_id = $1 AND dead_at IS NULL LIMIT $2) AS w) AS t`,
    [shopId, COUNT_LIMIT],
  );
  const row = rows[0];
  const iso = (at: Date | null | undefined) => at?.toISOString() ?? null;
  return {
    lastEventAt: iso(row?.lastEventAt),
    eventsWaiting: row?.eventsWaiting ?? 0,
    eventsSince: iso(row?.eventsSince),
    tasksWaiting: row?.tasksWaiting ?? 0,
    tasksSince: iso(row?.tasksSince),
    readAt: now.toISOString(),
  };
}
