/** What the page of rewards asks for, and what it is answered. Pure; it also runs in the browser. */
import { z } from 'zod';

export const rewardsAction = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('find'), code: z.string().trim().min(1).max(60) }),
  z.object({ intent: z.literal('hand_over'), redemptionId: z.uuid() }),
  z.object({
    intent: z.literal('donations_given'),
    rewardId: z.string().min(1).max(40),
    expectedMinor: z.int().min(1),
  }),
]);
export type RewardsAction = z.infer<typeof rewardsAction>;

export type CounterRefusal = 'not_found' | 'already_handed_over' | 'returned' | 'not_to_hand_over';

/** A reward that somebody at the counter is about to hand over. */
export interface AtCounter {
  redemptionId: string;
  rewardTitle: Record<string, string>;
  customerId: string | null;
  name: string | null;
  code: string;
}

export type RewardsAnswer =
  | { outcome: 'found'; found: AtCounter }
  | { outcome: 'handed_over' }
  | { outcome: 'refused'; refusal: CounterRefusal }
  | { outcome: 'given'; givenMinor: number }
  | { outcome: 'not_understood' };
