/** What happens when a shop installs, changes or removes Regulars. */
import { inTransaction, type Sql } from '../db.server.ts';
import { enqueue } from '../outbox/outbox-store.server.ts';
import { forgetShopFacts } from './shop-store.server.ts';

/** After a token exchange: the shop is installed, and its facts and storefront metafields are to be brought up to date. */
export async function afterInstall(domain: string, now: Date): Promise<void> {
  await inTransaction(async (sql) => {
    const { rows } = await sql.query<{ id: number }>(
      `INSERT INTO shops (domain, installed_at) VALUES ($1, $2)
       ON CONFLICT (domain) DO UPDATE SET installed_at = coalesce(shops.installed_at, $2), uninstalled_at = NULL
       RETURNING id`,
      [domain, now],
    );
    const shopId = rows[0]?.id;
    if (shopId === undefined) throw new Error(`The shop ${domain} could not be written.`);
    await enqueue(sql, [
      { shopId, topic: 'sync_shop', subject: 'shop' },
      { shopId, topic: 'sync_program', subject: 'program' },
    ]);
  });
  forgetShopFacts();
}

/** The shop removed the app: its tokens are void. Points and history stay until Shopify asks to erase them. Inside a transaction. */
export async function afterUninstall(sql: Sql, shopId: number, domain: string, now: Date): Promise<void> {
  await sql.query('UPDATE shops SET uninstalled_at = $2 WHERE id = $1', [shopId, now]);
  await sql.query('DELETE FROM sessions WHERE shop = $1', [domain]);
  await sql.query('DELETE FROM outbox_tasks WHERE shop_id = $1 AND topic IN ($2, $3, $4)', [
    shopId,
    'sync_shop',
    'sync_program',
    'sync_member',
  ]);
  forgetShopFacts();
}

/** What Shopify says of a shop. */
export interface ShopDescription {
  name: string;
  currencyCode: string;
  timeZone: string;
  taxesIncluded: boolean;
  primaryLocale: string;
  appInstallationGid?: string;
}

export async function updateShop(sql: Sql, shopId: number, shop: ShopDescription): Promise<void> {
  await sql.query(
    `UPDATE shops SET name = $2, currency_code = $3, time_zone = $4, taxes_included = $5, primary_locale = $6,
       app_installation_gid = coalesce($7, app_installation_gid) WHERE id = $1`,
    [
      shopId,
      shop.name,
      shop.currencyCode,
      shop.timeZone,
      shop.taxesIncluded,
      shop.primaryLocale,
      shop.appInstallationGid ?? null,
    ],
  );
  forgetShopFacts();
}
