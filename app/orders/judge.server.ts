/**
 * Gathers what the engine has to know before the orders of a batch are folded: what members did before, what is left of
 * budgets, what is known of products. Programs that ask for none of it cost nothing here.
 */
import type { Sql } from '../db.server.ts';
import { lockBudgets } from '../budgets/budgets.server.ts';
import { findProductFacts, productKey } from '../catalog/product-facts.server.ts';
import { factsKey, loadMemberFacts } from '../members/state.server.ts';
import type { Member } from '../members/membership.server.ts';
import { compileProgram, type Needs } from '../program/compile.ts';
import type { ProductFacts } from '../program/events.ts';
import type { MemberFacts } from '../program/member-state.ts';
import type { Tallies } from '../program/tallies.ts';
import type { ProgramsByShop } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { noteKept } from './evaluate-lines.ts';
import { unevaluatedParts } from './facts.ts';
import type { OrderRow } from './order-store.server.ts';

export interface Judgement {
  memberFacts(order: OrderRow): (MemberFacts & { tallies: Tallies }) | null;
  /** Null while a product of the order is unknown that the rules ask about. */
  products(order: OrderRow): ReadonlyMap<string, ProductFacts> | null;
  budgets(shopId: number): Map<string, number>;
  usedBudgets: ReadonlyMap<number, Map<string, number>>;
}

const noProducts: ReadonlyMap<string, ProductFacts> = new Map();

export async function prepareJudgement(
  sql: Sql,
  orders: readonly OrderRow[],
  members: ReadonlyMap<string, Member>,
  programs: ProgramsByShop,
  shops: ReadonlyMap<number, ShopFacts>,
  now: Date,
): Promise<Judgement> {
  const needs = new Map([...programs].map(([shopId, live]) => [shopId, compileProgram(live.program).needs]));
  const fresh = orders.filter(isToBeEvaluated);
  const of = (pick: (needs: Needs) => boolean) =>
    fresh.filter((order) => {
      const asked = needs.get(order.shopId);
      return asked !== undefined && pick(asked);
    });

  const known = of(({ tallies, profile }) => tallies || profile);
  const judged = new Map(
    known.flatMap((order) => {
      const member = members.get(`${order.shopId} ${order.memberId ?? ''}`);
      return member ? [[factsKey(member), member] as const] : [];
    }),
  );
  const facts = await loadMemberFacts(sql, [...judged.values()], programs, shops, {
    now,
    lock: true,
    withoutOrders: orders,
  });
  // Orders of this batch that were judged before count as they stand now, not as they were last written.
  for (const order of orders) {
    const ofMember = order.memberId === null ? undefined : facts.get(`${order.shopId} ${order.memberId}`);
    if (ofMember && order.facts.evaluatedLineIds.length > 0)
      noteKept(order, ofMember.tallies, shops.get(order.shopId)?.timeZone ?? 'UTC');
  }

  const usedBudgets = await lockBudgets(
    sql,
    [...needs].flatMap(([shopId, { budgetIds }]) =>
      fresh.some((order) => order.shopId === shopId) ? budgetIds.map((ruleId) => ({ shopId, ruleId })) : [],
    ),
  );
  const products = await findProductFacts(sql, of(({ catalog }) => catalog).flatMap(productsOf));
  return {
    memberFacts: (order) => facts.get(`${order.shopId} ${order.memberId ?? ''}`) ?? null,
    products(order) {
      if (!needs.get(order.shopId)?.catalog) return noProducts;
      const found = new Map<string, ProductFacts>();
      for (const product of productsOf(order)) {
        const known = products.get(productKey(product));
        if (!known) return null;
        found.set(product.productId, known);
      }
      return found;
    },
    budgets: (shopId) => usedBudgets.get(shopId) ?? new Map<string, number>(),
    usedBudgets,
  };
}

/** Orders in the order in which they were paid, so that "the third order" is the same whichever event came first. */
export function byPayment(a: OrderRow, b: OrderRow): number {
  const [ofA, ofB] = [a.facts.paidAt ?? '', b.facts.paidAt ?? ''];
  return ofA === ofB ? (a.orderId < b.orderId ? -1 : 1) : ofA < ofB ? -1 : 1;
}

function isToBeEvaluated({ facts, memberId }: OrderRow): boolean {
  return facts.paidAt !== null && memberId !== null && unevaluatedParts(facts).length > 0;
}

function productsOf(order: OrderRow): { shopId: number; productId: string }[] {
  return (order.facts.lines ?? []).flatMap(({ productId }) =>
    productId === null ? [] : [{ shopId: order.shopId, productId }],
  );
}
