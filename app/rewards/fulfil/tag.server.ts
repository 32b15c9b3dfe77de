/** A tag on the customer, for as long as the reward holds. */
import { pool } from '../../db.server.ts';
import type { Reward } from '../../program/rewards/reward.ts';
import { ShopifyRefusal } from '../../shopify/admin-client.server.ts';
import { addCustomerTags, removeCustomerTags } from '../../shopify/customer-tags.server.ts';
import { hasLevelTag } from '../../tiers/tier-store.server.ts';
import type { Redemption } from '../redemption-store.server.ts';
import type { Fulfilment } from './fulfilment.ts';

export const tagFulfilment: Fulfilment = {
  async deliver({ shop, redemption }) {
    await addCustomerTags(shop.domain, redemption.customerId, [tagOf(redemption.reward)]);
    return { state: 'ready' };
  },

  async withdraw({ shop, redemption }) {
    const tag = tagOf(redemption.reward);
    if (await holdsTagOtherwise(redemption, tag)) return { wasUsed: false };
    try {
      await removeCustomerTags(shop.domain, redemption.customerId, [tag]);
    } catch (error) {
      // A customer who is gone has no tags.
      if (!(error instanceof ShopifyRefusal)) throw error;
    }
    return { wasUsed: false };
  },
};

function tagOf(reward: Reward): string {
  if (!('tag' in reward)) throw new Error(`"${reward.kind}" has no tag.`);
  return reward.tag;
}

/** The member has the same tag by another redemption that still holds, or by a level. */
async function holdsTagOtherwise({ shopId, id, memberId }: Redemption, tag: string): Promise<boolean> {
  const { rowCount } = await pool().query({
    name: 'redemptions-same-tag',
    text: `SELECT 1 FROM redemptions WHERE shop_id = $1 AND member_id = $2 AND id <> $3 AND state IN ('debited', 'ready')
             AND lower(reward ->> 'tag') = lower($4) LIMIT 1`,
    values: [shopId, memberId, id, tag],
  });
  return Boolean(rowCount) || hasLevelTag(pool(), shopId, memberId, tag);
}
