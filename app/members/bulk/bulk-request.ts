/** What can be done to many members at once, and to whom: the shape of the request. Pure. */
import { z } from 'zod';

const actionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('adjust'),
    /** Signed and whole: positive gives, negative takes. */
    points: z
      .int()
      .min(-10_000_000)
      .max(10_000_000)
      .refine((points) => points !== 0),
    note: z.string().trim().min(1).max(500),
  }),
  z.object({ kind: z.literal('block') }),
  z.object({ kind: z.literal('unblock') }),
  z.object({
    kind: z.literal('tag'),
    add: z.boolean(),
    tag: z
      .string()
      .trim()
      .min(1)
      .max(255)
      .regex(/^[^,]+$/),
  }),
  z.object({
    kind: z.literal('level'),
    /** Null takes back the level that was given by hand. */
    tierId: z.string().max(40).nullable(),
    until: z.iso.date().nullable(),
    reason: z.string().trim().max(500),
  }),
]);
export type BulkActionAsked = z.infer<typeof actionSchema>;

export const bulkRequestSchema = z.object({
  /** Made when the dialog was opened: the same dialog sent twice is one action. */
  id: z.uuid(),
  action: actionSchema,
  whom: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('selected'), memberIds: z.array(z.uuid()).min(1).max(1_000) }),
    /** Everyone whom a view finds, told as the query of its address. */
    z.object({ kind: z.literal('found'), view: z.string().max(4_000) }),
  ]),
});
export type BulkRequest = z.infer<typeof bulkRequestSchema>;

/** gathering: whom it is about is being written down. running; stopped by a person; done. */
export type BulkState = 'gathering' | 'running' | 'stopped' | 'done';

/** Why it could not be done for a member. */
export type BulkFailureCode =
  'insufficient_points' | 'member_not_active' | 'tier_unknown' | 'date_past' | 'no_customer';

export interface BulkView {
  id: string;
  action: BulkActionAsked;
  state: BulkState;
  total: number;
  done: number;
  unchanged: number;
  failed: number;
  askedAt: string;
  finishedAt: string | null;
}

export interface EarlierBulk extends BulkView {
  /** Who asked for it: as in the audit log. */
  actor: string;
}
