/** The shop whose admin is open. */
import type { AdminGraphql } from '../shopify/admin-graphql.ts';
import { afterInstall } from './install.server.ts';
import { getShop, requireShop, type Shop } from './shop-store.server.ts';

/**
 * The shop with its name, currency and time zone known. Loaders run at the same time, so one can find the session that
 * another one just exchanged while the installation itself is still being written; then it is written here, which is safe
 * to repeat. A program must never be proposed in a guessed currency.
 * @param domain of an authenticated session. @param graphql the Admin API of the same session.
 * @throws Error when Shopify cannot be asked on that first occasion; the page offers to try again.
 */
export async function openShop(domain: string, graphql: AdminGraphql): Promise<Shop> {
  const known = await getShop(domain);
  if (known?.name && known.installedAt) return known;
  await afterInstall(domain, graphql, new Date());
  const shop = await requireShop(domain);
  if (!shop.name) throw new Error('The shop could not be described by Shopify yet.');
  return shop;
}
