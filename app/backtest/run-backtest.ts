/**
 * Plays programs side by side over a source of past orders, which is read once. Pure, but for the source. The source has to come in
 * the order of payment (see in-order.server.ts). Owns no rule; the answer says how much history it saw.
 */
import { dateOfDay } from '../lib/calendar.ts';
import type { Program } from '../program/document.ts';
import { goodsMinor, type PastEntry } from './past-order.ts';
import { defaultAssumptions, type BacktestAssumptions, type BacktestResult, type SeenHistory } from './report.ts';
import { Simulation } from './simulate.ts';
import { zoneClock } from './zone-clock.ts';

/** An order came that was paid before the one before it. */
export class OutOfOrder extends Error {}

export interface BacktestRequest {
  programs: readonly Program[];
  timeZone: string;
  assumptions?: Partial<BacktestAssumptions>;
}

export class Backtest {
  private readonly simulations: readonly Simulation[];
  private readonly currencyCode: string;
  private readonly assumptions: BacktestAssumptions;
  private readonly clock: ReturnType<typeof zoneClock>;
  private readonly customers = new Set<string>();
  private readonly history: SeenHistory;
  private firstDay = Infinity;
  private lastDay = -Infinity;
  private lastMs = -Infinity;
  private reachedDay = -Infinity;

  /** All programs are of one currency. */
  constructor({ programs, timeZone, assumptions }: BacktestRequest) {
    this.assumptions = { ...defaultAssumptions, ...assumptions };
    this.simulations = programs.map((program) => new Simulation(program, this.assumptions));
    this.currencyCode = programs[0]?.currencyCode ?? '';
    this.clock = zoneClock(timeZone);
    this.history = { firstOn: null, lastOn: null, orders: 0, customers: 0, revenueMinor: 0, passedOver: {} };
  }

  /** @throws OutOfOrder */
  add(entry: PastEntry): void {
    if ('passedOver' in entry) return this.passOver(entry.passedOver);
    if (entry.currencyCode !== this.currencyCode) return this.passOver('other_currency');
    if (entry.paidAtMs < this.lastMs) throw new OutOfOrder(`order ${entry.orderId} was paid before the one before it`);
    this.lastMs = entry.paidAtMs;
    const clock = this.clock(entry.paidAtMs);
    // Where a zone went back over midnight, the day stays.
    const day = Math.max(clock.day, this.lastDay, this.reachedDay);
    this.firstDay = Math.min(this.firstDay, day);
    this.lastDay = day;
    this.history.orders++;
    this.history.revenueMinor += goodsMinor(entry);
    if (entry.customer === null) this.passOver('nobody');
    else if (this.assumptions.joinBp < 10_000) this.customers.add(entry.customer);
    for (const simulation of this.simulations) simulation.add(entry, day, clock.minute);
  }

  /** Lets time pass up to an instant without an order: what the calendar brings until then is booked. */
  passTo(atMs: number): void {
    const { day } = this.clock(atMs);
    for (const simulation of this.simulations) simulation.passTo(day);
    // What comes late is of the day that was reached.
    this.reachedDay = Math.max(this.reachedDay, day);
  }

  get orders(): number {
    return this.history.orders;
  }

  /** What each program came to so far. */
  totals(): ReturnType<Simulation['totals']>[] {
    return this.simulations.map((simulation) => simulation.totals());
  }

  finish(): BacktestResult {
    const isEmpty = this.history.orders === 0;
    const lastDay = isEmpty ? 0 : Math.max(this.lastDay, this.reachedDay);
    return {
      currencyCode: this.currencyCode,
      history: {
        ...this.history,
        firstOn: isEmpty ? null : dateOfDay(this.firstDay),
        lastOn: isEmpty ? null : dateOfDay(this.lastDay),
        // Where everybody is a member, the members are the customers.
        customers: Math.max(this.customers.size, this.simulations[0]?.members.size ?? 0),
      },
      assumptions: this.assumptions,
      outcomes: this.simulations.map((simulation) => simulation.finish(lastDay)),
    };
  }

  private passOver(why: keyof SeenHistory['passedOver']): void {
    this.history.passedOver[why] = (this.history.passedOver[why] ?? 0) + 1;
  }
}

const TELL_EVERY = 2_000;

/** @param onProgress is called now and then with the number of orders that were played. @throws OutOfOrder */
export async function runBacktest(
  source: AsyncIterable<readonly PastEntry[]>,
  request: BacktestRequest,
  onProgress?: (orders: number) => Promise<void> | void,
): Promise<BacktestResult> {
  const backtest = new Backtest(request);
  let told = 0;
  for await (const entries of source) {
    for (const entry of entries) backtest.add(entry);
    if (onProgress && backtest.orders - told >= TELL_EVERY) {
      told = backtest.orders;
      await onProgress(told);
    }
  }
  return backtest.finish();
}
