/**
 * The points of all members over time, as the ledger would have them: lots that are spent oldest first, points that wait, and
 * points that run out on their day, also of members who never come back. Months are closed in order. Pure.
 */
import { addDays, addMonths, nextAnnual, dateOfDay, dayOfDate } from '../lib/calendar.ts';
import type { Program } from '../program/document.ts';
import type { MemberMemory } from './member-memory.ts';

/** Sums of one month; `outstandingPoints` at its end. Money in minor units. */
export interface BacktestMonth {
  /** YYYY-MM */
  month: string;
  orders: number;
  revenueMinor: number;
  issuedPoints: number;
  redeemedPoints: number;
  expiredPoints: number;
  outstandingPoints: number;
  rewardCostMinor: number;
}

export class PointBooks {
  readonly months: BacktestMonth[] = [];
  private current: BacktestMonth | null = null;
  private nextMonthDay = -Infinity;
  private outstanding = 0;
  /** Points by the last day on which they hold. */
  private readonly endings = new Map<number, number>();
  private readonly endsByDay = new Map<number, number>();
  private readonly program: Program;
  private readonly inactivityMonths: number | null;

  constructor(program: Program) {
    this.program = program;
    this.inactivityMonths = program.expiry.kind === 'inactivity' ? program.expiry.months : null;
  }

  /** The month that a day lies in; those before it are closed. Days never go back. */
  monthOf(day: number): BacktestMonth {
    while (this.current === null || day >= this.nextMonthDay) {
      const first = this.current === null ? `${dateOfDay(day).slice(0, 7)}-01` : dateOfDay(this.nextMonthDay);
      if (this.current) this.close(this.current, this.nextMonthDay - 1);
      this.nextMonthDay = dayOfDate(addMonths(first, 1));
      this.current = { ...emptyMonth, month: first.slice(0, 7) };
      this.months.push(this.current);
    }
    return this.current;
  }

  /** Closes the last month on the last day that was seen. */
  finish(day: number): void {
    this.close(this.monthOf(day), day);
  }

  /** Brings a member's points to a day: what waited and what ran out. The sums of the month know of the latter already. */
  settle(member: MemberMemory, day: number): void {
    if (member.pending) {
      const left: number[] = [];
      for (let at = 0; at < member.pending.length; at += 3) {
        const [from = 0, last = 0, points = 0] = member.pending.slice(at, at + 3);
        if (from <= day) addLot(member, last, points);
        else left.push(from, last, points);
      }
      member.pending = left.length > 0 ? left : null;
    }
    if (member.activeUntil < day) {
      member.lots = [];
      member.pending = null;
      member.available = 0;
      member.activeUntil = Infinity;
    }
    let gone = 0;
    while (gone < member.lots.length && (member.lots[gone] ?? Infinity) < day) {
      member.available -= member.lots[gone + 1] ?? 0;
      gone += 2;
    }
    if (gone > 0) member.lots.splice(0, gone);
  }

  /** @param waitDays whole days that follow the day of earning, until the points count; 0 at once. */
  earn(member: MemberMemory, day: number, points: number, waitDays: number): void {
    const month = this.monthOf(day);
    month.issuedPoints += points;
    this.outstanding += points;
    member.earnedPoints += points;
    const last = this.lastDay(day);
    if (this.inactivityMonths === null) this.end(last, points);
    else this.stayActive(member, day, points);
    if (waitDays === 0) addLot(member, last, points);
    else (member.pending ??= []).push(day + waitDays + 1, last, points);
  }

  /** Takes points that are available. */
  spend(member: MemberMemory, day: number, points: number): void {
    this.monthOf(day).redeemedPoints += points;
    this.outstanding -= points;
    member.available -= points;
    let left = points;
    while (left > 0 && member.lots.length > 0) {
      const [last = Infinity, held = 0] = member.lots;
      const taken = Math.min(left, held);
      left -= taken;
      if (this.inactivityMonths === null) this.end(last, -taken);
      if (taken === held) member.lots.splice(0, 2);
      else member.lots[1] = held - taken;
    }
    if (this.inactivityMonths !== null) this.stayActive(member, day, -points);
  }

  /** All that the member has gets a new last day; `more` is what comes to it or leaves it. */
  private stayActive(member: MemberMemory, day: number, more: number): void {
    let held = member.available + (more < 0 ? -more : 0);
    if (member.pending) for (let at = 2; at < member.pending.length; at += 3) held += member.pending[at] ?? 0;
    if (member.activeUntil !== Infinity) this.end(member.activeUntil, -held);
    member.activeUntil = dayOfDate(addMonths(dateOfDay(day), this.inactivityMonths ?? 0));
    this.end(member.activeUntil, held + more);
  }

  private end(lastDay: number, points: number): void {
    if (lastDay !== Infinity) this.endings.set(lastDay, (this.endings.get(lastDay) ?? 0) + points);
  }

  /** The last day of points that are earned on a day; infinite where nothing but inactivity ends them. */
  private lastDay(day: number): number {
    const { expiry } = this.program;
    if (expiry.kind === 'never' || expiry.kind === 'inactivity') return Infinity;
    let last = this.endsByDay.get(day);
    if (last === undefined) {
      const date = dateOfDay(day);
      const from =
        expiry.kind === 'rolling'
          ? addMonths(date, expiry.months)
          : expiry.minimumMonths === 0
            ? addDays(date, 1)
            : addMonths(date, expiry.minimumMonths);
      last = dayOfDate(expiry.kind === 'rolling' ? from : nextAnnual(from, expiry.month, expiry.day));
      this.endsByDay.set(day, last);
    }
    return last;
  }

  private close(month: BacktestMonth, day: number): void {
    for (const [last, points] of this.endings) {
      if (last >= day + 1) continue;
      this.endings.delete(last);
      month.expiredPoints += points;
      this.outstanding -= points;
    }
    month.outstandingPoints = this.outstanding;
  }
}

const emptyMonth: BacktestMonth = {
  month: '',
  orders: 0,
  revenueMinor: 0,
  issuedPoints: 0,
  redeemedPoints: 0,
  expiredPoints: 0,
  outstandingPoints: 0,
  rewardCostMinor: 0,
};

function addLot(member: MemberMemory, last: number, points: number): void {
  const { lots } = member;
  member.available += points;
  // Nearly always at the end; points that waited come after others that end later.
  let at = lots.length;
  while (at > 0 && (lots[at - 2] ?? 0) > last) at -= 2;
  if (at > 0 && lots[at - 2] === last) lots[at - 1] = (lots[at - 1] ?? 0) + points;
  else lots.splice(at, 0, last, points);
}
