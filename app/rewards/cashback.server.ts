/**
 * Cashback: what is available is paid out by itself as store credit, as soon as it comes to the least that the merchant pays.
 * One payout a member at a time, so that a credit whose answer was lost is never taken for another's. What goes back after
 * it was paid out is owed, and taken from the account by collect-credit.
 */
import { pool, inTransaction, type Sql } from '../db.server.ts';
import { memberKey } from '../ledger/balances.server.ts';
import { lockForSpending, spend } from '../ledger/spend.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import { findMembersById, type Member } from '../members/membership.server.ts';
import { enqueue, type OutboxRef } from '../outbox/outbox-store.server.ts';
import type { Program } from '../program/document.ts';
import { isAutomatic } from '../program/rewards/availability.ts';
import { payout } from '../program/rewards/price.ts';
import type { Reward } from '../program/rewards/reward.ts';
import { livePrograms, type LiveProgram, type ProgramsByShop } from '../publishing/live-programs.server.ts';
import { shopFactsByIds, type ShopFacts } from '../shops/shop-store.server.ts';
import { readCreditRates } from './credit-rates.server.ts';
import { debitOf, firstTasks, newRedemption } from './new-redemption.server.ts';
import { insertRedemptions, type Redemption } from './redemption-store.server.ts';

type Payout = Extract<Reward, { kind: 'store_credit' }>;

/** The reward by which a program pays its cashback out. */
export function payoutOf(program: Program): Payout | null {
  const reward = program.rewards.find((candidate) => candidate.enabled && isAutomatic(candidate));
  return reward?.kind === 'store_credit' ? reward : null;
}

export interface MembersChange {
  members: readonly Member[];
  shops: ReadonlyMap<number, ShopFacts>;
  programs: ProgramsByShop;
  now: Date;
}

interface Candidate {
  member: Member;
  shop: ShopFacts;
  live: LiveProgram;
  reward: Payout;
}

/** Pays out what can be, and asks for what is owed. Must run inside a transaction; doing it twice is doing it once. */
export async function payOutCashback(sql: Sql, { members, shops, programs, now }: MembersChange): Promise<void> {
  const candidates = members.flatMap((member): Candidate[] => {
    const [live, shop] = [programs.get(member.shopId), shops.get(member.shopId)];
    const reward = live && payoutOf(live.program);
    return live && shop && reward && member.customerId !== null ? [{ member, shop, live, reward }] : [];
  });
  if (candidates.length === 0) return;
  const { rows } = await sql.query<{ index: number; available: number; isPaying: boolean }>({
    name: 'cashback-candidates',
    text: `SELECT c.index::int AS index, b.available, EXISTS (
             SELECT 1 FROM redemptions r WHERE r.shop_id = c.shop_id AND r.member_id = c.member_id AND r.kind = 'store_credit'
               AND r.state = 'debited') AS "isPaying"
           FROM unnest($1::int[], $2::int[], $3::uuid[]) AS c(index, shop_id, member_id)
           JOIN balances b ON b.shop_id = c.shop_id AND b.member_id = c.member_id`,
    values: [
      candidates.map((_, index) => index),
      candidates.map(({ member }) => member.shopId),
      candidates.map(({ member }) => member.id),
    ],
  });
  const tasks: OutboxRef[] = [];
  const paying: Candidate[] = [];
  for (const { index, available, isPaying } of rows) {
    const candidate = candidates[index];
    if (!candidate) continue;
    const { member, reward } = candidate;
    if (available < 0) tasks.push({ shopId: member.shopId, topic: 'collect_credit', subject: member.id });
    else if (!isPaying && member.status === 'active' && available >= reward.costPoints) paying.push(candidate);
  }
  await pay(sql, paying, now);
  await enqueue(sql, tasks);
}

async function pay(sql: Sql, candidates: readonly Candidate[], now: Date): Promise<void> {
  if (candidates.length === 0) return;
  const refOf = ({ member }: Candidate) => ({ shopId: member.shopId, memberId: member.id });
  const locked = await lockForSpending(sql, candidates.map(refOf));
  // Looked at again under the lock: two transactions can have seen the same balance.
  const { rows } = await sql.query<{ shopId: number; memberId: string }>({
    name: 'cashback-being-paid',
    text: `SELECT r.shop_id AS "shopId", r.member_id AS "memberId" FROM unnest($1::int[], $2::uuid[]) AS c(shop_id, member_id)
           JOIN redemptions r ON r.shop_id = c.shop_id AND r.member_id = c.member_id AND r.kind = 'store_credit' AND r.state = 'debited'`,
    values: [candidates.map(({ member }) => member.shopId), candidates.map(({ member }) => member.id)],
  });
  const beingPaid = new Set(rows.map(memberKey));
  const rates = await readCreditRates(sql, candidates, now);
  const made: (Redemption & { requestId: string })[] = [];
  const debits: NewTransfer[] = [];
  for (const candidate of candidates) {
    const { member, shop, live, reward } = candidate;
    const key = memberKey(refOf(candidate));
    const price = beingPaid.has(key) ? null : payout(reward, locked.get(key)?.available ?? 0);
    if (!price?.amountMinor) continue;
    const terms = { shop, member, reward, price, programVersion: live.version, creditRate: rates.get(key), now };
    const redemption = newRedemption(terms);
    made.push({ ...redemption, requestId: `cashback:${redemption.id}` });
    debits.push(
      debitOf(redemption, shop.timeZone, { amountMinor: price.amountMinor, currencyCode: shop.currencyCode }),
    );
  }
  await insertRedemptions(sql, made);
  await spend(sql, debits, locked);
  await enqueue(sql, firstTasks(made));
}

/** The same for members of whom only the ids are at hand. */
export async function payOutTo(
  sql: Sql,
  refs: readonly { shopId: number; memberId: string }[],
  shops: ReadonlyMap<number, ShopFacts>,
  now: Date,
): Promise<void> {
  if (refs.length === 0) return;
  const programs = await livePrograms(sql, [...new Set(refs.map(({ shopId }) => shopId))]);
  const concerned = refs.filter(({ shopId }) => {
    const live = programs.get(shopId);
    return live && payoutOf(live.program);
  });
  if (concerned.length === 0) return;
  const members = [...(await findMembersById(sql, concerned)).values()];
  await payOutCashback(sql, { members, shops, programs, now });
}

/**
 * Pays out what no event had paid out: after the program was published, after a correction by hand, after an import.
 * @returns whether there may be more. Safe to run twice at the same time.
 */
export async function payOutDue(now: Date, limit: number): Promise<boolean> {
  const { rows: paying } = await pool().query<{ shopId: number }>({
    name: 'cashback-shops',
    text: `SELECT s.id AS "shopId" FROM shops s CROSS JOIN LATERAL (
             SELECT document FROM program_versions WHERE shop_id = s.id ORDER BY version DESC LIMIT 1) p
           WHERE s.installed_at IS NOT NULL AND s.uninstalled_at IS NULL
             AND p.document @> '{"rewards": [{"kind": "store_credit", "automatic": true, "enabled": true}]}'`,
  });
  const programs = await livePrograms(
    pool(),
    paying.map(({ shopId }) => shopId),
  );
  const shops = await shopFactsByIds(paying.map(({ shopId }) => shopId));
  let isMore = false;
  for (const { shopId } of paying) {
    const live = programs.get(shopId);
    const reward = live && payoutOf(live.program);
    if (!reward) continue;
    const { rows } = await pool().query<{ memberId: string }>({
      name: 'cashback-due',
      text: `SELECT b.member_id AS "memberId" FROM balances b JOIN members m ON m.shop_id = b.shop_id AND m.id = b.member_id
             WHERE b.shop_id = $1 AND b.available >= $2 AND m.status = 'active' AND m.customer_id IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM redemptions r WHERE r.shop_id = b.shop_id AND r.member_id = b.member_id AND r.kind = 'store_credit'
                 AND r.state = 'debited')
             ORDER BY b.member_id LIMIT $3`,
      values: [shopId, reward.costPoints, limit],
    });
    if (rows.length === limit) isMore = true;
    await inTransaction((sql) =>
      payOutTo(
        sql,
        rows.map(({ memberId }) => ({ shopId, memberId })),
        shops,
        now,
      ),
    );
  }
  return isMore;
}
