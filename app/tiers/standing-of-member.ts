/** The standing of one member at a moment: what is recorded of them, by the shop's calendar. Pure. */
import { addDays, dateInZone, startOfDate } from '../lib/calendar.ts';
import type { Program } from '../program/document.ts';
import { standingOn, warnFrom, type Earned, type Standing, type TierFacts } from '../program/standing.ts';
import type { Tiers } from '../program/tiers.ts';
import type { TierMember } from './tier-store.server.ts';

/** A program that has levels. */
export type TieredProgram = Program & { tiers: Tiers };

export function hasTiers(program: Program | undefined): program is TieredProgram {
  return Boolean(program?.tiers);
}

export const noStanding: Standing = {
  level: null,
  index: -1,
  source: null,
  holdsUntil: null,
  graceUntil: null,
  value: 0,
};

export function tierFacts(member: TierMember, earned: readonly Earned[], timeZone: string, at: Date): TierFacts {
  return {
    earned,
    joinedOn: dateInZone(member.joinedAt, timeZone),
    paid: member.paidUntil && member.paidUntil > at ? { until: lastDate(member.paidUntil, timeZone) } : null,
    given: member.row?.given ?? null,
    kept: member.row?.kept ?? null,
  };
}

/** The last date that lies before an instant. */
export function lastDate(until: Date, timeZone: string): string {
  return dateInZone(new Date(until.getTime() - 1), timeZone);
}

export function standingAt(
  program: TieredProgram,
  member: TierMember,
  earned: readonly Earned[],
  timeZone: string,
  at: Date,
): Standing {
  return standingOn(
    program.tiers,
    program.membership,
    tierFacts(member, earned, timeZone, at),
    dateInZone(at, timeZone),
  );
}

/** What comes after the end of a level, when nothing more happens. */
export function standingAfterEnd(
  program: TieredProgram,
  facts: TierFacts,
  standing: Standing,
): { index: number; on: string } | null {
  if (standing.graceUntil === null) return null;
  const on = addDays(standing.graceUntil, 1);
  const paid = facts.paid && facts.paid.until >= on ? facts.paid : null;
  return { index: standingOn(program.tiers, program.membership, { ...facts, paid }, on).index, on };
}

/** When time alone can change something next: an end, a warning, a payment that runs out, something dated ahead. */
export function nextLook(
  program: TieredProgram,
  member: TierMember,
  facts: TierFacts,
  standing: Standing,
  mayTell: boolean,
  timeZone: string,
  at: Date,
): Date | null {
  const today = dateInZone(at, timeZone);
  const dates: string[] = [];
  if (standing.graceUntil !== null) {
    dates.push(addDays(standing.graceUntil, 1));
    if (mayTell) dates.push(warnFrom(program.tiers, standing.graceUntil));
  }
  for (const item of facts.earned) if (item.date > today) dates.push(item.date);
  const instants = dates.filter((date) => date > today).map((date) => startOfDate(date, timeZone).getTime());
  if (member.paidUntil && member.paidUntil > at) instants.push(member.paidUntil.getTime());
  return instants.length > 0 ? new Date(Math.min(...instants)) : null;
}
