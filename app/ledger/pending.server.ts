/**
 * The pending account, part by part: each award that waits has a row with what is left of it. Owns the table of pending
 * awards. A refund takes from the pending part first; once the award is available (its row is gone), from the lots.
 */
import type { Sql } from '../db.server.ts';
import { invariant } from '../lib/invariant.ts';
import { lockBalances, type MemberRef } from './balances.server.ts';
import { awardOfLot } from './lots.ts';
import type { ExpiryRule } from '../program/expiry.ts';
import type { NewTransfer } from './transfer.ts';

/** Opens, takes from and gives back to the pending parts, as the posted transfers say. Called by `post` alone. */
export async function movePending(sql: Sql, posted: readonly NewTransfer[]): Promise<void> {
  const opened = posted.filter((transfer) => transfer.opensPending);
  const moved = new Map<string, { shopId: number; key: string; points: number; memberId: string | null }>();
  for (const transfer of posted) {
    const isIn = transfer.to === 'pending';
    if (!isIn && transfer.from !== 'pending') continue;
    if (isIn && transfer.opensPending) continue;
    invariant(transfer.pendingKey, 'a movement of the pending account names the award whose part it moves');
    const mapKey = `${transfer.shopId} ${transfer.pendingKey}`;
    const { shopId, pendingKey: key } = transfer;
    const move = moved.get(mapKey) ?? { shopId, key, points: 0, memberId: null };
    move.points += isIn ? transfer.points : -transfer.points;
    // A merge takes the part out and brings it in elsewhere: it belongs to whom it came to last.
    if (isIn) move.memberId = transfer.memberId;
    moved.set(mapKey, move);
  }
  if (opened.length > 0) {
    await sql.query({
      name: 'ledger-open-pending',
      text: `INSERT INTO pending_awards (shop_id, key, member_id, source_id, points, remaining, waits_from, wait_days, matures_at, expiry)
             SELECT shop_id, key, member_id, source_id, points, points, waits_from, wait_days, matures_at, expiry
             FROM unnest($1::int[], $2::text[], $3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::smallint[], $8::timestamptz[], $9::jsonb[])
               AS p(shop_id, key, member_id, source_id, points, waits_from, wait_days, matures_at, expiry)`,
      values: [
        opened.map((t) => t.shopId),
        opened.map((t) => t.key),
        opened.map((t) => t.memberId),
        opened.map((t) => t.sourceId),
        opened.map((t) => t.points),
        opened.map((t) => t.opensPending?.waitsFrom),
        opened.map((t) => t.opensPending?.waitDays),
        opened.map((t) => t.opensPending?.maturesAt?.toISOString() ?? null),
        opened.map((t) => JSON.stringify(t.opensPending?.expiry)),
      ],
    });
  }
  const moves = [...moved.values()];
  if (moves.length === 0) return;
  const { rowCount } = await sql.query({
    name: 'ledger-move-pending',
    text: `UPDATE pending_awards p SET remaining = p.remaining + m.points, member_id = coalesce(m.member_id, p.member_id)
           FROM unnest($1::int[], $2::text[], $3::bigint[], $4::uuid[]) AS m(shop_id, key, points, member_id)
           WHERE p.shop_id = m.shop_id AND p.key = m.key`,
    values: [
      moves.map((m) => m.shopId),
      moves.map((m) => m.key),
      moves.map((m) => m.points),
      moves.map((m) => m.memberId),
    ],
  });
  invariant(rowCount === moves.length, 'every pending part that is moved is there');
}

export interface PendingPart extends MemberRef {
  key: string;
  points: number;
  remaining: number;
  maturesAt: Date | null;
  expiry: ExpiryRule;
}

const columns = `p.shop_id AS "shopId", p.key, p.member_id AS "memberId", p.points, p.remaining, p.matures_at AS "maturesAt", p.expiry`;

/** The pending parts of a member, those that matured last at the end. The caller has locked the balance. */
export async function pendingOfMember(sql: Sql, member: MemberRef): Promise<PendingPart[]> {
  const { rows } = await sql.query<PendingPart>({
    name: 'ledger-pending-of-member',
    text: `SELECT ${columns} FROM pending_awards p WHERE p.shop_id = $1 AND p.member_id = $2 AND p.remaining > 0
           ORDER BY p.matures_at NULLS LAST, p.key`,
    values: [member.shopId, member.memberId],
  });
  return rows;
}

/** The orders were fulfilled: what waits for that starts its clock, or starts it earlier. Saying it twice changes nothing. */
export async function startClocks(
  sql: Sql,
  orders: readonly { shopId: number; orderId: string; maturesAt: (waitDays: number) => Date }[],
): Promise<void> {
  if (orders.length === 0) return;
  const { rows } = await sql.query<{ index: number; shop_id: number; key: string; wait_days: number }>({
    name: 'ledger-pending-of-orders',
    text: `SELECT o.index::int AS index, p.shop_id, p.key, p.wait_days
           FROM unnest($1::int[], $2::text[]) WITH ORDINALITY AS o(shop_id, order_id, index)
           JOIN pending_awards p ON p.shop_id = o.shop_id AND p.source_id = o.order_id AND p.waits_from = 'fulfillment'
           ORDER BY p.shop_id, p.key FOR UPDATE OF p`,
    values: [orders.map((o) => o.shopId), orders.map((o) => o.orderId)],
  });
  if (rows.length === 0) return;
  await sql.query({
    name: 'ledger-start-clocks',
    text: `UPDATE pending_awards p SET matures_at = c.matures_at
           FROM unnest($1::int[], $2::text[], $3::timestamptz[]) AS c(shop_id, key, matures_at)
           WHERE p.shop_id = c.shop_id AND p.key = c.key`,
    values: [
      rows.map((row) => row.shop_id),
      rows.map((row) => row.key),
      rows.map((row) => orders[row.index - 1]?.maturesAt(row.wait_days).toISOString()),
    ],
  });
}

/** A member who went away in a merge leaves no part behind, not even an empty one: a late correction may fill it again. */
export async function moveEmptyParts(sql: Sql, from: MemberRef, intoId: string): Promise<void> {
  await sql.query('UPDATE pending_awards SET member_id = $3 WHERE shop_id = $1 AND member_id = $2 AND remaining = 0', [
    from.shopId,
    from.memberId,
    intoId,
  ]);
}

/**
 * Says from where points of an award go back, and where they return to: what is still pending stays in the pending account,
 * the rest concerns what is available. Points of the award that have expired are not taken a second time: they come back
 * first. Locks the balances of all the transfers' members, so that nothing matures or expires in between.
 */
export async function settleReversals(sql: Sql, transfers: readonly NewTransfer[]): Promise<NewTransfer[]> {
  const correcting = transfers.filter((t) => t.kind === 'award_reversal' || t.kind === 'award_restoration');
  if (correcting.length === 0) return [...transfers];
  await lockBalances(sql, transfers);
  const parts = await loadParts(sql, correcting);
  for (const t of transfers) {
    if (t.opensPending)
      parts.set(partKey(t.shopId, t.key), { memberId: t.memberId, points: t.points, remaining: t.points });
  }
  const lots = await loadExpired(sql, correcting);
  return transfers.flatMap((transfer): NewTransfer[] => {
    const { reversesKey } = transfer;
    if (!reversesKey) return [transfer];
    const part = parts.get(partKey(transfer.shopId, reversesKey));
    const own = part?.memberId === transfer.memberId ? part : undefined;
    if (transfer.kind === 'award_reversal') {
      const fromPending = Math.min(own?.remaining ?? 0, transfer.points);
      if (own) own.remaining -= fromPending;
      const left = transfer.points - fromPending;
      return [
        ...(fromPending > 0 ? [pendingPartOf(transfer, fromPending, 'from')] : []),
        ...(left > 0 ? [...bringBackExpired(transfer, left, lots), { ...transfer, points: left }] : []),
      ];
    }
    if (transfer.kind === 'award_restoration') {
      const toPending = Math.min(own ? own.points - own.remaining : 0, transfer.points);
      if (own) own.remaining += toPending;
      const left = transfer.points - toPending;
      return [
        ...(toPending > 0 ? [pendingPartOf(transfer, toPending, 'to')] : []),
        ...(left > 0 ? [{ ...transfer, points: left }] : []),
      ];
    }
    return [transfer];
  });
}

function partKey(shopId: number, key: string): string {
  return `${shopId} ${key}`;
}

function pendingPartOf(transfer: NewTransfer, points: number, side: 'from' | 'to'): NewTransfer {
  return {
    ...transfer,
    key: `${transfer.key}:pending`,
    [side]: 'pending',
    points,
    pendingKey: transfer.reversesKey,
  };
}

async function loadParts(sql: Sql, transfers: readonly NewTransfer[]) {
  const { rows } = await sql.query<PendingPart>({
    name: 'ledger-pending-of-awards',
    text: `SELECT ${columns} FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::text[]) AS r(shop_id, key)) r
           JOIN pending_awards p ON p.shop_id = r.shop_id AND p.key = r.key`,
    values: [transfers.map((t) => t.shopId), transfers.map((t) => t.reversesKey)],
  });
  return new Map(
    rows.map(({ shopId, key, memberId, points, remaining }) => [partKey(shopId, key), { memberId, points, remaining }]),
  );
}

interface ExpiredAward {
  /** What its lots still hold, which a refund takes first. */
  remaining: number;
  /** What expired of it and has not come back, by expiry. */
  expiries: { key: string; points: number }[];
}

/** What has expired of the awards that are taken back: of the member's own lots, and of lots that expired before a merge. */
async function loadExpired(sql: Sql, transfers: readonly NewTransfer[]): Promise<Map<string, ExpiredAward>> {
  const reversals = transfers.filter((t) => t.kind === 'award_reversal');
  const expired = new Map<string, ExpiredAward>();
  if (reversals.length === 0) return expired;
  const keys = reversals.map((t) => t.reversesKey ?? '');
  const shopIds = reversals.map((t) => t.shopId);
  const memberIds = reversals.map((t) => t.memberId);
  const { rows } = await sql.query<{ shop_id: number; key: string; lot_key: string; points: number }>({
    name: 'ledger-expired-of-awards',
    text: `WITH found AS (
             SELECT t.shop_id, t.key, t.detail, t.points
             FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::uuid[]) AS m(shop_id, member_id)) m
             JOIN transfers t ON t.shop_id = m.shop_id AND t.member_id = m.member_id AND t.kind = 'expiry'
             UNION
             SELECT t.shop_id, t.key, t.detail, t.points
             FROM unnest($1::int[], $3::text[]) AS a(shop_id, key)
             CROSS JOIN unnest(ARRAY['', 'mature:']) AS opened(by) CROSS JOIN generate_series(1, 4) AS n
             JOIN transfers t ON t.shop_id = a.shop_id AND t.key = 'expire:' || opened.by || a.key || ':' || n)
           SELECT f.shop_id, f.key, f.detail ->> 'lotKey' AS lot_key,
             (f.points - coalesce((SELECT sum(r.points) FROM transfers r WHERE r.shop_id = f.shop_id
                AND r.member_id = ANY($2::uuid[]) AND r.kind = 'expiry_return' AND r.reverses_key = f.key), 0))::bigint AS points
           FROM found f`,
    values: [shopIds, memberIds, keys],
  });
  const wanted = new Set(reversals.map((t) => partKey(t.shopId, t.reversesKey ?? '')));
  const of = (key: string) => {
    const award = expired.get(key) ?? { remaining: 0, expiries: [] };
    expired.set(key, award);
    return award;
  };
  for (const row of rows) {
    const key = partKey(row.shop_id, awardOfLot(row.lot_key));
    if (wanted.has(key) && row.points > 0) of(key).expiries.push({ key: row.key, points: row.points });
  }
  if (expired.size === 0) return expired;
  const { rows: lots } = await sql.query<{ shop_id: number; key: string; remaining: number }>({
    name: 'ledger-lots-of-members',
    text: `SELECT l.shop_id, l.key, l.remaining FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::uuid[]) AS m(shop_id, member_id)) m
           JOIN lots l ON l.shop_id = m.shop_id AND l.member_id = m.member_id WHERE l.remaining > 0`,
    values: [shopIds, memberIds],
  });
  for (const lot of lots) {
    const key = partKey(lot.shop_id, awardOfLot(lot.key));
    if (expired.has(key)) of(key).remaining += lot.remaining;
  }
  return expired;
}

function bringBackExpired(reversal: NewTransfer, points: number, expired: Map<string, ExpiredAward>): NewTransfer[] {
  const award = expired.get(partKey(reversal.shopId, reversal.reversesKey ?? ''));
  if (!award) return [];
  const held = Math.min(award.remaining, points);
  award.remaining -= held;
  let missing = points - held;
  return award.expiries.flatMap((expiry, index): NewTransfer[] => {
    const back = Math.min(expiry.points, missing);
    if (back === 0) return [];
    expiry.points -= back;
    missing -= back;
    const { detail } = reversal;
    return [
      {
        ...reversal,
        key: `${reversal.key}:expired:${index}`,
        from: 'expired',
        to: 'available',
        points: back,
        kind: 'expiry_return',
        reversesKey: expiry.key,
        // Where the old lot is gone (a merge), the new one has run out already, so that the reversal takes it before all else.
        expiresAt: reversal.occurredAt,
        detail: {
          code: 'expiry_returned',
          orderName: 'orderName' in detail ? (detail.orderName ?? '') : '',
          ...('lineTitle' in detail && detail.lineTitle ? { lineTitle: detail.lineTitle } : {}),
        },
      },
    ];
  });
}

/** Removes the parts that have become available, or of which nothing was left when their time came. */
export async function dropMatured(sql: Sql, parts: readonly { shopId: number; key: string }[]): Promise<void> {
  await sql.query({
    name: 'ledger-drop-matured',
    text: `DELETE FROM pending_awards p USING unnest($1::int[], $2::text[]) AS m(shop_id, key)
           WHERE p.shop_id = m.shop_id AND p.key = m.key AND p.remaining = 0`,
    values: [parts.map((part) => part.shopId), parts.map((part) => part.key)],
  });
}
