/** What the admin shows of a referral, and what a merchant can ask for. Pure. */
import { z } from 'zod';
import type { RefusalReason } from './decide.ts';

export const referralFilters = ['all', 'waiting', 'rewarded', 'refused'] as const;
export type ReferralFilter = (typeof referralFilters)[number];

export interface ReferralView {
  id: string;
  state: 'claimed' | 'held' | 'rewarded' | 'refused' | 'reversed';
  reasons: RefusalReason[];
  /** The merchant's reason when they decided by hand. */
  byHand: string | null;
  /** What the advocate has of it now. */
  points: number;
  /** When the friend ordered, or else came. */
  at: string;
  dueAt: string | null;
  orderId: string | null;
  orderName: string | null;
  advocateId: string;
  advocateCustomerId: string | null;
  friendId: string | null;
  friendCustomerId: string | null;
}

const referralActionSchema = z.object({
  referralId: z.uuid(),
  accept: z.boolean(),
  reason: z.string().max(500),
});
export type ReferralAction = z.infer<typeof referralActionSchema>;
export type ReferralAnswer = { ok: true; accept: boolean } | { ok: false; refusal: string };

export function readReferralAction(input: unknown): ReferralAction | null {
  const parsed = referralActionSchema.safeParse(input);
  return parsed.success ? parsed.data : null;
}
