/** What the shop allows the app, as Shopify has it at this moment. */
import { callAdmin } from './admin-client.server.ts';
import { grantedScopes } from './documents.ts';

/** @throws ShopifyUnavailable or ShopifyRefusal. */
export async function fetchGrantedScopes(shopDomain: string): Promise<string[]> {
  const { currentAppInstallation } = await callAdmin<{
    currentAppInstallation: { accessScopes: { handle: string }[] };
  }>(shopDomain, grantedScopes);
  return currentAppInstallation.accessScopes.map(({ handle }) => handle);
}
