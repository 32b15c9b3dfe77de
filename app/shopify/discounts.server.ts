/** Discount codes at Shopify: made once under a given code, changed, found again, taken out of use. */
import { parseDecimalToMinor } from '../lib/money.ts';
import { callAdmin, ShopifyRefusal, type UserError } from './admin-client.server.ts';
import { discountInput, doorOf, type CodeTerms, type DiscountDoor } from './discount-inputs.ts';
import type { DiscountReward } from '../program/rewards/reward.ts';
import { productPrices } from './documents.ts';
import {
  discountByCode,
  discountCodeBasicCreate,
  discountCodeBasicUpdate,
  discountCodeBxgyCreate,
  discountCodeBxgyUpdate,
  discountCodeDeactivate,
  discountCodeFreeShippingCreate,
  discountCodeFreeShippingUpdate,
} from './documents-rewards.ts';

export type { CodeTerms } from './discount-inputs.ts';

interface Payload {
  codeDiscountNode: { id: string } | null;
  userErrors: UserError[];
}

const documents: Record<DiscountDoor, { create: string; update: string }> = {
  basic: { create: discountCodeBasicCreate, update: discountCodeBasicUpdate },
  freeShipping: { create: discountCodeFreeShippingCreate, update: discountCodeFreeShippingUpdate },
  bxgy: { create: discountCodeBxgyCreate, update: discountCodeBxgyUpdate },
};

/**
 * Makes the code, bound to the customer and good for one order unless it is a lasting one. A code that is there already is our
 * own from an answer that was lost (it holds 80 random bits): it is adopted.
 * @returns the discount's gid. @throws ShopifyUnavailable, or ShopifyRefusal when Shopify will never make it.
 */
export async function createCode(shopDomain: string, terms: CodeTerms): Promise<string> {
  const payload = await send(shopDomain, documents[doorOf(terms.reward)].create, {
    discount: discountInput(terms, null, await dearestOf(shopDomain, terms)),
  });
  if (payload.codeDiscountNode && payload.userErrors.length === 0) return payload.codeDiscountNode.id;
  if (payload.userErrors.some((error) => error.code === 'TAKEN')) {
    const found = await findCode(shopDomain, terms.code);
    if (found) return found.gid;
  }
  throw new ShopifyRefusal(payload.userErrors.map((error) => error.message).join(' ') || 'Shopify made no discount.');
}

/**
 * Changes the terms of a code that is there: combinations, minimum, goods. Doing it twice is doing it once.
 * @param before the reward under whose terms it was made or last changed.
 * @throws ShopifyUnavailable, or ShopifyRefusal when the discount is gone or the terms cannot be.
 */
export async function updateCode(
  shopDomain: string,
  gid: string,
  terms: CodeTerms,
  before: DiscountReward,
): Promise<void> {
  const payload = await send(shopDomain, documents[doorOf(terms.reward)].update, {
    id: gid,
    discount: discountInput(terms, before, await dearestOf(shopDomain, terms)),
  });
  if (!payload.codeDiscountNode || payload.userErrors.length > 0)
    throw new ShopifyRefusal(payload.userErrors.map((error) => error.message).join(' '));
}

async function send(shopDomain: string, document: string, variables: Record<string, unknown>): Promise<Payload> {
  const data = await callAdmin<Record<string, Payload>>(shopDomain, document, variables);
  const payload = Object.values(data)[0];
  if (!payload) throw new ShopifyRefusal('Shopify answered nothing.');
  return payload;
}

/** What the dearest of the products costs that one is given of for nothing; 0 when that does not matter. */
async function dearestOf(shopDomain: string, { reward, currencyCode }: CodeTerms): Promise<number> {
  if (reward.kind !== 'free_product' || reward.withPurchase) return 0;
  const { nodes } = await callAdmin<{
    nodes: ({ priceRangeV2?: { maxVariantPrice: { amount: string } } } | null)[];
  }>(shopDomain, productPrices, { ids: reward.productIds.map((id) => `gid://shopify/Product/${id}`) });
  const prices = nodes.map((node) =>
    parseDecimalToMinor(node?.priceRangeV2?.maxVariantPrice.amount ?? '', currencyCode),
  );
  const dearestMinor = Math.max(0, ...prices.map((price) => price ?? 0));
  if (dearestMinor === 0) throw new ShopifyRefusal('None of the products is for sale any more.');
  return dearestMinor;
}

export async function findCode(shopDomain: string, code: string): Promise<{ gid: string; timesUsed: number } | null> {
  const data = await callAdmin<{
    codeDiscountNodeByCode: { id: string; codeDiscount: { asyncUsageCount?: number } } | null;
  }>(shopDomain, discountByCode, { code });
  const node = data.codeDiscountNodeByCode;
  return node ? { gid: node.id, timesUsed: node.codeDiscount.asyncUsageCount ?? 0 } : null;
}

/** Takes a code out of use. @returns how often it was used by then; Shopify's count can lag behind by moments. */
export async function deactivateCode(shopDomain: string, gid: string): Promise<{ timesUsed: number }> {
  const data = await callAdmin<{
    discountCodeDeactivate: {
      codeDiscountNode: { codeDiscount: { asyncUsageCount?: number } } | null;
      userErrors: UserError[];
    };
  }>(shopDomain, discountCodeDeactivate, { id: gid });
  const { codeDiscountNode, userErrors } = data.discountCodeDeactivate;
  if (!codeDiscountNode || userErrors.length > 0)
    throw new ShopifyRefusal(userErrors.map((error) => error.message).join(' '));
  return { timesUsed: codeDiscountNode.codeDiscount.asyncUsageCount ?? 0 };
}
