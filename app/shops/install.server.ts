/** What happens when a shop installs, changes or removes Regulars. */
import { inTransaction, pool, type Sql } from '../db.server.ts';
import { log, messageOf } from '../lib/log.server.ts';
import type { AdminGraphql } from '../shopify/admin-graphql.ts';
import { shopDescription } from '../shopify/documents.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { forgetShopFacts } from './shop-store.server.ts';

/**
 * After a token exchange: the shop is installed, its currency and time zone are known before the first page is shown, and its
 * storefront metafields are to be brought up to date.
 */
export async function afterInstall(domain: string, graphql: AdminGraphql, now: Date): Promise<void> {
  const shopId = await recordInstall(domain, now);
  try {
    await updateShop(pool(), shopId, await describeShop(graphql));
  } catch (error) {
    // The outbox asks again; the page that waits for us must not fail with it.
    log.warn('a shop could not be described at its installation', { shopId, error: messageOf(error) });
  }
}

async function recordInstall(domain: string, now: Date): Promise<number> {
  const installedId = await inTransaction(async (sql) => {
    const { rows: left } = await sql.query(
      'SELECT 1 FROM shops WHERE domain = $1 AND uninstalled_at IS NOT NULL FOR UPDATE',
      [domain],
    );
    const { rows } = await sql.query<{ id: number }>(
      `INSERT INTO shops (domain, installed_at, authorized_at) VALUES ($1, $2, $2)
       ON CONFLICT (domain) DO UPDATE SET installed_at = coalesce(shops.installed_at, $2), uninstalled_at = NULL, authorized_at = $2
       RETURNING id`,
      [domain, now],
    );
    const shopId = rows[0]?.id;
    if (shopId === undefined) throw new Error(`The shop ${domain} could not be written.`);
    await enqueue(sql, [
      { shopId, topic: 'sync_shop', subject: 'shop' },
      { shopId, topic: 'sync_program', subject: 'program' },
    ]);
    if (left.length > 0) await bringUpToDate(sql, shopId);
    return shopId;
  });
  forgetShopFacts();
  return installedId;
}

/** Of a shop that comes back, everything that themes and lock apps read of its members may have changed since it left. */
async function bringUpToDate(sql: Sql, shopId: number): Promise<void> {
  await sql.query(
    `INSERT INTO outbox_tasks (shop_id, topic, subject)
     SELECT m.shop_id, topic, m.id::text FROM members m
     LEFT JOIN member_tiers t ON t.shop_id = m.shop_id AND t.member_id = m.id
     CROSS JOIN unnest(ARRAY['sync_member', 'sync_tier']) AS topic
     WHERE m.shop_id = $1 AND m.customer_id IS NOT NULL AND m.status IN ('active', 'blocked')
       AND (topic = 'sync_member' OR m.tier_id IS NOT NULL OR cardinality(t.tags) > 0)
     ORDER BY 1, 2, 3
     ON CONFLICT (shop_id, topic, subject) DO UPDATE SET wanted = outbox_tasks.wanted + 1, attempts = 0, dead_at = NULL,
       available_at = least(outbox_tasks.available_at, now())`,
    [shopId],
  );
}

/**
 * The shop removed the app: its tokens are void. Points and history stay until Shopify asks to erase them. Told late, after
 * the shop has let us in again, it changes nothing. Inside a transaction.
 * @param toldAt when it happened, by Shopify's clock.
 */
export async function afterUninstall(sql: Sql, shopId: number, domain: string, toldAt: Date, now: Date): Promise<void> {
  const { rowCount } = await sql.query(
    'UPDATE shops SET uninstalled_at = $2 WHERE id = $1 AND (authorized_at IS NULL OR authorized_at <= $3)',
    [shopId, now, toldAt],
  );
  if (!rowCount) return;
  await sql.query('DELETE FROM sessions WHERE shop = $1', [domain]);
  await sql.query('DELETE FROM outbox_tasks WHERE shop_id = $1 AND topic IN ($2, $3, $4, $5, $6)', [
    shopId,
    'sync_shop',
    'sync_program',
    'sync_member',
    'sync_tier',
    'update_codes',
  ]);
  forgetShopFacts();
}

export interface ShopAnswer {
  shop: {
    name: string;
    currencyCode: string;
    ianaTimezone: string;
    taxesIncluded: boolean;
    /** Null for a domain that leads elsewhere; the language is then told by shop/update. */
    primaryDomain: { localization: { defaultLocale: string } | null };
  };
  currentAppInstallation: { id: string };
}

/** Reads the shop's name, currency, time zone and tax habit from Shopify. @throws when Shopify does not answer. */
export async function describeShop(graphql: AdminGraphql): Promise<ShopDescription> {
  const response = await graphql(shopDescription);
  const { data } = (await response.json()) as { data?: ShopAnswer };
  if (!data) throw new Error('Shopify answered without data.');
  return readShopAnswer(data);
}

/** Shopify's answer to `shopDescription` in our words. */
export function readShopAnswer({ shop, currentAppInstallation }: ShopAnswer): ShopDescription {
  return {
    name: shop.name,
    currencyCode: shop.currencyCode,
    timeZone: shop.ianaTimezone,
    taxesIncluded: shop.taxesIncluded,
    appInstallationGid: currentAppInstallation.id,
    ...(shop.primaryDomain.localization ? { primaryLocale: shop.primaryDomain.localization.defaultLocale } : {}),
  };
}

/** What Shopify says of a shop. */
export interface ShopDescription {
  name: string;
  currencyCode: string;
  timeZone: string;
  taxesIncluded: boolean;
  /** Told by shop/update alone. */
  primaryLocale?: string;
  appInstallationGid?: string;
}

export async function updateShop(sql: Sql, shopId: number, shop: ShopDescription): Promise<void> {
  await sql.query(
    `UPDATE shops SET name = $2, currency_code = $3, time_zone = $4, taxes_included = $5, primary_locale = coalesce($6, primary_locale),
       app_installation_gid = coalesce($7, app_installation_gid) WHERE id = $1`,
    [
      shopId,
      shop.name,
      shop.currencyCode,
      shop.timeZone,
      shop.taxesIncluded,
      shop.primaryLocale ?? null,
      shop.appInstallationGid ?? null,
    ],
  );
  forgetShopFacts();
}
