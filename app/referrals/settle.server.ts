/**
 * Brings referrals into agreement with what is known of the friend's order: held while it can be returned, then rewarded or
 * refused, and taken back with it. Worked out from the present facts each time and compared with what was booked, so that
 * neither the order nor the number of events matters.
 */
import type { Sql } from '../db.server.ts';
import { forgiveDebts } from '../ledger/forgive.server.ts';
import { settleReversals } from '../ledger/pending.server.ts';
import { post } from '../ledger/post.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import { dateInZone } from '../lib/calendar.ts';
import { multiplyFloor } from '../lib/shares.ts';
import { findMembersById, type Member } from '../members/membership.server.ts';
import { announce } from '../messages/announce.server.ts';
import { afterMembersChanged } from '../orders/after.server.ts';
import type { OrderRow } from '../orders/order-store.server.ts';
import { byPayment } from '../orders/judge.server.ts';
import { goodsOf, isGivenBack } from '../orders/reversal.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { lotTerms } from '../program/expiry.ts';
import { maturesAt } from '../program/pending.ts';
import type { LiveProgram, ProgramsByShop } from '../publishing/live-programs.server.ts';
import { getVersion } from '../publishing/program-store.server.ts';
import { grantReward, revokeGrant } from '../rewards/grant.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { decideReferral, type Refusal, type RefusalReason } from './decide.ts';
import { noEvidence } from './evidence.ts';
import { gatherReferralFacts, type OrderOfFriend } from './gather.server.ts';
import {
  addReferral,
  findReferralOfFriend,
  lockReferral,
  ordersWithReferral,
  ownerOfCode,
  removeReferral,
  saveReferral,
  type ReferralRow,
} from './referral-store.server.ts';

/** Must run inside the transaction that wrote the orders. Orders that nobody recommended are passed over. */
export async function settleReferrals(
  sql: Sql,
  orders: readonly OrderRow[],
  shops: ReadonlyMap<number, ShopFacts>,
  programs: ProgramsByShop,
  now: Date,
): Promise<void> {
  const paid = orders.filter(({ facts }) => facts.paidAt !== null).sort(byPayment);
  const isOffered = ({ shopId, facts }: OrderRow) =>
    Boolean(programs.get(shopId)?.program.referral) || facts.referralCode !== null;
  // What was promised while recommending was on is kept after it was switched off.
  const known = await ordersWithReferral(
    sql,
    paid.filter((order) => !isOffered(order)),
  );
  for (const order of paid) {
    const shop = shops.get(order.shopId);
    if (!shop || !(isOffered(order) || known.has(`${order.shopId} ${order.orderId}`))) continue;
    const referral = await referralOf(sql, order, now);
    if (!referral) continue;
    const live = await promised(sql, referral, programs.get(order.shopId) ?? null);
    await settle(sql, { order, shop, live, referral, now });
  }
}

/** The program by which a referral is judged: that of the moment when the friend's order was first seen. */
async function promised(
  sql: Sql,
  { shopId, programVersion }: ReferralRow,
  live: LiveProgram | null,
): Promise<LiveProgram | null> {
  if (programVersion === null || programVersion === live?.version) return live;
  return { version: programVersion, program: await getVersion(shopId, programVersion, sql) };
}

/** The referral of an order: recorded with it, come by its buyer, or named by the code that the order carries. */
async function referralOf(sql: Sql, order: OrderRow, now: Date): Promise<ReferralRow | null> {
  const { shopId, orderId, memberId: friendId, facts } = order;
  const paidAt = facts.paidAt ? new Date(facts.paidAt) : now;
  const known = await lockReferral(sql, shopId, { orderId, friendId, paidAt });
  const before = friendId === null ? null : await findReferralOfFriend(sql, shopId, friendId);
  if (known) return before ? joinedWith(sql, known, before) : known;
  if (!facts.referralCode) return null;
  const advocateId = await ownerOfCode(sql, shopId, facts.referralCode);
  // Who came by a recommendation is rewarded for the first order alone; the code may still lie in the cart.
  if (!advocateId || before?.advocateId === advocateId) return null;
  await addReferral(sql, {
    shopId,
    advocateId,
    friendId: null,
    orderId,
    evidence: facts.person ?? noEvidence,
    claimedAt: paidAt,
  });
  return lockReferral(sql, shopId, { orderId, friendId, paidAt });
}

/** A guest who ordered with the code, and claims it after joining, came once: the two records become one. */
async function joinedWith(sql: Sql, referral: ReferralRow, claim: ReferralRow): Promise<ReferralRow> {
  const isSame =
    claim.id !== referral.id &&
    claim.orderId === null &&
    claim.byHand === null &&
    claim.advocateId === referral.advocateId;
  if (!isSame) return referral;
  await removeReferral(sql, claim);
  return {
    ...referral,
    friendId: claim.friendId,
    evidence: { ...claim.evidence, ...referral.evidence },
    claimedAt: claim.claimedAt < referral.claimedAt ? claim.claimedAt : referral.claimedAt,
  };
}

interface Case {
  order: OrderRow;
  shop: ShopFacts;
  live: LiveProgram | null;
  referral: ReferralRow;
  now: Date;
}

async function settle(sql: Sql, { order, shop, live, referral, now }: Case): Promise<void> {
  const { facts } = order;
  const paidAt = new Date(facts.paidAt ?? now);
  const { eligibleMinor, returnedMinor } = goodsOf(facts);
  const keptMinor = Math.max(0, eligibleMinor - returnedMinor);
  const ofFriend: OrderOfFriend = {
    orderId: order.orderId,
    paidAt,
    keptMinor,
    isGone: isGivenBack(facts),
    currencyCode: facts.currencyCode,
  };
  const evidence = { ...noEvidence, ...referral.evidence, ...definedOf(facts.person ?? noEvidence) };
  const gathered = await gatherReferralFacts(sql, {
    shopId: shop.id,
    timeZone: shop.timeZone,
    referralId: referral.id,
    advocateId: referral.advocateId,
    friend: {
      memberId: order.memberId,
      customerId: order.customerId,
      emailDigest: order.emailDigest,
      evidence,
    },
    order: ofFriend,
    live,
    at: referral.claimedAt,
  });
  const wasRewarded = referral.state === 'rewarded' || referral.state === 'reversed';
  const reasons = decideReferral(gathered);
  const against = standing(referral, wasRewarded, reasons);
  const terms = live?.program.referral ?? null;
  const dueAt = maturesAt(paidAt, terms?.holdDays ?? 0, shop.timeZone);
  const next: ReferralRow = {
    ...referral,
    orderId: order.orderId,
    // A friend who joins later is known as the member then; one who came by somebody else stays theirs.
    friendId: referral.friendId ?? (gathered.friendWasReferredByAnother ? null : order.memberId),
    evidence,
    orderedAt: paidAt,
    dueAt,
    reasons: against,
    programVersion: referral.programVersion ?? (terms?.enabled ? (live?.version ?? null) : null),
  };
  if (against.length > 0) {
    next.state = wasRewarded ? 'reversed' : 'refused';
    next.settledAt = referral.settledAt ?? now;
    if (wasRewarded) await book(sql, { order, shop, live, referral: next, now }, 0);
  } else if (now < dueAt && !wasRewarded) {
    next.state = 'held';
    next.settledAt = null;
  } else {
    if (!wasRewarded) {
      next.points = terms?.advocatePoints ?? 0;
    }
    next.state = 'rewarded';
    next.settledAt = referral.settledAt ?? now;
    // Of an order that was returned in part, the points go back in proportion.
    const share = eligibleMinor > 0 ? multiplyFloor(next.points, keptMinor, eligibleMinor) : next.points;
    await book(sql, { order, shop, live, referral: next, now }, share);
  }
  await saveReferral(sql, next);
}

/** Which of the reasons against it count, given what the merchant decided and what was rewarded already. */
function standing(referral: ReferralRow, wasRewarded: boolean, reasons: readonly Refusal[]): RefusalReason[] {
  const among = (...counting: Refusal[]) => reasons.filter((reason) => counting.includes(reason));
  if (referral.byHand !== null)
    return referral.reasons.includes('by_hand') ? ['by_hand'] : among('order_gone', 'own_link');
  // What was rewarded stands or falls with the order alone: a limit that was reached since takes nothing back.
  return wasRewarded ? among('order_gone', 'below_minimum', 'own_link') : [...reasons];
}

/** Books the difference between what the advocate has for this referral and what is due; counts the bookings in the row. */
async function book(sql: Sql, { shop, live, referral, now }: Case, duePoints: number): Promise<void> {
  const member = (await findMembersById(sql, [{ shopId: shop.id, memberId: referral.advocateId }])).get(
    `${shop.id} ${referral.advocateId}`,
  );
  if (!member) return;
  await bookPoints(sql, { shop, live, referral, now }, member, duePoints);
  const key = `referral:${referral.id}:advocate`;
  const rewardId = live?.program.referral?.advocateRewardId ?? null;
  if (referral.state === 'rewarded' && rewardId !== null && live) {
    const given = await grantReward(sql, { shop, member, rewardId, key, live, now });
    if (given.ok && given.isNew) await tell(sql, referral, now, { title: given.redemption.reward.title });
  } else if (referral.state === 'reversed') {
    await revokeGrant(sql, { shopId: shop.id, key, now });
  }
}

async function bookPoints(
  sql: Sql,
  { shop, live, referral, now }: Omit<Case, 'order'>,
  member: Member,
  duePoints: number,
): Promise<void> {
  const isFirst = referral.round === 0;
  const has = isFirst ? 0 : referral.points - referral.reversedPoints;
  const key = `referral:${referral.id}:points`;
  const common = {
    shopId: shop.id,
    memberId: member.id,
    sourceType: 'member' as const,
    sourceId: referral.id,
    ruleId: 'referral',
    programVersion: referral.programVersion,
    bookedOn: dateInZone(now, shop.timeZone),
  };
  const expiry = lotTerms(live?.program.expiry ?? { kind: 'never' }, now, now, shop.timeZone);
  const transfers: NewTransfer[] = [];
  if (isFirst && referral.points > 0 && duePoints > 0) {
    transfers.push({
      ...common,
      ...expiry,
      key,
      from: 'issued',
      to: 'available',
      points: referral.points,
      kind: 'award',
      occurredAt: referral.dueAt ?? now,
      detail: { code: 'award', award: { code: 'referral', role: 'advocate' } },
    });
    referral.round = 1;
    await tell(sql, referral, now, { points: referral.points });
  }
  const after = referral.round === 0 ? 0 : isFirst ? referral.points : has;
  const difference = referral.round === 0 ? 0 : duePoints - after;
  if (difference !== 0) {
    const isReversal = difference < 0;
    transfers.push({
      ...common,
      ...(isReversal ? {} : expiry),
      key: `${key}:${referral.round}`,
      from: isReversal ? 'available' : 'revoked',
      to: isReversal ? 'revoked' : 'available',
      points: Math.abs(difference),
      kind: isReversal ? 'award_reversal' : 'award_restoration',
      reversesKey: key,
      occurredAt: now,
      detail: { code: 'referral_corrected', points: referral.points, keptPoints: duePoints },
    });
    referral.reversedPoints = referral.points - duePoints;
    referral.round += 1;
  }
  if (transfers.length === 0) return;
  for (const transfer of transfers) {
    const settled = await settleReversals(sql, [transfer]);
    await post(sql, settled);
    await forgiveDebts(sql, settled, () => live?.program.refunds.whenSpent === 'forgiven');
  }
  await enqueue(sql, [{ shopId: shop.id, topic: 'sync_member', subject: member.id }]);
  // The advocate did nothing just now: what the points lead to, a level say, is not looked at otherwise.
  const programs: ProgramsByShop = new Map(live ? [[shop.id, live]] : []);
  await afterMembersChanged(sql, { members: [member], shops: new Map([[shop.id, shop]]), programs, now });
}

async function tell(
  sql: Sql,
  referral: ReferralRow,
  now: Date,
  data: { points?: number; title?: Record<'en' | 'da' | 'sv' | 'hu' | 'de', string> },
): Promise<void> {
  const { shopId, advocateId: memberId, id } = referral;
  await announce(
    sql,
    [{ shopId, memberId, kind: 'referral_rewarded', key: `referral:${id}:${Object.keys(data)[0] ?? ''}`, data }],
    now,
  );
}

function definedOf<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null)) as Partial<Value>;
}
