/** What the program editors ask of the server, and its answers: one shape for onboarding and for the Program page. Pure. */
import { z } from 'zod';
import type { ProgramProblem } from '../program/document.ts';

const programActionSchema = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('save'), document: z.unknown(), baseVersion: z.int().min(0) }),
  z.object({ intent: z.literal('discard') }),
  z.object({ intent: z.literal('publish'), document: z.unknown(), baseVersion: z.int().min(0) }),
]);
export type ProgramAction = z.infer<typeof programActionSchema>;

export type ProgramActionAnswer =
  | { outcome: 'saved' | 'discarded' | 'not_understood' }
  | { outcome: 'published'; version: number }
  | { outcome: 'wrong'; problems: ProgramProblem[] }
  /** Somebody else published in the meantime; what was typed is kept as the draft. */
  | { outcome: 'conflict' };

export function readProgramAction(input: unknown): ProgramAction | null {
  const parsed = programActionSchema.safeParse(input);
  return parsed.success ? parsed.data : null;
}
