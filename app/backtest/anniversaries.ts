/** When members of a backtest joined a whole number of years ago, in the order of the days. Pure; one entry a member. */
import { addMonths, dateOfDay, dayOfDate } from '../lib/calendar.ts';
import type { MemberMemory } from './member-memory.ts';

export interface Anniversary {
  member: MemberMemory;
  day: number;
  years: number;
}

export class Anniversaries {
  private readonly byDay = new Map<number, MemberMemory[]>();
  private doneDay = -Infinity;

  /** A member who joined on the day that is being played. */
  add(member: MemberMemory): void {
    this.doneDay = Math.max(this.doneDay, member.joinedDay);
    this.plan(member, 1);
  }

  /** Those up to a day that were not taken yet. Days never go back; each member is planned anew for the year after. */
  *take(untilDay: number): Generator<Anniversary> {
    if (this.doneDay === -Infinity) return;
    while (this.doneDay < untilDay) {
      const day = ++this.doneDay;
      const members = this.byDay.get(day);
      if (!members) continue;
      this.byDay.delete(day);
      for (const member of members) {
        const years = Number(dateOfDay(day).slice(0, 4)) - Number(dateOfDay(member.joinedDay).slice(0, 4));
        yield { member, day, years };
        this.plan(member, years + 1);
      }
    }
  }

  private plan(member: MemberMemory, years: number): void {
    const day = dayOfDate(addMonths(dateOfDay(member.joinedDay), 12 * years));
    const members = this.byDay.get(day);
    if (members) members.push(member);
    else this.byDay.set(day, [member]);
  }
}
