/** What the program editors ask of the server, and its answers: one shape for onboarding and for the Program page. Pure. */
import { z } from 'zod';
import type { ProgramProblem } from '../program/document.ts';

/** The draft that the editor began from, 0 for none. */
const revision = z.int().min(0);
const programActionSchema = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('save'),
    document: z.unknown(),
    baseVersion: z.int().min(0),
    revision,
    step: z.string().max(40).optional(),
  }),
  z.object({ intent: z.literal('discard'), revision }),
  z.object({ intent: z.literal('publish'), document: z.unknown(), baseVersion: z.int().min(0), revision }),
]);
export type ProgramAction = z.infer<typeof programActionSchema>;

/** A draft that somebody else saved. */
export interface TheirDraft {
  document: unknown;
  revision: number;
  savedAt: string;
  /** Whether it was the same person, in another window. */
  isMine: boolean;
}

export type ProgramActionAnswer =
  | { outcome: 'discarded' | 'not_understood' }
  | { outcome: 'saved'; revision: number }
  | { outcome: 'published'; version: number }
  | { outcome: 'wrong'; problems: ProgramProblem[]; revision: number }
  /** Somebody else published in the meantime; what was typed is kept as the draft. */
  | { outcome: 'conflict'; revision: number }
  /** Somebody else saved or dropped the draft in the meantime: nothing was done, both are still there. */
  | { outcome: 'draft_conflict'; theirs: TheirDraft | null };

export function readProgramAction(input: unknown): ProgramAction | null {
  const parsed = programActionSchema.safeParse(input);
  return parsed.success ? parsed.data : null;
}
