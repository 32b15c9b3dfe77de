import { z } from 'zod';
import type { ProgramEvent } from '../events.ts';

/** The answer of a survey (0 to 10) or the stars of a review (1 to 5) are within bounds. */
export const scoreSchema = z.object({
  kind: z.literal('score'),
  min: z.int('number_invalid').min(0, 'number_invalid').max(10, 'number_invalid').default(0),
  max: z.int('number_invalid').min(0, 'number_invalid').max(10, 'number_invalid').default(10),
});

export function holdsScore({ min, max }: z.infer<typeof scoreSchema>, event: ProgramEvent): boolean {
  if (event.kind !== 'activity' || typeof event.score !== 'number') return false;
  return event.score >= min && event.score <= max;
}
