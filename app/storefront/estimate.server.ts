/**
 * What a cart would earn now, by the engine that awards: with the member's level, tags and limits, the products' types and
 * collections, and what is left of budgets. Books nothing and holds nothing.
 */
import { z } from 'zod';
import { readBudgets } from '../budgets/budgets.server.ts';
import { findProductFacts, learnProducts, productKey } from '../catalog/product-facts.server.ts';
import { pool } from '../db.server.ts';
import { localMoment } from '../lib/calendar.ts';
import type { Member } from '../members/membership.server.ts';
import { factsKey, loadMemberFacts } from '../members/state.server.ts';
import { compileProgram } from '../program/compile.ts';
import { evaluate } from '../program/evaluate.ts';
import type { ProductFacts } from '../program/events.ts';
import type { MemberFacts } from '../program/member-state.ts';
import { liveProgram, type LiveProgram } from '../publishing/live-programs.server.ts';
import { ShopifyUnavailable } from '../shopify/admin-client.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import type { StorefrontAnswer, StorefrontRequest } from './endpoints.server.ts';
import { storefrontError } from './errors.ts';
import { readJson } from './read-json.ts';

const id = z.coerce.string().regex(/^\d{1,20}$/);
const estimateBody = z.object({
  lines: z
    .array(
      z.object({
        amountMinor: z.int().min(0),
        quantity: z.int().min(0).default(1),
        giftCard: z.boolean().default(false),
        productId: id.nullish(),
        variantId: id.nullish(),
        subscription: z.boolean().default(false),
      }),
    )
    .max(500),
});
/** Products that are not known yet are asked for at Shopify, so many at most: a shopper waits. */
const MOST_TO_LEARN = 50;

/** @param member null for a visitor, who is told what a new member would earn. */
export async function answerEstimate(request: StorefrontRequest, member: Member | null): Promise<StorefrontAnswer> {
  const { shop, now } = request;
  const input = readJson(estimateBody, request.body);
  if (!input) return { status: 422, body: storefrontError('invalid_request', request.locale) };
  const live = await liveProgram(shop.id);
  if (!live) return { status: 200, body: { points: 0 } };
  const { needs } = compileProgram(live.program);
  const lines = input.lines.map((line, index) => ({
    ...line,
    lineId: String(index),
    productId: line.productId ?? null,
    variantId: line.variantId ?? null,
    tip: false,
  }));
  const [facts, products, budgets] = await Promise.all([
    factsOf(shop, member, live, now),
    needs.catalog ? productsOf(shop, [...new Set(lines.flatMap(({ productId }) => productId ?? []))]) : undefined,
    readBudgets(pool(), shop.id, needs.budgetIds),
  ]);
  const evaluation = evaluate(
    {
      kind: 'order',
      orderId: 'estimate',
      currencyCode: shop.currencyCode,
      channel: 'web',
      at: localMoment(now, shop.timeZone),
      lines,
      ...(products ? { products } : {}),
    },
    facts,
    live.program,
    budgets,
  );
  return { status: 200, body: { points: evaluation.awards.reduce((sum, award) => sum + award.points, 0) } };
}

async function factsOf(shop: ShopFacts, member: Member | null, live: LiveProgram, now: Date): Promise<MemberFacts> {
  if (!member) return { status: 'active' };
  const facts = await loadMemberFacts(pool(), [member], new Map([[shop.id, live]]), new Map([[shop.id, shop]]), {
    now,
    lock: false,
  });
  return facts.get(factsKey(member)) ?? { status: member.status };
}

async function productsOf(shop: ShopFacts, productIds: readonly string[]): Promise<Map<string, ProductFacts>> {
  const refs = productIds.map((productId) => ({ shopId: shop.id, productId }));
  let known = await findProductFacts(pool(), refs);
  const unknown = refs.filter((ref) => !known.has(productKey(ref))).map(({ productId }) => productId);
  if (unknown.length > 0) {
    // While Shopify cannot be asked, the estimate leaves out what depends on these products; the order itself waits for them.
    await learnProducts(shop.id, shop.domain, unknown.slice(0, MOST_TO_LEARN)).catch((error: unknown) => {
      if (!(error instanceof ShopifyUnavailable)) throw error;
    });
    known = await findProductFacts(pool(), refs);
  }
  return new Map(
    refs.flatMap((ref) => {
      const facts = known.get(productKey(ref));
      return facts ? [[ref.productId, facts] as const] : [];
    }),
  );
}
