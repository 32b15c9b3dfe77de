/**
 * What the backtest remembers of a member: numbers in flat lists, since there may be a million of them. Lists are made when
 * they are first needed. Days are whole numbers (see zone-clock.ts). Pure.
 */
import { dateOfDay, dayOfDate } from '../lib/calendar.ts';
import type { Day, GoalAward } from '../program/goals/settle.ts';
import { Tallies, type Measure } from '../program/tallies.ts';

export class MemberMemory {
  readonly joinedDay: number;
  /** Two numbers from 0 up to 1 that are the member's for good: whether rewards are taken, and which. */
  readonly habit: number;
  readonly taste: number;
  orders = 0;
  spendMinor = 0;
  earnedPoints = 0;
  costMinor = 0;
  /** Points to be spent: their sum, and their lots as [last day, points, …], by their last day. */
  available = 0;
  lots: number[] = [];
  /** Points that wait, as [first day on which they count, last day of their lot, points, …]. */
  pending: number[] | null = null;
  /** After how many orders the first reward could be had; 0 for not yet. */
  firstRewardAfter = 0;
  /** The level by its place, -1 for none, and the last day on which that is sure. */
  tierIndex = -1;
  tierSureUntil = -Infinity;
  /** The last day of a paid membership. */
  paidUntil = -Infinity;
  /** The last day of all points where they end by inactivity. */
  activeUntil = Infinity;
  /** Orders as [day, spent, points, orders, …], one entry a day; where the program asks for it. */
  history: number[] | null = null;
  /** What limited rules gave, by measure, as [day, amount, …]. */
  noted: Map<Measure, number[]> | null = null;
  /** When each level gave what entering it gives: the date, or the first of its window. */
  entered: Map<string, string> | null = null;
  goals: Map<string, { days: Day[]; sum: number; awards: GoalAward[] }> | null = null;

  constructor(joinedDay: number, habit: number, taste: number) {
    this.joinedDay = joinedDay;
    this.habit = habit;
    this.taste = taste;
  }
}

export const ENTRY = 4;

/** Adds to the entry of a day, which is the last one or a new one. */
export function remember(member: MemberMemory, day: number, spendMinor: number, points: number, orders: number): void {
  const history = (member.history ??= []);
  const last = history.length - ENTRY;
  if (last >= 0 && history[last] === day) {
    history[last + 1] = (history[last + 1] ?? 0) + spendMinor;
    history[last + 2] = (history[last + 2] ?? 0) + points;
    history[last + 3] = (history[last + 3] ?? 0) + orders;
  } else {
    history.push(day, spendMinor, points, orders);
  }
}

/** The memory of one member at a time as the tallies that the engine asks. */
export class RememberedTallies extends Tallies {
  member: MemberMemory | null = null;

  override add(measure: Measure, date: string, amount: number): this {
    const { member } = this;
    if (!member || measure === 'orders' || measure === 'spend') return this;
    const noted = (member.noted ??= new Map<Measure, number[]>());
    const day = dayOfDate(date);
    const list = noted.get(measure);
    if (!list) noted.set(measure, [day, amount]);
    else if (list[list.length - 2] === day) list[list.length - 1] = (list[list.length - 1] ?? 0) + amount;
    else list.push(day, amount);
    return this;
  }

  override sum(measure: Measure, from: string | null = null, to: string | null = null): number {
    const { member } = this;
    if (!member) return 0;
    if (from === null && to === null) {
      if (measure === 'orders') return member.orders;
      if (measure === 'spend') return member.spendMinor;
    }
    const first = from === null ? -Infinity : dayOfDate(from);
    const last = to === null ? Infinity : dayOfDate(to);
    let total = 0;
    this.each(measure, (day, amount) => {
      if (day >= first && day <= last) total += amount;
    });
    return total;
  }

  override days(measure: Measure): [date: string, amount: number][] {
    const found: [string, number][] = [];
    this.each(measure, (day, amount) => {
      if (amount !== 0) found.push([dateOfDay(day), amount]);
    });
    return found;
  }

  private each(measure: Measure, visit: (day: number, amount: number) => void): void {
    const { member } = this;
    if (!member) return;
    const offset = measure === 'spend' ? 1 : measure === 'orders' ? 3 : null;
    const list = offset === null ? member.noted?.get(measure) : member.history;
    if (!list) return;
    const step = offset === null ? 2 : ENTRY;
    for (let at = 0; at < list.length; at += step) visit(list[at] ?? 0, list[at + (offset ?? 1)] ?? 0);
  }
}

/** Three numbers from 0 up to 1 by a text, always the same for the same text: how a person decides. */
export function habitsOf(text: string): [join: number, habit: number, taste: number] {
  // FNV-1a, finished by the mixing of MurmurHash3 so that near texts differ in every bit.
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  const next = (): number => {
    hash = (hash + 0x9e3779b9) | 0;
    let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
  return [next(), next(), next()];
}
