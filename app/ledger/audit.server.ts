/**
 * Proves the ledger's invariants on any database by recomputing everything from the journal. Reads only. Each check is one
 * statement that returns the rows that break it.
 */
import { onOneSnapshot, type Sql } from '../db.server.ts';

export interface Breach {
  invariant: string;
  /** The breaking row, as text that a person can search for. */
  row: string;
}

export interface AuditResult {
  transfers: number;
  members: number;
  breaches: Breach[];
}

/** At most this many rows are named for each invariant. */
const ROWS_NAMED = 20;

const checks: { invariant: string; text: string }[] = [
  {
    invariant: '1 every balance equals the sum of its transfers',
    text: `WITH sums AS (
             SELECT shop_id, member_id,
               sum(CASE WHEN to_account = 'pending' THEN points WHEN from_account = 'pending' THEN -points ELSE 0 END)::bigint AS pending,
               sum(CASE WHEN to_account = 'available' THEN points ELSE 0 END)::bigint
                 - sum(CASE WHEN from_account = 'available' THEN points ELSE 0 END)::bigint AS available
             FROM transfers GROUP BY shop_id, member_id)
           SELECT coalesce(s.shop_id, b.shop_id) AS shop_id, coalesce(s.member_id, b.member_id) AS member_id,
             s.pending AS journal_pending, b.pending, s.available AS journal_available, b.available
           FROM sums s FULL JOIN balances b ON b.shop_id = s.shop_id AND b.member_id = s.member_id
           WHERE coalesce(s.pending, 0) <> coalesce(b.pending, 0) OR coalesce(s.available, 0) <> coalesce(b.available, 0)`,
  },
  {
    invariant: '1 all accounts of a shop sum to zero',
    text: `WITH entries AS (
             SELECT shop_id, to_account AS account, points FROM transfers
             UNION ALL SELECT shop_id, from_account, -points FROM transfers)
           SELECT shop_id, sum(points) AS sum FROM entries GROUP BY shop_id HAVING sum(points) <> 0`,
  },
  {
    // The hash was taken of what the fact said when it was booked (transfer.ts); a row that was changed since disagrees.
    invariant: '2 every transfer still says what was booked',
    text: `SELECT shop_id, key FROM transfers WHERE input_hash <> sha256(convert_to(
             concat_ws('|', member_id, from_account, to_account, points, coalesce(reverses_key, '')), 'UTF8'))`,
  },
  {
    invariant:
      '3 available is below zero only where points are owed after a refund, a merge or a code used after its return',
    text: `SELECT b.shop_id, b.member_id, b.available FROM balances b
           WHERE b.available < 0 AND NOT EXISTS (
             SELECT 1 FROM transfers t WHERE t.shop_id = b.shop_id AND t.member_id = b.member_id AND t.from_account = 'available'
               AND (t.kind IN ('award_reversal', 'merge') OR t.detail ->> 'code' = 'used_after_return'))`,
  },
  {
    invariant: '4 the remains of the lots equal the balance',
    text: `WITH sums AS (SELECT shop_id, member_id, sum(remaining)::bigint AS remaining FROM lots GROUP BY shop_id, member_id)
           SELECT coalesce(s.shop_id, b.shop_id) AS shop_id, coalesce(s.member_id, b.member_id) AS member_id, s.remaining, b.available
           FROM sums s FULL JOIN balances b ON b.shop_id = s.shop_id AND b.member_id = s.member_id
           WHERE coalesce(s.remaining, 0) <> greatest(coalesce(b.available, 0), 0)`,
  },
  {
    invariant: '4 the remains of each lot equal what its movements left',
    text: `SELECT l.shop_id, l.key, l.points, l.remaining, coalesce(m.points, 0) AS moved FROM lots l
           LEFT JOIN (SELECT shop_id, lot_key, sum(points)::bigint AS points FROM lot_moves GROUP BY shop_id, lot_key) m
             ON m.shop_id = l.shop_id AND m.lot_key = l.key
           LEFT JOIN transfers t ON t.shop_id = l.shop_id AND t.key = l.key
           WHERE t.key IS NULL OR t.member_id <> l.member_id OR l.points > t.points OR l.remaining > l.points + coalesce(m.points, 0)`,
  },
  {
    invariant: '4 what holds longer is in lots of its member',
    text: `SELECT t.shop_id, t.key, e ->> 'lotKey' AS lot_key FROM transfers t
           CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN t.kind = 'extension' THEN t.detail -> 'lots' END) e
           LEFT JOIN lots l ON l.shop_id = t.shop_id AND l.key = e ->> 'lotKey' AND l.member_id = t.member_id
           WHERE t.kind = 'extension' AND l.key IS NULL`,
  },
  {
    invariant: '4 the remains of the pending awards equal the pending balance',
    text: `WITH sums AS (SELECT shop_id, member_id, sum(remaining)::bigint AS remaining FROM pending_awards GROUP BY shop_id, member_id)
           SELECT coalesce(s.shop_id, b.shop_id) AS shop_id, coalesce(s.member_id, b.member_id) AS member_id, s.remaining, b.pending
           FROM sums s FULL JOIN balances b ON b.shop_id = s.shop_id AND b.member_id = s.member_id
           WHERE coalesce(s.remaining, 0) <> coalesce(b.pending, 0)`,
  },
  {
    // What was reversed is compared by reverses_key: both the part taken from pending and the part taken from available name it.
    invariant: '4 every pending award is an award that has not become available',
    text: `SELECT p.shop_id, p.key, p.points, p.remaining, t.points AS awarded FROM pending_awards p
           LEFT JOIN transfers t ON t.shop_id = p.shop_id AND t.key = p.key AND t.kind = 'award' AND t.to_account = 'pending'
           LEFT JOIN transfers m ON m.shop_id = p.shop_id AND m.key = 'mature:' || p.key
           WHERE t.key IS NULL OR t.points <> p.points OR m.key IS NOT NULL`,
  },
  {
    invariant: '5 of an award that is pending, all that was not taken back is pending',
    text: `SELECT p.shop_id, p.key, p.points, p.remaining, r.reversed FROM pending_awards p
           LEFT JOIN (
             SELECT shop_id, reverses_key, sum(CASE WHEN kind = 'award_reversal' THEN points ELSE -points END)::bigint AS reversed
             FROM transfers WHERE kind IN ('award_reversal', 'award_restoration') GROUP BY shop_id, reverses_key) r
             ON r.shop_id = p.shop_id AND r.reverses_key = p.key
           WHERE p.remaining <> p.points - coalesce(r.reversed, 0)`,
  },
  {
    invariant: '4 no lot expired more than it held, net of what came back',
    text: `SELECT e.shop_id, e.key, e.points, sum(r.points)::bigint AS came_back FROM transfers e
           JOIN transfers r ON r.shop_id = e.shop_id AND r.reverses_key = e.key AND r.kind = 'expiry_return'
           WHERE e.kind = 'expiry' GROUP BY e.shop_id, e.key, e.points HAVING sum(r.points) > e.points`,
  },
  {
    invariant: '5 every reversal names an award of the same order',
    text: `SELECT r.shop_id, r.key, r.reverses_key FROM transfers r
           LEFT JOIN transfers a ON a.shop_id = r.shop_id AND a.key = r.reverses_key AND a.kind = 'award' AND a.source_id = r.source_id
           WHERE r.kind IN ('award_reversal', 'award_restoration') AND a.key IS NULL`,
  },
  {
    invariant: '5 never more is reversed than was awarded',
    text: `SELECT a.shop_id, a.key, a.points AS awarded, r.reversed FROM transfers a
           JOIN (SELECT shop_id, reverses_key AS award_key,
                   sum(CASE WHEN kind = 'award_reversal' THEN points ELSE -points END)::bigint AS reversed
                 FROM transfers WHERE kind IN ('award_reversal', 'award_restoration') GROUP BY 1, 2) r
             ON r.shop_id = a.shop_id AND r.award_key = a.key
           WHERE r.reversed > a.points OR r.reversed < 0`,
  },
  {
    invariant: '6 a redemption ends with exactly one live code, or with its points back',
    text: `SELECT r.shop_id, r.id, r.state, count(d.key) AS debits, coalesce(sum(d.points), 0)::bigint AS debited, r.cost_points,
             coalesce((SELECT sum(points) FROM transfers t WHERE t.shop_id = r.shop_id AND t.source_type = 'redemption'
               AND t.source_id = r.id::text AND t.kind = 'redemption_return'), 0)::bigint AS returned
           FROM redemptions r LEFT JOIN transfers d ON d.shop_id = r.shop_id AND d.key = 'redemption:' || r.id::text
           GROUP BY r.shop_id, r.id, r.state, r.cost_points
           HAVING count(d.key) <> (r.cost_points > 0)::int OR coalesce(sum(d.points), 0) <> r.cost_points
             OR (r.state = 'returned' AND coalesce((SELECT sum(points) FROM transfers t WHERE t.shop_id = r.shop_id AND t.source_type = 'redemption'
               AND t.source_id = r.id::text AND t.kind = 'redemption_return'), 0) <> r.cost_points)
             OR (r.state IN ('debited', 'ready') AND EXISTS (SELECT 1 FROM transfers t WHERE t.shop_id = r.shop_id
               AND t.source_type = 'redemption' AND t.source_id = r.id::text AND t.kind = 'redemption_return'))`,
  },
  {
    invariant: '6 a redemption never gives back more than it took',
    text: `SELECT shop_id, source_id, sum(CASE WHEN kind = 'redemption' THEN points ELSE -points END)::bigint AS kept
           FROM transfers WHERE kind IN ('redemption', 'redemption_return') GROUP BY shop_id, source_id
           HAVING sum(CASE WHEN kind = 'redemption' THEN points ELSE -points END) < 0`,
  },
  {
    invariant: '6 every movement of a redemption belongs to one',
    text: `SELECT t.shop_id, t.key FROM transfers t
           LEFT JOIN redemptions r ON r.shop_id = t.shop_id AND r.id::text = t.source_id
           WHERE t.source_type = 'redemption' AND r.id IS NULL`,
  },
  {
    invariant: '7 rollups equal a recomputation',
    text: `WITH sums AS (
             SELECT shop_id, booked_on, kind || CASE WHEN from_account NOT IN ('pending', 'available') THEN ':in'
                 WHEN to_account IN ('pending', 'available') THEN ':within' ELSE ':out' END AS kind,
               sum(points)::bigint AS points, count(*)::bigint AS transfers
             FROM transfers GROUP BY 1, 2, 3),
           kept AS (
             SELECT shop_id, booked_on, kind, sum(points)::bigint AS points, sum(transfers)::bigint AS transfers
             FROM daily_rollups GROUP BY 1, 2, 3)
           SELECT coalesce(s.shop_id, k.shop_id) AS shop_id, coalesce(s.booked_on, k.booked_on) AS booked_on,
             coalesce(s.kind, k.kind) AS kind, s.points AS journal, k.points AS rollup
           FROM sums s FULL JOIN kept k ON k.shop_id = s.shop_id AND k.booked_on = s.booked_on AND k.kind = s.kind
           WHERE s.points IS DISTINCT FROM k.points OR s.transfers IS DISTINCT FROM k.transfers`,
  },
  {
    invariant: 'orders agree with the journal',
    text: `WITH sums AS (
             SELECT shop_id, source_id,
               sum(CASE WHEN kind = 'award' THEN points ELSE 0 END)::bigint AS awarded,
               sum(CASE WHEN kind = 'award_reversal' THEN points WHEN kind = 'award_restoration' THEN -points ELSE 0 END)::bigint AS reversed
             FROM transfers WHERE source_type = 'order' GROUP BY shop_id, source_id)
           SELECT o.shop_id, o.order_id, o.points_awarded, s.awarded, o.points_reversed, s.reversed
           FROM orders o FULL JOIN sums s ON s.shop_id = o.shop_id AND s.source_id = o.order_id
           WHERE o.order_id IS NULL OR o.points_awarded <> coalesce(s.awarded, 0) OR o.points_reversed <> coalesce(s.reversed, 0)`,
  },
];

/** Runs every check on one consistent snapshot. */
export async function audit(sql: Sql): Promise<AuditResult> {
  return onOneSnapshot(sql, async () => {
    const breaches: Breach[] = [];
    for (const check of checks) {
      const { rows } = await sql.query(`${check.text} LIMIT ${ROWS_NAMED}`);
      for (const row of rows) breaches.push({ invariant: check.invariant, row: JSON.stringify(row) });
    }
    const { rows } = await sql.query<{ transfers: number; members: number }>(
      'SELECT (SELECT count(*) FROM transfers) AS transfers, (SELECT count(*) FROM balances) AS members',
    );
    return { transfers: rows[0]?.transfers ?? 0, members: rows[0]?.members ?? 0, breaches };
  });
}
