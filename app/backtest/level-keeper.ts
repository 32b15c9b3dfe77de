/**
 * Levels in the backtest: asks app/program/standing.ts, but only when the answer can be another: when a level that was
 * sure until a day is past it, and when an order brings the next one within reach. Pure.
 */
import { addMonths, dateOfDay, dayOfDate } from '../lib/calendar.ts';
import type { Program } from '../program/document.ts';
import { standingOn, type Earned, type StandingSource } from '../program/standing.ts';
import { windowStart } from '../program/tier-window.ts';
import type { Level, Tiers } from '../program/tiers.ts';
import { ENTRY, type MemberMemory } from './member-memory.ts';
import type { PastOrder } from './past-order.ts';

const offsets = { spend: 1, points: 2, orders: 3 } as const;

export class LevelKeeper {
  private readonly tiers: Tiers;
  private readonly membership: Program['membership'];
  private readonly membershipProducts: ReadonlySet<string>;
  private window = { day: NaN, first: -Infinity };

  constructor(program: Program, tiers: Tiers) {
    this.tiers = tiers;
    this.membership = program.membership;
    this.membershipProducts = new Set(program.membership?.productIds);
  }

  idOf(member: MemberMemory): string | null {
    return this.tiers.levels[member.tierIndex]?.id ?? null;
  }

  /** Makes the level right for a day. @returns what the level is held by; null for none, or where nothing can have changed. */
  refresh(member: MemberMemory, day: number): StandingSource | null {
    if (member.tierSureUntil >= day) return null;
    if (!member.history && member.paidUntil < day) {
      // Of those who have done nothing yet: the highest level that asks for nothing.
      member.tierIndex = this.tiers.levels.findLastIndex(({ threshold }) => threshold === 0);
      member.tierSureUntil = Infinity;
      return member.tierIndex < 0 ? null : 'qualified';
    }
    const standing = standingOn(
      this.tiers,
      this.membership,
      {
        earned: this.earnedBy(member),
        joinedOn: dateOfDay(member.joinedDay),
        paid: member.paidUntil >= day ? { until: dateOfDay(member.paidUntil) } : null,
        given: null,
        kept: null,
      },
      dateOfDay(day),
    );
    member.tierIndex = standing.index;
    member.tierSureUntil = standing.graceUntil === null ? Infinity : dayOfDate(standing.graceUntil);
    return standing.source;
  }

  /** After an order is remembered. @returns the levels that it brought, from the lowest; each gives what entering it gives. */
  afterOrder(member: MemberMemory, order: PastOrder, day: number): Level[] {
    const bought = this.membership
      ? order.lines.filter(({ productId }) => productId !== null && this.membershipProducts.has(productId))
      : [];
    if (bought.length > 0 && this.membership) {
      // As app/memberships counts it: each begins where the one before ends, or on its own day.
      const units = bought.reduce((sum, line) => sum + line.quantity, 0);
      const from = Math.max(member.paidUntil, day);
      if (units > 0) member.paidUntil = dayOfDate(addMonths(dateOfDay(from), this.membership.months * units));
    }
    const next = this.tiers.levels.find(({ threshold }, index) => index > member.tierIndex && threshold !== null);
    const reaches = next !== undefined && this.valueOf(member, day) >= (next.threshold ?? Infinity);
    if (!reaches && bought.length === 0) return [];
    const before = member.tierIndex;
    member.tierSureUntil = -Infinity;
    const source = this.refresh(member, day);
    if (member.tierIndex <= before) return [];
    // Whoever passes several levels at once enters them all; a membership is only its own level.
    const first = source === 'qualified' ? before + 1 : member.tierIndex;
    return this.tiers.levels
      .slice(first, member.tierIndex + 1)
      .filter((level) => level.perks.some(({ kind }) => kind.startsWith('entry_')) && this.enter(member, level, day));
  }

  /** What entering a level gives, it gives once a window. */
  private enter(member: MemberMemory, level: Level, day: number): boolean {
    const entered = (member.entered ??= new Map<string, string>());
    const { window } = this.tiers;
    const today = dateOfDay(day);
    const last = entered.get(level.id);
    if (window.kind === 'rolling') {
      if (last !== undefined && last > addMonths(today, -window.months)) return false;
      entered.set(level.id, today);
      return true;
    }
    const occasion = windowStart(window, today, dateOfDay(member.joinedDay)) ?? 'ever';
    if (last === occasion) return false;
    entered.set(level.id, occasion);
    return true;
  }

  private valueOf(member: MemberMemory, day: number): number {
    const { history } = member;
    if (!history) return 0;
    const { measure, window } = this.tiers;
    if (window.kind === 'lifetime' && measure !== 'points')
      return measure === 'spend' ? member.spendMinor : member.orders;
    const first = this.firstDayOf(window, day, member);
    let value = 0;
    for (let at = history.length - ENTRY; at >= 0 && (history[at] ?? 0) >= first; at -= ENTRY)
      value += history[at + offsets[measure]] ?? 0;
    return value;
  }

  /** The first day that counts; the same for all members but where windows begin with joining. */
  private firstDayOf(window: Tiers['window'], day: number, member: MemberMemory): number {
    if (day === this.window.day && window.kind !== 'since_joining') return this.window.first;
    const from = windowStart(window, dateOfDay(day), dateOfDay(member.joinedDay));
    this.window = { day, first: from === null ? -Infinity : dayOfDate(from) };
    return this.window.first;
  }

  private earnedBy(member: MemberMemory): Earned[] {
    const earned: Earned[] = [];
    const { history } = member;
    const offset = offsets[this.tiers.measure];
    if (history)
      for (let at = 0; at < history.length; at += ENTRY)
        earned.push({ date: dateOfDay(history[at] ?? 0), amount: history[at + offset] ?? 0 });
    return earned;
  }
}
