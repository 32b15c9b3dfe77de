/** Reads what `credit-money.ts` decides by: the orders that members paid last, and the currencies that Shopify refused. */
import type { Sql } from '../db.server.ts';
import { memberKey } from '../ledger/balances.server.ts';
import type { PaidMoney } from '../orders/facts.ts';
import { creditRate, type Sale } from './credit-money.ts';

/** Orders that are looked at for one that can be measured by. */
const SALES = 5;
/** So long a currency that Shopify refused to a shop is not tried again. */
const REFUSED_FOR_MS = 30 * 24 * 60 * 60 * 1000;

interface Wish {
  shop: { id: number; currencyCode: string };
  member: { id: string };
}

/** @returns by `memberKey`, those whose credit is given in another currency than the shop's. */
export async function readCreditRates(sql: Sql, wishes: readonly Wish[], now: Date): Promise<Map<string, PaidMoney>> {
  const rates = new Map<string, PaidMoney>();
  if (wishes.length === 0) return rates;
  const { rows } = await sql.query<{ index: number; sales: Sale[] }>({
    name: 'credit-sales',
    text: `SELECT w.index::int AS index, jsonb_agg(o.sale ORDER BY o.paid_at DESC, o.order_id DESC) AS sales
           FROM unnest($1::int[], $2::int[], $3::uuid[]) AS w(index, shop_id, member_id) CROSS JOIN LATERAL (
             SELECT paid_at, order_id, jsonb_build_object('shopCurrencyCode', currency_code, 'paid', facts -> 'paidMoney') AS sale
             FROM orders WHERE shop_id = w.shop_id AND member_id = w.member_id AND paid_at IS NOT NULL
             ORDER BY paid_at DESC, order_id DESC LIMIT $4) o
           GROUP BY w.index`,
    values: [
      wishes.map((_, index) => index),
      wishes.map(({ shop }) => shop.id),
      wishes.map(({ member }) => member.id),
      SALES,
    ],
  });
  const abroad = rows.flatMap(({ index, sales }) => {
    const wish = wishes[index];
    const rate = wish ? creditRate(wish.shop.currencyCode, sales) : null;
    return wish && rate ? [{ wish, rate }] : [];
  });
  const refused = await readRefused(sql, [...new Set(abroad.map(({ wish }) => wish.shop.id))], now);
  for (const { wish, rate } of abroad) {
    if (refused.has(currencyKey(wish.shop.id, rate.currencyCode))) continue;
    rates.set(memberKey({ shopId: wish.shop.id, memberId: wish.member.id }), rate);
  }
  return rates;
}

const currencyKey = (shopId: number, currencyCode: string) => `${shopId} ${currencyCode}`;

/** Currencies in which Shopify gives no credit at a shop: it says so only when it is asked for some. */
async function readRefused(sql: Sql, shopIds: readonly number[], now: Date): Promise<Set<string>> {
  if (shopIds.length === 0) return new Set();
  const { rows } = await sql.query<{ shopId: number; currencyCode: string }>({
    name: 'credit-refused-currencies',
    text: `SELECT DISTINCT shop_id AS "shopId", delivery -> 'credit' ->> 'currencyCode' AS "currencyCode" FROM redemptions
           WHERE shop_id = ANY($1::int[]) AND state = 'returned' AND failure IS NOT NULL AND created_at > $2
             AND delivery @> '{"isCurrencyRefused": true}'`,
    values: [shopIds, new Date(now.getTime() - REFUSED_FOR_MS)],
  });
  return new Set(rows.map(({ shopId, currencyCode }) => currencyKey(shopId, currencyCode)));
}
