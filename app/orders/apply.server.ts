/**
 * Applies what events say of orders, many at once: folds the facts, lets the engine evaluate, posts the awards and what
 * goes back, and writes the explanation. Must run inside the caller's transaction. The end state does not depend on the
 * order, the number or the delay of the events.
 */
import { together, type Sql } from '../db.server.ts';
import { saveBudgets } from '../budgets/budgets.server.ts';
import { enroll } from '../enrollment/enroll.server.ts';
import { markFigures } from '../figures/mark.server.ts';
import { forgiveDebts } from '../ledger/forgive.server.ts';
import { settleReversals, startClocks } from '../ledger/pending.server.ts';
import { post } from '../ledger/post.server.ts';
import type { NewTransfer } from '../ledger/transfer.ts';
import { dateInZone } from '../lib/calendar.ts';
import {
  addressRef,
  customerKey,
  findMembers,
  findMembersById,
  holdCustomers,
  type CustomerRef,
  type Member,
} from '../members/membership.server.ts';
import { findForgotten } from '../members/forgotten-customers.server.ts';
import { announceEarned } from '../messages/earned.server.ts';
import { maturesAt } from '../program/pending.ts';
import { enqueue, type OutboxRef } from '../outbox/outbox-store.server.ts';
import { digestEvidence } from '../referrals/evidence-digest.server.ts';
import { settleReferrals } from '../referrals/settle.server.ts';
import { livePrograms, type ProgramsByShop } from '../publishing/live-programs.server.ts';
import { claimUsedCodes, type UsedCode } from '../rewards/used-codes.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { digestEmail } from './email-digest.server.ts';
import { withRefund, withSnapshot, type OrderSnapshot, type RefundFact } from './facts.ts';
import { afterMembersChanged } from './after.server.ts';
import { foldOrder, sumsOf } from './fold.ts';
import { saveGoalSteps } from './goal-steps.server.ts';
import { byPayment, prepareJudgement } from './judge.server.ts';
import {
  findGuestOrders,
  lockOrders,
  orderKey,
  saveOrders,
  type OrderRef,
  type OrderRow,
} from './order-store.server.ts';

/** Who joins by an older order, which came to light just now, is not welcomed out of the blue. */
const NEW_FOR_MS = 2 * 24 * 60 * 60 * 1000;

export type OrderUpdate = { shopId: number; orderId: string } & (
  | { kind: 'snapshot'; snapshot: OrderSnapshot }
  | { kind: 'refund'; refund: RefundFact }
  /** Nothing new is known of the order itself: its buyer has joined. */
  | { kind: 'reconsider' }
);

/**
 * @param shops the facts of every shop that an update names.
 * @param asOf programs to count by instead of the live ones, for orders that come to light late.
 * @throws Error when the database refuses; the caller rolls back and may try the updates one by one.
 */
export async function applyOrderUpdates(
  sql: Sql,
  told: readonly OrderUpdate[],
  shops: ReadonlyMap<number, ShopFacts>,
  now: Date,
  asOf?: ProgramsByShop,
): Promise<void> {
  if (told.length === 0) return;
  const [programs, , updates] = await together([
    asOf ?? livePrograms(sql, [...shops.keys()]),
    // Before the orders, as everywhere: who joins holds the customer, and then locks the orders that were a guest's.
    holdCustomers(
      sql,
      told.flatMap(({ shopId, ...update }) => (update.kind === 'snapshot' ? buyerOf(shopId, update.snapshot) : [])),
    ),
    withoutForgotten(sql, told),
  ]);
  const orders = await lockOrders(sql, updates);
  const tasks: OutboxRef[] = [];
  const guestDaysBefore = guestDays(orders, shops);
  const fulfilledBefore = new Map([...orders].map(([key, order]) => [key, order.facts.fulfilledAt]));
  for (const update of updates) {
    const order = orders.get(orderKey(update));
    if (!order) continue;
    learn(order, update, tasks, programs.get(order.shopId)?.program.referral?.enabled ?? false);
  }
  const { members, joined } = await resolveMembers(sql, orders, updates, shops, programs, now);
  await attachUsedCodes(sql, [...orders.values()], now);

  const judgement = await prepareJudgement(sql, [...orders.values()], members, programs, shops, now);
  const folded: NewTransfer[] = [];
  for (const order of [...orders.values()].sort(byPayment)) {
    const timeZone = shops.get(order.shopId)?.timeZone ?? 'UTC';
    folded.push(
      ...foldOrder(order, {
        member: (order.memberId && members.get(`${order.shopId} ${order.memberId}`)) || null,
        memberFacts: judgement.memberFacts(order),
        products: judgement.products(order),
        budgets: judgement.budgets(order.shopId),
        live: programs.get(order.shopId) ?? null,
        now,
        bookedOn: dateInZone(now, timeZone),
        timeZone,
      }),
    );
  }
  const transfers = await settleReversals(sql, folded);
  await post(sql, transfers);
  await startClocks(
    sql,
    [...orders].flatMap(([key, { shopId, orderId, facts }]) => {
      const { fulfilledAt } = facts;
      if (fulfilledAt === null || fulfilledAt === fulfilledBefore.get(key)) return [];
      const timeZone = shops.get(shopId)?.timeZone ?? 'UTC';
      return [{ shopId, orderId, maturesAt: (days: number) => maturesAt(new Date(fulfilledAt), days, timeZone) }];
    }),
  );
  await forgiveDebts(sql, transfers, (shopId) => programs.get(shopId)?.program.refunds.whenSpent === 'forgiven');
  for (const transfer of transfers)
    tasks.push({ shopId: transfer.shopId, topic: 'sync_member', subject: transfer.memberId });
  // Also where no point was moved: what the member has bought is another sum.
  for (const { shopId, memberId } of orders.values())
    if (memberId !== null) tasks.push({ shopId, topic: 'sync_member', subject: memberId });
  for (const { shopId, orderId, explanation } of orders.values()) {
    if (explanation.reasons.some(({ code }) => code === 'product_unknown'))
      tasks.push({ shopId, topic: 'learn_products', subject: orderId });
  }
  await together([
    saveOrders(
      sql,
      [...orders.values()].map((order) => ({
        ...order,
        ...sumsOf(order.facts),
        paidOn: order.facts.paidAt
          ? dateInZone(new Date(order.facts.paidAt), shops.get(order.shopId)?.timeZone ?? 'UTC')
          : null,
      })),
    ),
    markFigures(sql, [...guestDaysBefore, ...guestDays(orders, shops)]),
    saveBudgets(sql, judgement.usedBudgets),
    saveGoalSteps(sql, [...orders.values()], shops),
    enqueue(sql, tasks),
  ]);
  await announceEarned(sql, transfers, programs, now);
  const mayBeReferred = [...orders.values()].filter(
    ({ shopId, facts }) => programs.get(shopId)?.had?.referrals !== false || facts.referralCode,
  );
  await settleReferrals(sql, mayBeReferred, shops, programs, now);
  await afterMembersChanged(sql, { members: [...members.values()], shops, programs, now });
  // Who joins by an order may have bought as a guest before.
  for (const member of joined) {
    const refs = await findGuestOrders(sql, member.shopId, member.customerId ?? '', null);
    await adoptOrders(sql, member, refs, shops, now);
  }
}

/** An order from before its buyer asked to be forgotten counts without them, however late it is told. */
async function withoutForgotten(sql: Sql, updates: readonly OrderUpdate[]): Promise<OrderUpdate[]> {
  const named = updates.flatMap((update) => {
    if (update.kind !== 'snapshot') return [];
    const { customerId, email, paidAt, at } = update.snapshot;
    return [{ shopId: update.shopId, customerId, email, at: paidAt ?? at, update }];
  });
  const forgotten = new Set([...(await findForgotten(sql, named))].map(({ update }) => update));
  return updates.map((update) => {
    if (update.kind !== 'snapshot' || !forgotten.has(update)) return update;
    const { buyer: _, ...snapshot } = update.snapshot;
    return { ...update, snapshot: { ...snapshot, customerId: null, customerHasAccount: false, email: null } };
  });
}

/** Who is to be held while an order is applied: its customer, or the address of a guest of whom nothing else is known. */
export function buyerOf(shopId: number, { customerId, email }: OrderSnapshot): CustomerRef[] {
  if (customerId) return [{ shopId, customerId }];
  return email ? [addressRef(shopId, digestEmail(email))] : [];
}

/** The days of payment of orders that have no member: revenue that is nobody's part. */
function guestDays(
  orders: ReadonlyMap<string, OrderRow>,
  shops: ReadonlyMap<number, ShopFacts>,
): { shopId: number; days: string[] }[] {
  const days = new Map<number, Set<string>>();
  for (const { shopId, memberId, facts } of orders.values()) {
    if (memberId !== null || facts.paidAt === null) continue;
    const ofShop = days.get(shopId) ?? new Set();
    days.set(shopId, ofShop.add(dateInZone(new Date(facts.paidAt), shops.get(shopId)?.timeZone ?? 'UTC')));
  }
  return [...days].map(([shopId, ofShop]) => ({ shopId, days: [...ofShop] }));
}

function learn(order: OrderRow, update: OrderUpdate, tasks: OutboxRef[], hasReferrals: boolean): void {
  if (update.kind === 'snapshot') {
    const { snapshot } = update;
    // The newest word says what the order comes to; an older one that comes late does not.
    if (order.facts.lines === null || snapshot.at >= order.facts.linesAt) order.totalMinor = snapshot.totalMinor;
    order.facts = withSnapshot(order.facts, snapshot);
    order.name = snapshot.name || order.name;
    order.customerId = snapshot.customerId ?? order.customerId;
    if (hasReferrals && snapshot.buyer)
      order.facts.person = digestEvidence({ email: snapshot.email, ...snapshot.buyer });
    order.emailDigest = snapshot.email ? digestEmail(snapshot.email) : order.emailDigest;
  } else if (update.kind === 'refund') {
    const wasEdited = (order.facts.lines ?? []).some((line) => line.removedQuantity > 0);
    order.facts = withRefund(order.facts, update.refund);
    // Items that an edit removed and items that a refund names can only be told apart by Shopify's present count.
    if (wasEdited) tasks.push({ shopId: order.shopId, topic: 'refresh_order', subject: order.orderId });
  }
}

/** Finds the member of each order, follows merges, and enrolls buyers who have an account. */
async function resolveMembers(
  sql: Sql,
  orders: ReadonlyMap<string, OrderRow>,
  updates: readonly OrderUpdate[],
  shops: ReadonlyMap<number, ShopFacts>,
  programs: ProgramsByShop,
  now: Date,
): Promise<{ members: Map<string, Member>; joined: Member[] }> {
  const unowned = [...orders.values()].flatMap((order) =>
    order.memberId === null && order.customerId !== null ? [{ ...order, customerId: order.customerId }] : [],
  );
  const known = await findMembers(sql, unowned);
  const mayJoin = updates.flatMap((update) =>
    update.kind === 'snapshot' &&
    // The order's member may have asked to be forgotten since: the same order again makes nobody a member.
    !orders.get(orderKey(update))?.memberId &&
    update.snapshot.customerId &&
    update.snapshot.customerHasAccount &&
    update.snapshot.paidAt
      ? [{ shopId: update.shopId, customerId: update.snapshot.customerId }]
      : [],
  );
  const joining = mayJoin.filter((customer) => !known.has(customerKey(customer)) && programs.has(customer.shopId));
  let joined: Member[] = [];
  if (joining.length > 0) {
    const isNew = (member: Member) =>
      updates.some(
        (update) =>
          update.kind === 'snapshot' &&
          update.shopId === member.shopId &&
          update.snapshot.customerId === member.customerId &&
          now.getTime() - Date.parse(update.snapshot.paidAt ?? '') < NEW_FOR_MS,
      );
    joined = await enroll(sql, joining, 'order', shops, programs, now, isNew);
    for (const [key, member] of await findMembers(sql, joining)) known.set(key, member);
  }
  for (const order of orders.values()) {
    if (order.memberId === null && order.customerId !== null)
      order.memberId = known.get(customerKey({ ...order, customerId: order.customerId }))?.id ?? null;
  }
  const members = new Map([...known.values()].map((member) => [`${member.shopId} ${member.id}`, member]));
  const others = [...orders.values()].flatMap(({ shopId, memberId }) =>
    memberId && !members.has(`${shopId} ${memberId}`) ? [{ shopId, memberId }] : [],
  );
  for (const [key, member] of await findMembersById(sql, others)) members.set(key, member);
  return { members, joined };
}

/** Links the redemptions whose codes an order carries, so that a refund finds what it has to give back. */
async function attachUsedCodes(sql: Sql, orders: readonly OrderRow[], now: Date): Promise<void> {
  const carried: (UsedCode & { order: OrderRow })[] = orders.flatMap((order) =>
    order.facts.discountCodes.map((code) => ({
      shopId: order.shopId,
      orderId: order.orderId,
      orderName: order.name,
      code,
      order,
    })),
  );
  if (carried.length === 0) return;
  const claimed = await claimUsedCodes(sql, carried, now);
  for (const { order, code } of carried) {
    const redemption = claimed.get(`${order.shopId} ${order.orderId} ${code.toUpperCase()}`);
    if (!redemption || order.facts.redemptions.some((known) => known.redemptionId === redemption.redemptionId))
      continue;
    order.facts.redemptions = [
      ...order.facts.redemptions,
      {
        redemptionId: redemption.redemptionId,
        rewardTitle: redemption.rewardTitle,
        points: redemption.costPoints,
        returned: 0,
      },
    ];
  }
}

/** Reconsiders orders whose buyer has just joined. */
export async function adoptOrders(
  sql: Sql,
  member: Member,
  refs: readonly OrderRef[],
  shops: ReadonlyMap<number, ShopFacts>,
  now: Date,
): Promise<void> {
  if (refs.length === 0) return;
  await sql.query(
    `WITH adopted AS (
       UPDATE orders SET member_id = $2 WHERE shop_id = $1 AND order_id = ANY($3::text[]) AND member_id IS NULL RETURNING paid_on)
     INSERT INTO figure_changes (shop_id, member_ids, days) SELECT $1, ARRAY[$2::uuid], array_agg(DISTINCT paid_on) FROM adopted
     WHERE paid_on IS NOT NULL HAVING count(*) > 0`,
    [member.shopId, member.id, refs.map((ref) => ref.orderId)],
  );
  await applyOrderUpdates(
    sql,
    refs.map((ref) => ({ ...ref, kind: 'reconsider' as const })),
    shops,
    now,
  );
}
