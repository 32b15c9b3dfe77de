/** Does what the page of rewards asks for. */
import { findRedemptionByCode, handOver, markDonationsGiven } from './hand-over.server.ts';
import { rewardsAction, type RewardsAnswer } from './rewards-action.ts';

export interface AskedBy {
  shopId: number;
  actor: string;
  now: Date;
  /** The customer's name at Shopify, for the screen alone. */
  nameOf(customerId: string): Promise<string | null>;
}

export async function answerRewards({ shopId, actor, now, nameOf }: AskedBy, body: unknown): Promise<RewardsAnswer> {
  const parsed = rewardsAction.safeParse(body);
  if (!parsed.success) return { outcome: 'not_understood' };
  const asked = parsed.data;
  switch (asked.intent) {
    case 'find': {
      const found = await findRedemptionByCode(shopId, asked.code);
      if (!found) return { outcome: 'refused', refusal: 'not_found' };
      if (found.reward.kind !== 'service') return { outcome: 'refused', refusal: 'not_to_hand_over' };
      if (found.state !== 'ready')
        return { outcome: 'refused', refusal: found.state === 'used' ? 'already_handed_over' : 'returned' };
      const { id: redemptionId, reward, customerId, code } = found;
      return {
        outcome: 'found',
        found: { redemptionId, rewardTitle: reward.title, customerId, code, name: await nameOf(customerId) },
      };
    }
    case 'hand_over': {
      const result = await handOver({ shopId, redemption: { id: asked.redemptionId }, actor, now });
      return result.ok ? { outcome: 'handed_over' } : { outcome: 'refused', refusal: result.refusal };
    }
    case 'donations_given':
      return { outcome: 'given', givenMinor: await markDonationsGiven({ shopId, actor, now, ...asked }) };
  }
}
