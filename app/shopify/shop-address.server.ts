/**
 * The one seam that resolves a shop's address. In production a shop lives at https://<shop>.myshopify.com and its admin at
 * https://admin.shopify.com. In development SHOPIFY_ADDRESS_OVERRIDE names a host that answers for every shop, under
 * /shops/<shop>. Nothing else in the app knows of it.
 */
import { env } from '../lib/env.server.ts';

/** Where a request to a shop is sent: the address unchanged, or the same path at the overriding host. */
export function resolveShopAddress(url: string): string {
  const override = env().SHOPIFY_ADDRESS_OVERRIDE;
  if (!override) return url;
  const address = new URL(url);
  if (!address.hostname.endsWith('.myshopify.com')) return url;
  return `${override}/shops/${address.hostname}${address.pathname}${address.search}`;
}

/** An address in Shopify's admin: unchanged, or the same path at the overriding host. */
export function resolveAdminAddress(url: string): string {
  const override = env().SHOPIFY_ADDRESS_OVERRIDE;
  const { host, pathname, search } = new URL(url);
  return override && host === 'admin.shopify.com' ? `${new URL(override).origin}${pathname}${search}` : url;
}

/** The value of Content-Security-Policy that lets exactly this shop's admin embed the app. */
export function frameAncestors(shop: string): string {
  const override = env().SHOPIFY_ADDRESS_OVERRIDE;
  const ancestors = override ? [new URL(override).origin] : [`https://${shop}`, 'https://admin.shopify.com'];
  return `frame-ancestors ${ancestors.join(' ')};`;
}

/** The address of the App Bridge script; undefined is Shopify's own. */
export function appBridgeUrl(): string | undefined {
  return env().APP_BRIDGE_URL;
}
