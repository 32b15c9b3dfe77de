/**
 * What a cart would earn now, by the engine that awards: with the member's level, tags and limits, the products' types and
 * collections, and what is left of budgets. Books nothing and holds nothing.
 */
import { z } from 'zod';
import { readBudgets } from '../budgets/budgets.server.ts';
import { findProductFacts, learnProducts, productKey } from '../catalog/product-facts.server.ts';
import { pool } from '../db.server.ts';
import { localMoment } from '../lib/calendar.ts';
import { centsToMinor } from '../lib/money.ts';
import { shareInProportion } from '../lib/shares.ts';
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
        amountMinor: z.int().min(0).optional(),
        /** Hundredths, as the Ajax cart tells prices of every currency; instead of `amountMinor`. */
        amountCents: z.int().min(0).optional(),
        quantity: z.int().min(0).default(1),
        giftCard: z.boolean().default(false),
        productId: id.nullish(),
        variantId: id.nullish(),
        subscription: z.boolean().default(false),
      }),
    )
    .refine((lines) => lines.every(({ amountMinor, amountCents }) => (amountMinor ?? amountCents) !== undefined))
    .max(500),
  /** What is paid for all lines, in hundredths: less than their sum where a discount on the whole cart applies. */
  paidCents: z.int().min(0).optional(),
});
type EstimateBody = z.infer<typeof estimateBody>;
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
  const amounts = amountsOf(input, shop.currencyCode);
  const lines = input.lines.map((line, index) => ({
    ...line,
    amountMinor: amounts[index] ?? 0,
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

/** What is paid for each line, in minor units. A discount on the whole cart reaches no gift card, as at Shopify. */
function amountsOf({ lines, paidCents }: EstimateBody, currencyCode: string): number[] {
  const amounts = lines.map(
    ({ amountMinor, amountCents }) => amountMinor ?? centsToMinor(amountCents ?? 0, currencyCode),
  );
  if (paidCents === undefined) return amounts;
  const sum = amounts.reduce((left, amount) => left + amount, 0);
  const weights = amounts.map((amount, index) => (lines[index]?.giftCard ? 0 : amount));
  const most = weights.reduce((left, amount) => left + amount, 0);
  const discount = Math.min(most, Math.max(0, sum - centsToMinor(paidCents, currencyCode)));
  const shares = shareInProportion(discount, weights);
  return amounts.map((amount, index) => amount - (shares[index] ?? 0));
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
