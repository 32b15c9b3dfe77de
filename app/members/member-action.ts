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
    intent: z.literal('extend'),
    /** The last day on which the points can be used. */
    until: z.iso.date(),
    note: z.string().trim().max(500),
    requestId: z.uuid(),
  }),
  /** Takes an extension back. */
  z.object({ intent: z.literal('restore'), requestId: z.uuid() }),
  z.object({
    intent: z.literal('level'),
    /** Null takes back the level that was given by hand. */
    tierId: z.string().max(40).nullable(),
    /** The last date; null for no end. */
    until: z.iso.date().nullable(),
    reason: z.string().trim().max(500),
  }),
  /** For the shop's people alone. */
  z.object({ intent: z.literal('note'), note: z.string().max(2_000) }),
  /** Removes the member and every link to the person. */
  z.object({ intent: z.literal('erase') }),
  /** Who could be the same person: asked with a name, an address or a customer id. */
  z.object({ intent: z.literal('find_other'), text: z.string().trim().min(1).max(200) }),
  z.object({ intent: z.literal('merge'), otherId: z.uuid() }),
  z.object({ intent: z.literal('block') }),
  z.object({ intent: z.literal('unblock') }),
  z.object({ intent: z.literal('cancel'), redemptionId: z.uuid() }),
]);
export type MemberAction = z.infer<typeof memberActionSchema>;

/** A member who may be the same person, with what would come along. */
export interface OtherMember {
  memberId: string;
  customerId: string | null;
  name: string | null;
  availablePoints: number;
  pendingPoints: number;
  orders: number;
}

export type MemberActionAnswer =
  | { ok: true; intent: Exclude<MemberAction['intent'], 'find_other'> }
  | { ok: true; intent: 'find_other'; others: OtherMember[] }
  | { ok: false; intent: MemberAction['intent'] | null; refusal: string };

export function readMemberAction(input: unknown): { ok: true; action: MemberAction } | { ok: false } {
  const parsed = memberActionSchema.safeParse(input);
  return parsed.success ? { ok: true, action: parsed.data } : { ok: false };
}
