/** The shop whose admin is open. */
import { runSyncShop } from '../storefront/sync.server.ts';
import { afterInstall } from './install.server.ts';
import { getShop, requireShop, type Shop } from './shop-store.server.ts';

/**
 * The shop with its name, currency and time zone known. The very first page is asked for while the installation is still
 * being written and before the worker has fetched these facts; a program must not be proposed in a guessed currency, so
 * they are fetched here, once.
 * @param domain of an authenticated session.
 * @throws when Shopify cannot be asked on that first occasion.
 */
export async function openShop(domain: string): Promise<Shop> {
  const known = await getShop(domain);
  if (known?.name) return known;
  if (!known?.installedAt) await afterInstall(domain, new Date());
  const { id } = await requireShop(domain);
  await runSyncShop(id);
  return requireShop(domain);
}
