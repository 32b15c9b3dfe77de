/** What every rule has, whatever it gives points for. */
import { z } from 'zod';
import { conditionsSchema } from '../conditions/condition.ts';
import { limitsSchema } from '../limits.ts';
import { optionalTextSchema } from '../text.ts';

export const idSchema = z
  .string()
  .min(1, 'id_missing')
  .max(40, 'id_too_long')
  .regex(/^[A-Za-z0-9_-]+$/, 'id_invalid');

export const pointsSchema = z.int('points_not_whole').min(1, 'points_too_few').max(1_000_000, 'points_too_many');

export const ruleTerms = {
  id: idSchema,
  enabled: z.boolean(),
  /** What members read; null for the words that its kind has. */
  name: optionalTextSchema,
  when: conditionsSchema,
  limits: limitsSchema,
};
