/**
 * What reaching a level gives: points and rewards, once a window, so that leaving and coming back gives nothing more. Where a
 * refund ends levels at once, what they gave goes back with them, and comes again when they are reached again.
 */
import type { Sql } from '../db.server.ts';
import { forgiveDebts } from '../ledger/forgive.server.ts';
import { settleReversals } from '../ledger/pending.server.ts';
import { post } from '../ledger/post.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import { addMonths, dateInZone } from '../lib/calendar.ts';
import { lotTerms } from '../program/expiry.ts';
import { windowStart } from '../program/tier-window.ts';
import type { Level, Tiers } from '../program/tiers.ts';
import type { LiveProgram, ProgramsByShop } from '../publishing/live-programs.server.ts';
import { grantReward, revokeGrant } from '../rewards/grant.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { ENTRY_RULE } from './earned.server.ts';
import type { TierMember } from './tier-store.server.ts';

/** Levels that a member has just entered, or lost because what they were reached by was refunded. */
export interface Passage {
  member: TierMember;
  entered: readonly Level[];
  left: readonly Level[];
}

interface Entry {
  tierId: string;
  occasion: string;
  enteredOn: string;
  times: number;
  given: boolean;
}

/** Must run inside a transaction that holds the members. */
export async function settleEntries(
  sql: Sql,
  passages: readonly Passage[],
  shops: ReadonlyMap<number, ShopFacts>,
  programs: ProgramsByShop,
  now: Date,
): Promise<void> {
  const transfers: NewTransfer[] = [];
  for (const { member, entered, left } of passages) {
    const shop = shops.get(member.shopId);
    const live = programs.get(member.shopId);
    const tiers = live?.program.tiers;
    if (!shop || !live || !tiers) continue;
    const giving = entered.filter((level) => level.perks.some(({ kind }) => kind.startsWith('entry_')));
    if (giving.length === 0 && left.length === 0) continue;
    const entries = await readEntries(sql, member);
    for (const level of giving) {
      const entry = enter(entries, tiers, level, member, shop, now);
      if (!entry) continue;
      await saveEntry(sql, member, entry);
      transfers.push(...(await give(sql, { member, level, entry, shop, live, now })));
    }
    for (const level of left) {
      const entry = entries.find((known) => known.tierId === level.id && known.given);
      if (!entry) continue;
      await saveEntry(sql, member, { ...entry, given: false });
      transfers.push(...(await takeBack(sql, { member, level, entry, shop, live, now })));
    }
  }
  const settled = await settleReversals(sql, transfers);
  await post(sql, settled);
  await forgiveDebts(sql, settled, (shopId) => programs.get(shopId)?.program.refunds.whenSpent === 'forgiven');
}

/** The entry to give something for; null when the window gave it already. Entries come newest first. */
function enter(
  entries: readonly Entry[],
  tiers: Tiers,
  level: Level,
  member: TierMember,
  shop: ShopFacts,
  now: Date,
): Entry | null {
  const today = dateInZone(now, shop.timeZone);
  const { window } = tiers;
  const fresh = (occasion: string): Entry => ({
    ...{ tierId: level.id, occasion, enteredOn: today, times: 1, given: true },
  });
  const again = (known: Entry): Entry | null =>
    known.given ? null : { ...known, enteredOn: today, times: known.times + 1, given: true };
  const ofLevel = entries.filter(({ tierId }) => tierId === level.id);
  if (window.kind === 'rolling') {
    const last = ofLevel[0];
    return last && last.enteredOn > addMonths(today, -window.months) ? again(last) : fresh(today);
  }
  const occasion = windowStart(window, today, dateInZone(member.joinedAt, shop.timeZone)) ?? 'ever';
  const known = ofLevel.find((entry) => entry.occasion === occasion);
  return known ? again(known) : fresh(occasion);
}

interface Giving {
  member: TierMember;
  level: Level;
  entry: Entry;
  shop: ShopFacts;
  live: LiveProgram;
  now: Date;
}

/** Names the fact that a level was entered; a second time after it was taken back is another fact. */
function entryKey({ member, level, entry }: Giving): string {
  return `tier:${member.id}:${level.id}:${entry.occasion}:${entry.times}`;
}

async function give(sql: Sql, giving: Giving): Promise<NewTransfer[]> {
  const { member, level, shop, live, now } = giving;
  for (const perk of level.perks)
    if (perk.kind === 'entry_reward')
      await grantReward(sql, {
        ...{ shop, member, rewardId: perk.rewardId, live, now },
        key: `${entryKey(giving)}:${perk.rewardId}`,
      });
  const points = pointsOf(level);
  if (points === 0 || member.status !== 'active') return [];
  return [
    {
      shopId: member.shopId,
      key: entryKey(giving),
      memberId: member.id,
      ...{ from: 'issued', to: 'available', points, kind: 'award', sourceType: 'member', sourceId: member.id },
      ...lotTerms(live.program.expiry, now, now, shop.timeZone),
      ruleId: `${ENTRY_RULE}${level.id}`,
      programVersion: live.version,
      detail: { code: 'award', award: { code: 'tier_entered', name: level.name } },
      occurredAt: now,
      bookedOn: dateInZone(now, shop.timeZone),
    },
  ];
}

/** Exactly what was recorded goes back, whatever the level gives today. A reward that was used stays given. */
async function takeBack(sql: Sql, giving: Giving): Promise<NewTransfer[]> {
  const { member, level, shop, now } = giving;
  const key = entryKey(giving);
  const { rows: grants } = await sql.query<{ key: string }>(
    `SELECT grant_key AS key FROM redemptions WHERE shop_id = $1 AND member_id = $2 AND starts_with(grant_key, $3)`,
    [member.shopId, member.id, `${key}:`],
  );
  for (const grant of grants) await revokeGrant(sql, { shopId: member.shopId, key: grant.key, now });
  const { rows } = await sql.query<{ memberId: string; points: number; programVersion: number | null }>(
    `SELECT member_id AS "memberId", points, program_version AS "programVersion" FROM transfers WHERE shop_id = $1 AND key = $2`,
    [member.shopId, key],
  );
  return rows.map(({ points, programVersion }): NewTransfer => ({
    shopId: member.shopId,
    key: `${key}:back`,
    memberId: member.id,
    ...{ from: 'available', to: 'revoked', points, kind: 'award_reversal', sourceType: 'member', sourceId: member.id },
    ruleId: `${ENTRY_RULE}${level.id}`,
    programVersion,
    reversesKey: key,
    detail: { code: 'tier_withdrawn', name: level.name },
    occurredAt: now,
    bookedOn: dateInZone(now, shop.timeZone),
  }));
}

function pointsOf(level: Level): number {
  return level.perks.reduce((sum, perk) => sum + (perk.kind === 'entry_points' ? perk.points : 0), 0);
}

async function readEntries(sql: Sql, member: TierMember): Promise<Entry[]> {
  const { rows } = await sql.query<Entry>({
    name: 'tiers-entries',
    text: `SELECT tier_id AS "tierId", occasion, to_char(entered_on, 'YYYY-MM-DD') AS "enteredOn", times, given
           FROM tier_entries WHERE shop_id = $1 AND member_id = $2 ORDER BY entered_on DESC, occasion DESC`,
    values: [member.shopId, member.id],
  });
  return rows;
}

async function saveEntry(sql: Sql, member: TierMember, entry: Entry): Promise<void> {
  await sql.query({
    name: 'tiers-save-entry',
    text: `INSERT INTO tier_entries (shop_id, member_id, tier_id, occasion, entered_on, times, given) VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (shop_id, member_id, tier_id, occasion)
           DO UPDATE SET entered_on = excluded.entered_on, times = excluded.times, given = excluded.given`,
    values: [member.shopId, member.id, entry.tierId, entry.occasion, entry.enteredOn, entry.times, entry.given],
  });
}
