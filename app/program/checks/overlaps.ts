/** Rules that can hold for the same order, and which of them wins (D3); and what multiplies the same points. Pure. */
import type { Program } from '../document.ts';
import type { Finding } from './finding.ts';
import { canMeet, spreadOut } from './meeting.ts';

/** More pairs than this are not told one by one: nobody would read them. */
const MOST_TOLD = 12;

export function findOverlaps(program: Program): Finding[] {
  const { segments } = program;
  const findings: Finding[] = [];
  const rules = program.rules
    .filter((rule) => rule.enabled && (rule.kind === 'order_amount' || rule.kind === 'order_items'))
    .map(({ id, when }) => ({ id, when: spreadOut(when, segments) }));
  for (const [first, second] of pairs(rules)) {
    if (!canMeet(first.when, second.when)) continue;
    findings.push({
      code: `overlap_${program.overlap}`,
      weight: program.overlap === 'sum' ? 'warning' : 'note',
      about: [
        { part: 'rules', id: first.id },
        { part: 'rules', id: second.id },
      ],
    });
  }
  for (const [first, second] of pairs(boostsOf(program))) {
    if (!canMeet(first.when, second.when)) continue;
    findings.push({ code: `boosts_${program.stacking}`, weight: 'note', about: [first.about, second.about] });
  }
  return findings.slice(0, MOST_TOLD);
}

/** Campaigns that multiply, and levels that do. */
function boostsOf(program: Program) {
  const campaigns = program.campaigns
    .filter(({ enabled, effect }) => enabled && effect.kind === 'multiply')
    .map(({ id, when }) => ({
      about: { part: 'campaigns' as const, id },
      when: spreadOut(when, program.segments),
    }));
  const levels = (program.tiers?.levels ?? [])
    .filter(({ perks }) => perks.some(({ kind }) => kind === 'multiplier'))
    .map(({ id }) => ({
      about: { part: 'levels' as const, id },
      // A member has one level at a time.
      when: [{ kind: 'tier' as const, tierIds: [id], exclude: false }],
    }));
  return [...campaigns, ...levels];
}

function pairs<T>(list: readonly T[]): [T, T][] {
  return list.flatMap((first, index) => list.slice(index + 1).map((second): [T, T] => [first, second]));
}
