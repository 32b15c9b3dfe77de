import { z } from 'zod';
import type { MemberFacts } from '../member-state.ts';

/** The member has one of these levels (or, excluded, none of them). */
export const tierSchema = z.object({
  kind: z.literal('tier'),
  tierIds: z.array(z.string().min(1).max(40)).min(1, 'tiers_missing').max(20),
  exclude: z.boolean().default(false),
});

export function holdsTier({ tierIds, exclude }: z.infer<typeof tierSchema>, member: MemberFacts): boolean {
  return tierIds.includes(member.tierId ?? '') !== exclude;
}
