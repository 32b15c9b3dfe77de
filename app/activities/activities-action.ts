/** What the screens of activities ask for. Pure: shared by the screens and the server. */
import { z } from 'zod';

const day = z.union([z.literal(''), z.iso.date()]).transform((text) => text || null);

export const activitiesActionSchema = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('handled'), key: z.string().max(300), handled: z.boolean() }),
  z.object({
    intent: z.literal('create_place'),
    name: z.string().trim().min(1).max(80),
    kind: z.enum(['poster', 'screen']),
    intervalMinutes: z.int().min(1).max(100_000),
    expiresOn: day,
  }),
  z.object({ intent: z.literal('end_place'), id: z.uuid() }),
  z.object({ intent: z.literal('renew_place'), id: z.uuid() }),
  z.object({
    intent: z.literal('scan'),
    card: z.string().trim().min(1).max(200),
    stamps: z.int().min(1).max(20),
    requestId: z.uuid(),
    again: z.boolean().default(false),
  }),
  z.object({
    intent: z.literal('create_token'),
    name: z.string().trim().min(1).max(80),
    canReport: z.boolean(),
    canRead: z.boolean(),
    memberPerDay: z.int().min(1).max(1000),
    perDay: z.int().min(1).max(1_000_000),
  }),
  z.object({ intent: z.literal('revoke_token'), id: z.uuid() }),
  z.object({ intent: z.literal('flow'), enabled: z.boolean() }),
]);
export type ActivitiesAction = z.input<typeof activitiesActionSchema>;

export type ScanRefusal = 'unknown_card' | 'member_not_active' | 'just_scanned' | 'no_program' | 'not_offered';

export interface ScannedMember {
  memberId: string;
  customerId: string | null;
  name: string | null;
  points: number;
  availablePoints: number;
  goals: { title: Record<string, string>; progress: number; target: number; reached: number }[];
}

export type ActivitiesAnswer =
  | { outcome: 'done' }
  | { outcome: 'not_understood' }
  /** The token, to be shown this once. */
  | { outcome: 'token'; token: string }
  | { outcome: 'scanned'; member: ScannedMember }
  | { outcome: 'scan_refused'; refusal: ScanRefusal };
