/** A discount in one English line, as Shopify summarizes it. */
import type { Discount } from './discount-types.ts';
import { formatMinor } from './money.ts';
import type { Shop } from './types.ts';

function percent(basisPoints: number): string {
  return `${(basisPoints / 100).toString()}%`;
}

/** One English line like Shopify's. */
export function summaryOf(discount: Discount, shop: Shop): string {
  const money = (minor: number): string => `${formatMinor(minor, shop.currencyCode)} ${shop.currencyCode}`;
  const parts: string[] = [];
  if (discount.kind === 'free_shipping') parts.push('Free shipping on all products');
  if (discount.kind === 'bxgy') {
    parts.push(
      `Buy ${discount.buys.quantity ?? 1}, get ${discount.gets.quantity} at ${percent(discount.gets.percentageBp)} off`,
    );
  }
  if (discount.kind === 'basic') {
    const value =
      discount.value.kind === 'percentage' ? percent(discount.value.percentageBp) : money(discount.value.amountMinor);
    parts.push(`${value} off ${discount.items.kind === 'all' ? 'entire order' : 'selected products'}`);
  }
  if (discount.minimum.kind === 'subtotal') parts.push(`Minimum purchase of ${money(discount.minimum.amountMinor)}`);
  if (discount.minimum.kind === 'quantity') parts.push(`Minimum quantity of ${discount.minimum.quantity}`);
  if (discount.context.kind === 'customers') {
    const count = discount.context.customerIds.length;
    parts.push(count === 1 ? 'For 1 customer' : `For ${count} customers`);
  }
  if (discount.appliesOncePerCustomer) parts.push('One use per customer');
  return parts.join(' • ');
}
