/**
 * Keeps what Liquid reads in agreement with the store: the program on the app's installation, and each member's balance
 * and codes on the customer. Both are app-owned metafields, which only this app can write.
 */
import { pool } from '../db.server.ts';
import { nextExpiry } from '../expiry/next-expiry.server.ts';
import { readBalance } from '../ledger/balances.server.ts';
import { refreshMemberRow } from '../members/member-rows.server.ts';
import { isDiscount } from '../program/rewards/reward.ts';
import { storefrontProgram } from '../program/storefront.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { getPublished } from '../publishing/program-store.server.ts';
import { listOpen } from '../rewards/redemption-store.server.ts';
import { mayBeTakenBack } from '../rewards/take-back.server.ts';
import { callAdmin, ShopifyRefusal, type UserError } from '../shopify/admin-client.server.ts';
import { metafieldsDelete, metafieldsSet, shopDescription } from '../shopify/documents.ts';
import { readShopAnswer, updateShop, type ShopAnswer } from '../shops/install.server.ts';
import { requireShopFacts } from '../shops/shop-store.server.ts';
import { standingInNumbers } from './standing.server.ts';

/** Reads the shop's name, currency, time zone and tax habit from Shopify. */
export async function runSyncShop(shopId: number): Promise<void> {
  const shop = await requireShopFacts(shopId);
  const answer = await callAdmin<ShopAnswer>(shop.domain, shopDescription);
  await updateShop(pool(), shopId, readShopAnswer(answer));
}

/** Writes the published program; before the first one, that there is none. */
export async function runSyncProgram(shopId: number): Promise<void> {
  const shop = await requireShopFacts(shopId);
  const live = await getPublished(shopId);
  const answer = await callAdmin<ShopAnswer>(shop.domain, shopDescription);
  await setMetafields(shop.domain, [
    {
      ownerId: answer.currentAppInstallation.id,
      namespace: 'regulars',
      key: 'program',
      type: 'json',
      value: JSON.stringify(live ? storefrontProgram(live.program, live.version) : { version: 0, published: false }),
    },
    // Shopify shows the money of a metafield in the buyer's currency; by so large an amount Liquid knows the rate of each market.
    {
      ownerId: answer.currentAppInstallation.id,
      namespace: 'regulars',
      key: 'exchange',
      type: 'money',
      value: JSON.stringify({ amount: '100000000', currency_code: answer.shop.currencyCode }),
    },
  ]);
}

/** Writes a member's balance and live codes. A customer who is gone at Shopify needs none. */
export async function runSyncMember(shopId: number, memberId: string, now: Date): Promise<void> {
  await refreshMemberRow(shopId, memberId);
  const { rows } = await pool().query<{ customer_id: string | null; status: string; domain: string }>(
    `SELECT m.customer_id, m.status, s.domain FROM members m JOIN shops s ON s.id = m.shop_id
     WHERE m.shop_id = $1 AND m.id = $2 AND m.status <> 'merged' AND s.uninstalled_at IS NULL`,
    [shopId, memberId],
  );
  const member = rows[0];
  if (!member?.customer_id) return;
  const [shop, live] = await Promise.all([requireShopFacts(shopId), liveProgram(shopId)]);
  const standing = live ? await standingInNumbers(shop, memberId, live, now) : {};
  const balance = await readBalance(pool(), shopId, memberId);
  const codes = (await listOpen(shopId, memberId)).filter(
    (redemption) => redemption.state === 'ready' && isDiscount(redemption.reward),
  );
  await setMetafields(member.domain, [
    {
      ownerId: `gid://shopify/Customer/${member.customer_id}`,
      namespace: '$app:regulars',
      key: 'member',
      type: 'json',
      value: JSON.stringify({
        availablePoints: balance.available,
        pendingPoints: balance.pending,
        status: member.status,
        version: balance.version,
        nextExpiry: await nextExpiry(shopId, memberId),
        codes: codes.slice(0, 10).map((redemption) => ({
          redemptionId: redemption.id,
          rewardId: redemption.rewardId,
          // Gifts of levels and goals are not among the program's rewards, and a reward may have been renamed since.
          title: redemption.reward.title,
          code: redemption.code,
          expiresAt: redemption.expiresAt?.toISOString() ?? null,
          cancellable: mayBeTakenBack(redemption, 'shopper'),
        })),
        ...standing,
      }),
    },
  ]).catch((error: unknown) => {
    if (!(error instanceof ShopifyRefusal)) throw error;
  });
}

/**
 * Takes a member's balance out of the store, before the member is removed. A customer who is gone at Shopify has none.
 * @throws ShopifyUnavailable.
 */
export async function hideMember(shopDomain: string, customerId: string): Promise<void> {
  const ownerId = `gid://shopify/Customer/${customerId}`;
  await callAdmin(shopDomain, metafieldsDelete, {
    metafields: [{ ownerId, namespace: '$app:regulars', key: 'member' }],
  }).catch((error: unknown) => {
    if (!(error instanceof ShopifyRefusal)) throw error;
  });
}

interface MetafieldInput {
  ownerId: string;
  namespace: string;
  key: string;
  type: string;
  value: string;
}

async function setMetafields(shopDomain: string, metafields: MetafieldInput[]): Promise<void> {
  const { metafieldsSet: payload } = await callAdmin<{ metafieldsSet: { userErrors: UserError[] } }>(
    shopDomain,
    metafieldsSet,
    {
      metafields,
    },
  );
  if (payload.userErrors.length > 0)
    throw new ShopifyRefusal(payload.userErrors.map((error) => error.message).join(' '));
}
