/** What a merchant can ask for on a member's page: the shape of the request and of the answer. Pure. */
import { z } from 'zod';

const memberActionSchema = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('adjust'),
    /** Signed whole number. */
    points: z.int(),
    note: z.string().trim().max(500),
    /** Made when the form was opened: the same form sent twice is one adjustment. */
    requestId: z.uuid(),
  }),
  z.object({
    intent: z.literal('level'),
    /** Null takes back the level that was given by hand. */
    tierId: z.string().max(40).nullable(),
    /** The last date; null for no end. */
    until: z.iso.date().nullable(),
    reason: z.string().trim().max(500),
  }),
  z.object({ intent: z.literal('block') }),
  z.object({ intent: z.literal('unblock') }),
  z.object({ intent: z.literal('cancel'), redemptionId: z.uuid() }),
]);
export type MemberAction = z.infer<typeof memberActionSchema>;

export type MemberActionAnswer =
  { ok: true; intent: MemberAction['intent'] } | { ok: false; intent: MemberAction['intent'] | null; refusal: string };

export function readMemberAction(input: unknown): { ok: true; action: MemberAction } | { ok: false } {
  const parsed = memberActionSchema.safeParse(input);
  return parsed.success ? { ok: true, action: parsed.data } : { ok: false };
}
