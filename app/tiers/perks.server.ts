/**
 * The outbox task that brings a member's level to Shopify: its customer tags, and its code for free shipping. Reads what the
 * level gives now and what is there because of a level, and makes the difference; running it twice does no harm.
 */
import { inTransaction, pool, type Sql } from '../db.server.ts';
import { say } from '../i18n/explain.ts';
import type { Locale } from '../lib/locales.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { rewardSchema, type Reward } from '../program/rewards/reward.ts';
import { textIn } from '../program/text.ts';
import type { Level, Perk } from '../program/tiers.ts';
import { livePrograms, type LiveProgram } from '../publishing/live-programs.server.ts';
import { grantReward, revokeGrant } from '../rewards/grant.server.ts';
import { holdRewardTags } from '../rewards/held-tags.server.ts';
import { ShopifyRefusal } from '../shopify/admin-client.server.ts';
import { addCustomerTags, removeCustomerTags } from '../shopify/customer-tags.server.ts';
import { requireShopFacts, type ShopFacts } from '../shops/shop-store.server.ts';
import { readTierMembers, type TierMember } from './tier-store.server.ts';

export async function runSyncTier(shopId: number, memberId: string, now: Date): Promise<void> {
  const shop = await requireShopFacts(shopId);
  // A shop that has left lets nobody in; what was made there is noted, and goes when the member is looked at again.
  if (!shop.isInstalled) return;
  const plan = await inTransaction(async (sql) => {
    const live = (await livePrograms(sql, [shopId])).get(shopId);
    const [member] = await readTierMembers(sql, [{ shopId, id: memberId }], true);
    if (!live || !member || member.status === 'merged' || member.status === 'erased') return null;
    const level = live.program.tiers?.levels.find(({ id }) => id === member.tierId) ?? null;
    await settleShippingCode(sql, shop, member, level, live, now);
    return { member, ...(await planTags(sql, member, level)) };
  });
  if (!plan?.member.customerId) return;
  try {
    if (plan.add.length > 0) await addCustomerTags(shop.domain, plan.member.customerId, plan.add);
    if (plan.remove.length > 0) await removeCustomerTags(shop.domain, plan.member.customerId, plan.remove);
  } catch (error) {
    // A customer who is gone at Shopify has no tags.
    if (!(error instanceof ShopifyRefusal)) throw error;
  }
  await pool().query(
    `UPDATE member_tiers SET tags = ARRAY(SELECT unnest(tags) EXCEPT SELECT unnest($3::text[])) WHERE shop_id = $1 AND member_id = $2`,
    [shopId, memberId, plan.remove],
  );
}

/**
 * Notes the tags before they are made, so that what a crash leaves at Shopify is known and can be taken away. A tag that a reward
 * holds too is left to the reward from then on: its note goes here, and the reward takes it away at its end.
 */
async function planTags(
  sql: Sql,
  member: TierMember,
  level: Level | null,
): Promise<{ add: string[]; remove: string[] }> {
  const wanted = (level?.perks ?? []).flatMap((perk) => (perk.kind === 'tag' ? [perk.tag] : []));
  const { rows } = await sql.query<{ tags: string[] }>(
    `UPDATE member_tiers t SET tags = ARRAY(SELECT unnest(coalesce(tags, '{}')) UNION SELECT unnest($3::text[]))
     WHERE t.shop_id = $1 AND t.member_id = $2 RETURNING t.tags`,
    [member.shopId, member.id, wanted],
  );
  const isWanted = new Set(wanted.map((tag) => tag.toLowerCase()));
  const others = (rows[0]?.tags ?? []).filter((tag) => !isWanted.has(tag.toLowerCase()));
  if (others.length === 0) return { add: wanted, remove: [] };
  const held = await holdRewardTags(sql, { shopId: member.shopId, memberId: member.id });
  const kept = others.filter((tag) => held.has(tag.toLowerCase()));
  await sql.query(
    `UPDATE member_tiers SET tags = ARRAY(SELECT unnest(tags) EXCEPT SELECT unnest($3::text[])) WHERE shop_id = $1 AND member_id = $2`,
    [member.shopId, member.id, kept],
  );
  return { add: [...wanted, ...kept], remove: others.filter((tag) => !kept.includes(tag)) };
}

function shippingKey(member: TierMember, perk: Extract<Perk, { kind: 'free_shipping' }>): string {
  return `tier:${member.id}:free_shipping:${perk.minimumSubtotalMinor}`;
}

/** A code for free shipping holds for any number of orders, as long as a level gives it on the same terms. */
async function settleShippingCode(
  sql: Sql,
  shop: ShopFacts,
  member: TierMember,
  level: Level | null,
  live: LiveProgram,
  now: Date,
): Promise<void> {
  const perk = level?.perks.find((one) => one.kind === 'free_shipping');
  const wanted = perk ? shippingKey(member, perk) : null;
  const { rows } = await sql.query<{ key: string }>(
    // Also those that came with another member in a merge.
    `SELECT grant_key AS key FROM redemptions WHERE shop_id = $1 AND member_id = $2
       AND grant_key LIKE 'tier:%:free\\_shipping:%' AND grant_key NOT LIKE '%:revoked:%'`,
    [member.shopId, member.id],
  );
  for (const { key } of rows) if (key !== wanted) await revokeGrant(sql, { shopId: member.shopId, key, now });
  if (level && perk && wanted && member.status === 'active')
    await grantReward(sql, {
      ...{ shop, member, live, now, key: wanted, lasting: true },
      rewardId: shippingReward(perk, level.name),
    });
}

/** The perk as a reward that nobody can buy. */
function shippingReward(perk: Extract<Perk, { kind: 'free_shipping' }>, name: Level['name']): Reward {
  return rewardSchema.parse({
    id: 'tier_free_shipping',
    kind: 'free_shipping',
    enabled: true,
    title: shippingTitle(name),
    costPoints: 0,
    minimumSubtotalMinor: perk.minimumSubtotalMinor,
    codeValidDays: null,
    combinesWith: { order: true, product: true, shipping: false },
  });
}

const LONGEST_TITLE = 80;

/** "Free shipping (Gold)": among a member's codes the name of the level alone does not say what it is good for. */
function shippingTitle(name: Level['name']): Level['name'] {
  const titleIn = (locale: Locale) => {
    const level = textIn(name, locale);
    const title = `${say('title_free_shipping', {}, locale)} (${level})`;
    return title.length <= LONGEST_TITLE ? title : level;
  };
  return { en: titleIn('en'), da: titleIn('da'), sv: titleIn('sv'), hu: titleIn('hu'), de: titleIn('de') };
}

/** Somebody took tags away at Shopify: those that a level gives come back. */
export async function restoreTags(
  sql: Sql,
  { shopId, customerId }: { shopId: number; customerId: string },
  removed: readonly string[],
): Promise<void> {
  if (removed.length === 0) return;
  const { rows } = await sql.query<{ id: string }>({
    name: 'tiers-lost-tags',
    text: `SELECT m.id FROM members m JOIN member_tiers t ON t.shop_id = m.shop_id AND t.member_id = m.id
           WHERE m.shop_id = $1 AND m.customer_id = $2 AND t.tags && $3::text[]`,
    values: [shopId, customerId, [...removed]],
  });
  await enqueue(
    sql,
    rows.map(({ id }) => ({ shopId, topic: 'sync_tier', subject: id })),
  );
}
