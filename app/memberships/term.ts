/** For how long a membership is paid: payments one after the other, each less what was refunded of it. Pure. */
import { addDays, addMonths } from '../lib/calendar.ts';

export type BillingInterval = 'day' | 'week' | 'month' | 'year';

/** One payment: an order line with the membership product. */
export interface Payment {
  /** The shop's date on which it was paid. */
  paidOn: string;
  /** What one unit of it covers, and how many units there are. */
  interval: BillingInterval;
  intervalCount: number;
  quantity: number;
  /** What is left of it after refunds and cancellation, in millionths. */
  keptPpm: number;
}

export interface MembershipTerm {
  /** The last date that is paid for. */
  paidThrough: string;
  /** A subscription goes on: the next payment is expected, and nobody is told that the membership ends. */
  renews: boolean;
}

/**
 * A renewal may come some days after the period's end, when a card is tried again: so long the membership of a subscription
 * that is active, and whose last bill was not refused, stays in force.
 */
export const RENEWAL_LEEWAY_DAYS = 7;

export const WHOLE_PPM = 1_000_000;

/**
 * The last date that the payments cover, each beginning where the one before ends, or on its own day. What was refunded
 * shortens it in proportion; what was refunded in full never counted. Null when nothing is left.
 */
export function paidThrough(payments: readonly Payment[]): string | null {
  let through: string | null = null;
  for (const payment of [...payments].sort((a, b) => (a.paidOn < b.paidOn ? -1 : a.paidOn > b.paidOn ? 1 : 0))) {
    if (payment.keptPpm <= 0) continue;
    const from: string = through !== null && through > payment.paidOn ? through : payment.paidOn;
    const whole = lengthen(from, payment.interval, payment.intervalCount * payment.quantity);
    const days = Math.ceil((daysBetween(from, whole) * payment.keptPpm) / WHOLE_PPM);
    through = addDays(from, days);
  }
  return through;
}

function lengthen(date: string, interval: BillingInterval, count: number): string {
  switch (interval) {
    case 'day':
      return addDays(date, count);
    case 'week':
      return addDays(date, 7 * count);
    case 'month':
      return addMonths(date, count);
    case 'year':
      return addMonths(date, 12 * count);
  }
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
