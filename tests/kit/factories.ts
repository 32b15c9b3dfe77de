/** Makes shops, members, orders and signed requests for tests. Everything goes through the same code as in production. */
import { createHmac, randomUUID } from 'node:crypto';
import { inTransaction, pool } from '#app/db.server.ts';
import { joinCustomer } from '#app/enrollment/join.server.ts';
import { foldPortion } from '#app/figures/fold.server.ts';
import type { Member } from '#app/members/membership.server.ts';
import { defaultProgram } from '#app/program/default-program.ts';
import type { Program } from '#app/program/document.ts';
import { publish } from '#app/publishing/program-store.server.ts';
import { forgetShopFacts, shopFactsByDomain, type ShopFacts } from '#app/shops/shop-store.server.ts';

export const NOW = new Date('2026-11-21T12:00:00Z');

let counter = 0;
/** A number that no other call in this file got. */
export function nextNumber(): number {
  return ++counter;
}

export async function createShop(
  options: { program?: Program | null; currencyCode?: string; timeZone?: string; domain?: string } = {},
): Promise<ShopFacts> {
  const domain = options.domain ?? `shop-${randomUUID()}.myshopify.com`;
  const currencyCode = options.currencyCode ?? 'DKK';
  const { rows } = await pool().query<{ id: number }>(
    `INSERT INTO shops (domain, name, currency_code, time_zone, taxes_included, installed_at) VALUES ($1, 'A shop', $2, $3, true, $4) RETURNING id`,
    [domain, currencyCode, options.timeZone ?? 'Europe/Copenhagen', NOW],
  );
  const shopId = rows[0]?.id ?? 0;
  const program = options.program === undefined ? simpleProgram(currencyCode) : options.program;
  if (program) {
    const result = await publish(shopId, program, 0, 'test', NOW);
    if (!result.ok) throw new Error(`The program of the test is not valid: ${JSON.stringify(result)}`);
  }
  // Figures that are filled from here on: the audit after each test then finds every change that left no mark (docs/testing.md).
  if (process.env.FIGURES_FROM_START) await foldPortion(shopId, NOW);
  forgetShopFacts();
  return shopFactsByDomain(domain);
}

/** One point for each whole unit of money, no welcome points, and a reward for 100 points. */
export function simpleProgram(currencyCode = 'DKK'): Program {
  const program = defaultProgram(currencyCode);
  return {
    ...program,
    rules: program.rules.filter((rule) => rule.kind === 'order_amount'),
    rewards: program.rewards.map((reward) => ({ ...reward, costPoints: 100 })),
  };
}

/** The token with another last character, whatever its last one is. */
export const spoiled = (token: string) => token.slice(0, -1) + (token.endsWith('_') ? '-' : '_');

export async function createMember(
  shop: ShopFacts,
  customerId = String(7_000_000 + nextNumber()),
): Promise<Member & { customerId: string }> {
  const member = await inTransaction((sql) =>
    joinCustomer(sql, {
      shop,
      shops: new Map([[shop.id, shop]]),
      customerId,
      provenEmail: null,
      via: 'account',
      now: NOW,
    }),
  );
  if (!member) throw new Error('The shop of the test has no program to join.');
  return { ...member, customerId };
}

export interface LineInput {
  id?: number;
  price: string;
  quantity?: number;
  currentQuantity?: number;
  discount?: string;
  giftCard?: boolean;
  productId?: number;
}

export interface OrderInput {
  id?: number;
  customerId?: string | null;
  state?: string;
  email?: string;
  currency?: string;
  lines: LineInput[];
  codes?: string[];
  refunds?: unknown[];
  cancelledAt?: string;
  updatedAt?: string;
  financialStatus?: string;
  processedAt?: string;
  channel?: string;
  shipping?: string;
}

/** An order in the shape of Shopify's webhook payload, as far as Regulars reads it. */
export function orderPayload(
  input: OrderInput,
): { id: number; line_items: { id: number }[] } & Record<string, unknown> {
  const currency = input.currency ?? 'DKK';
  const money = (amount: string) => ({
    shop_money: { amount, currency_code: currency },
    presentment_money: { amount, currency_code: currency },
  });
  const id = input.id ?? 5_000_000 + nextNumber();
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    name: `#${id}`,
    currency,
    presentment_currency: currency,
    email: input.email ?? null,
    financial_status: input.financialStatus ?? 'paid',
    processed_at: input.processedAt ?? '2026-11-20T10:00:00+01:00',
    created_at: '2026-11-20T10:00:00+01:00',
    updated_at: input.updatedAt ?? '2026-11-20T10:00:01+01:00',
    cancelled_at: input.cancelledAt ?? null,
    taxes_included: true,
    source_name: input.channel ?? 'web',
    shipping_lines: input.shipping ? [{ discounted_price_set: money(input.shipping), tax_lines: [] }] : [],
    test: false,
    total_price: '0.00',
    total_price_set: money(
      input.lines.reduce((sum, line) => sum + Number(line.price) * (line.quantity ?? 1), 0).toFixed(2),
    ),
    customer: input.customerId ? { id: Number(input.customerId), state: input.state ?? 'enabled' } : null,
    discount_codes: (input.codes ?? []).map((code) => ({ code, amount: '10.00', type: 'fixed_amount' })),
    line_items: input.lines.map((line, index) => ({
      id: line.id ?? id * 100 + index,
      title: `Item ${index + 1}`,
      name: `Item ${index + 1}`,
      product_id: line.productId ?? 100 + index,
      quantity: line.quantity ?? 1,
      current_quantity: line.currentQuantity ?? line.quantity ?? 1,
      gift_card: line.giftCard ?? false,
      price: line.price,
      price_set: money(line.price),
      discount_allocations: line.discount ? [{ amount: line.discount, amount_set: money(line.discount) }] : [],
    })),
    refunds: input.refunds ?? [],
  };
}

export interface RefundInput {
  id?: number;
  orderId: number;
  lines?: { lineId: number; quantity: number; subtotal: string }[];
  /** Money that goes back without naming a line. */
  amountOnly?: string;
  shipping?: string;
  currency?: string;
  at?: string;
}

/** A refund in the shape of Shopify's webhook payload. */
export function refundPayload(input: RefundInput): { id: number } & Record<string, unknown> {
  const currency = input.currency ?? 'DKK';
  const money = (amount: string) => ({
    shop_money: { amount, currency_code: currency },
    presentment_money: { amount, currency_code: currency },
  });
  const id = input.id ?? 9_000_000 + nextNumber();
  const total = [...(input.lines ?? []).map((line) => line.subtotal), input.amountOnly ?? '0', input.shipping ?? '0']
    .reduce((sum, amount) => sum + Number(amount), 0)
    .toFixed(2);
  return {
    id,
    order_id: input.orderId,
    created_at: input.at ?? '2026-11-20T12:00:00+01:00',
    processed_at: input.at ?? '2026-11-20T12:00:00+01:00',
    refund_line_items: (input.lines ?? []).map((line) => ({
      id: line.lineId * 10,
      line_item_id: line.lineId,
      quantity: line.quantity,
      subtotal: line.subtotal,
      subtotal_set: money(line.subtotal),
      total_tax_set: money('0.00'),
    })),
    refund_shipping_lines: input.shipping ? [{ id: 1, subtotal_amount_set: money(input.shipping) }] : [],
    order_adjustments: input.amountOnly
      ? [
          {
            id: 1,
            kind: 'refund_discrepancy',
            amount: `-${input.amountOnly}`,
            amount_set: money(`-${input.amountOnly}`),
          },
        ]
      : [],
    transactions: [{ id: 1, kind: 'refund', status: 'success', amount: total, currency }],
  };
}

/** The signature of a webhook, as Shopify makes it. */
export function signWebhook(body: string | Buffer): string {
  return createHmac('sha256', process.env.SHOPIFY_API_SECRET ?? '')
    .update(body)
    .digest('base64');
}
