/** An order of the past as the backtest reads it, whatever it came from. What was refunded is taken off already. */
import type { OrderLine, ProductFacts } from '../program/events.ts';

export interface PastOrder {
  orderId: string;
  /** Who bought: any text that is the same for the same person; null for a buyer whom nothing names. */
  customer: string | null;
  currencyCode: string;
  /** Milliseconds since 1970. */
  paidAtMs: number;
  lines: readonly OrderLine[];
  /** Minor units. */
  shippingMinor: number;
  shippingTaxMinor?: number;
  channel?: string;
  renewal?: boolean;
  products?: ReadonlyMap<string, ProductFacts>;
}

/** Why an order of the source is not part of the backtest. */
export type PassedOver = 'unpaid' | 'refunded' | 'nobody' | 'other_currency' | 'unreadable';

/** One thing that a source has: an order, or that it had one which cannot count. */
export type PastEntry = PastOrder | { passedOver: PassedOver };

/** Minor units of goods: gift cards and tips are no sale. */
export function goodsMinor(order: PastOrder): number {
  let sum = 0;
  for (const line of order.lines) if (!line.giftCard && !line.tip) sum += line.amountMinor;
  return sum;
}
