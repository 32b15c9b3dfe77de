/** What movements of points are worth telling: earned, ready to use, and enough for another reward. */
import type { Sql } from '../db.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import type { ProgramsByShop } from '../publishing/live-programs.server.ts';
import { announce, shopsThatTell, type Announcement } from './announce.server.ts';

/** Movements that bring points, and what they are called when they are told. */
const told = { award: 'points_earned', maturity: 'points_matured' } as const;

/**
 * Must run in the transaction that posted these transfers, after it did; only those that were not booked before. Announcing
 * them again changes nothing.
 */
export async function announceEarned(
  sql: Sql,
  transfers: readonly NewTransfer[],
  programs: ProgramsByShop,
  now: Date,
): Promise<void> {
  const news = [...earned(transfers), ...(await withinReach(sql, transfers, programs))];
  await announce(sql, news, now);
}

/** One announcement for all awards of one order. */
function earned(transfers: readonly NewTransfer[]): Announcement[] {
  const bySource = new Map<string, Announcement & { kind: 'points_earned' | 'points_matured' }>();
  for (const transfer of transfers) {
    // The welcome points are told with the welcome.
    if ((transfer.kind !== 'award' && transfer.kind !== 'maturity') || transfer.sourceType === 'member') continue;
    const { shopId, memberId, kind, sourceType, sourceId, points } = transfer;
    const source = `${shopId} ${memberId} ${kind} ${sourceType} ${sourceId}`;
    const before = bySource.get(source);
    if (before) before.data = { ...before.data, points: before.data.points + points };
    else
      bySource.set(source, {
        shopId,
        memberId,
        kind: told[kind],
        key: `${told[kind]}:${transfer.key}`,
        data: { points },
      });
  }
  return [...bySource.values()];
}

/** Rewards that these movements made affordable. The key names the movement: the same reward can come into reach again. */
async function withinReach(
  sql: Sql,
  transfers: readonly NewTransfer[],
  programs: ProgramsByShop,
): Promise<Announcement[]> {
  const moved = new Map<string, { shopId: number; memberId: string; points: number; key: string }>();
  for (const { shopId, memberId, from, to, points, key } of transfers) {
    const change = (to === 'available' ? points : 0) - (from === 'available' ? points : 0);
    const entry = moved.get(`${shopId} ${memberId}`) ?? { shopId, memberId, points: 0, key };
    entry.points += change;
    moved.set(`${shopId} ${memberId}`, entry);
  }
  const more = [...moved.values()].filter(({ shopId, points }) => points > 0 && programs.has(shopId));
  const telling = await shopsThatTell(
    sql,
    more.map(({ shopId }) => shopId),
    'reward_reachable',
  );
  const gained = more.filter(({ shopId }) => telling.has(shopId));
  if (gained.length === 0) return [];
  const { rows } = await sql.query<{ shopId: number; memberId: string; available: number }>({
    name: 'messages-balances',
    text: `SELECT b.shop_id AS "shopId", b.member_id AS "memberId", b.available FROM unnest($1::int[], $2::uuid[]) AS m(shop_id, member_id)
           JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id`,
    values: [gained.map((entry) => entry.shopId), gained.map((entry) => entry.memberId)],
  });
  const after = new Map(rows.map((row) => [`${row.shopId} ${row.memberId}`, row.available]));
  return gained.flatMap(({ shopId, memberId, points, key }) => {
    const available = after.get(`${shopId} ${memberId}`) ?? 0;
    const rewards = programs.get(shopId)?.program.rewards ?? [];
    return rewards
      .filter(
        ({ enabled, costPoints }) => enabled && costPoints > Math.max(0, available - points) && costPoints <= available,
      )
      .map(({ id, title, costPoints }): Announcement => ({
        shopId,
        memberId,
        kind: 'reward_reachable',
        key: `reachable:${id}:${key}`,
        data: { rewardId: id, title, costPoints },
      }));
  });
}
