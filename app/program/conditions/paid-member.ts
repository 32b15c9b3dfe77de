import { z } from 'zod';
import type { MemberFacts } from '../member-state.ts';

/** The member has a paid membership in force (or, excluded, none). */
export const paidMemberSchema = z.object({ kind: z.literal('paid_member'), exclude: z.boolean().default(false) });

export function holdsPaidMember({ exclude }: z.infer<typeof paidMemberSchema>, member: MemberFacts): boolean {
  return (member.paidMember ?? false) !== exclude;
}
