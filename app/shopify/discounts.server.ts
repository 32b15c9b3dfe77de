/** Discount codes at Shopify: made once under a given code, found again, taken out of use. */
import { formatMinorAsDecimal } from '../lib/money.ts';
import type { CodeReward } from '../program/rewards/reward.ts';
import { callAdmin, ShopifyRefusal, type UserError } from './admin-client.server.ts';
import {
  discountByCode,
  discountCodeBasicCreate,
  discountCodeDeactivate,
  discountCodeFreeShippingCreate,
} from './documents.ts';

export interface CodeTerms {
  code: string;
  customerId: string;
  reward: CodeReward;
  currencyCode: string;
  startsAt: Date;
  expiresAt: Date | null;
}

interface CreatePayload {
  codeDiscountNode: { id: string } | null;
  userErrors: UserError[];
}

/**
 * Makes the code, bound to the customer and good for one order. A code that is there already is our own from an answer
 * that was lost (it holds 80 random bits): it is adopted.
 * @returns the discount's gid. @throws ShopifyUnavailable, or ShopifyRefusal when Shopify will never make it.
 */
export async function createCode(shopDomain: string, terms: CodeTerms): Promise<string> {
  const isShipping = terms.reward.kind === 'free_shipping';
  const payload = isShipping
    ? (
        await callAdmin<{ discountCodeFreeShippingCreate: CreatePayload }>(shopDomain, discountCodeFreeShippingCreate, {
          discount: { ...commonInput(terms), destination: { all: true } },
        })
      ).discountCodeFreeShippingCreate
    : (
        await callAdmin<{ discountCodeBasicCreate: CreatePayload }>(shopDomain, discountCodeBasicCreate, {
          discount: { ...commonInput(terms), customerGets: { items: { all: true }, value: valueOf(terms) } },
        })
      ).discountCodeBasicCreate;
  if (payload.codeDiscountNode && payload.userErrors.length === 0) return payload.codeDiscountNode.id;
  if (payload.userErrors.some((error) => error.code === 'TAKEN')) {
    const found = await findCode(shopDomain, terms.code);
    if (found) return found.gid;
  }
  throw new ShopifyRefusal(payload.userErrors.map((error) => error.message).join(' ') || 'Shopify made no discount.');
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

function commonInput(terms: CodeTerms) {
  const { reward } = terms;
  return {
    title: `${reward.title.en} (Regulars)`,
    code: terms.code,
    startsAt: terms.startsAt.toISOString(),
    endsAt: terms.expiresAt?.toISOString() ?? null,
    usageLimit: 1,
    appliesOncePerCustomer: true,
    context: { customers: { add: [`gid://shopify/Customer/${terms.customerId}`] } },
    combinesWith: {
      orderDiscounts: reward.combinesWith.order,
      productDiscounts: reward.combinesWith.product,
      // A shipping discount never combines with another; Shopify refuses the flag there.
      ...(reward.kind === 'free_shipping' ? {} : { shippingDiscounts: reward.combinesWith.shipping }),
    },
    minimumRequirement:
      reward.minimumSubtotalMinor > 0
        ? {
            subtotal: {
              greaterThanOrEqualToSubtotal: formatMinorAsDecimal(reward.minimumSubtotalMinor, terms.currencyCode),
            },
          }
        : null,
  };
}

function valueOf(terms: CodeTerms) {
  const { reward } = terms;
  switch (reward.kind) {
    case 'amount_off':
      return {
        discountAmount: {
          amount: formatMinorAsDecimal(reward.amountMinor, terms.currencyCode),
          appliesOnEachItem: false,
        },
      };
    case 'percentage_off':
      return { percentage: reward.percentageBp / 10_000 };
    default:
      throw new Error(`"${reward.kind}" has no value of its own.`);
  }
}
