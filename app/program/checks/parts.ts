/** The parts of a program that have an id of their own. Pure. */
import type { Campaign } from '../campaigns.ts';
import type { Program, Rule } from '../document.ts';
import type { Goal } from '../goals/goal.ts';
import type { Reward } from '../rewards/reward.ts';
import type { Segment } from '../segments.ts';
import type { Level } from '../tiers.ts';

export const partKinds = ['rules', 'campaigns', 'segments', 'levels', 'goals', 'rewards'] as const;
export type PartKind = (typeof partKinds)[number];
export type ProgramPart = Rule | Campaign | Segment | Level | Goal | Reward;

export function partsOf(program: Program, kind: PartKind): readonly ProgramPart[] {
  return kind === 'levels' ? (program.tiers?.levels ?? []) : program[kind];
}

/** A part that a finding or a change speaks of. */
export interface PartRef {
  part: PartKind;
  id: string;
}
