/** What the members page asks for, and what it is answered. Pure; it also runs in the browser. */
import { z } from 'zod';
import { bulkRequestSchema } from './bulk/bulk-request.ts';

export const membersActionSchema = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('save_view'), id: z.uuid(), name: z.string().max(200), query: z.string().max(4_000) }),
  z.object({ intent: z.literal('delete_view'), id: z.uuid() }),
  z.object({ intent: z.literal('bulk'), request: bulkRequestSchema }),
  z.object({ intent: z.literal('stop_bulk'), id: z.uuid() }),
]);
export type MembersAction = z.infer<typeof membersActionSchema>;

export type MembersAnswer =
  | { ok: true; intent: MembersAction['intent'] }
  | {
      ok: false;
      refusal: 'not_understood' | 'name_missing' | 'name_taken' | 'too_many' | 'search_incomplete' | 'finished';
    };

/** What a file is wanted of. */
export const fileRequestSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('members'),
    view: z.string().max(4_000),
    /** Only these of them; null for all. */
    memberIds: z.array(z.uuid()).max(1_000).nullable(),
    withNames: z.boolean(),
  }),
  z.object({ kind: z.literal('bulk_failures'), bulkId: z.uuid() }),
  z.object({ kind: z.literal('import_problems'), importId: z.uuid() }),
]);
export type FileRequest = z.infer<typeof fileRequestSchema>;
