/**
 * Shopify's own library, set up once: authentication of the admin, sessions, and the Admin API. What must start at once loads it
 * when it first speaks to Shopify (shopify/admin-client.server.ts).
 */
import '@shopify/shopify-app-remix/adapters/node';
import { ApiVersion, AppDistribution, LogSeverity, shopifyApp } from '@shopify/shopify-app-remix/server';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { PrismaSessionStorage } from '@shopify/shopify-app-session-storage-prisma';
import { env } from './lib/env.server.ts';
import { prisma } from './prisma.server.ts';
import { afterInstall } from './shops/install.server.ts';
import { appBridgeUrl, frameAncestors, resolveShopAddress } from './shopify/shop-address.server.ts';

setAbstractFetchFunc((input, init) =>
  typeof input === 'string' ? fetch(resolveShopAddress(input), init) : fetch(input, init),
);

export const apiVersion = ApiVersion.October26;

/**
 * A process may start before its database is there. The library looks for its table twice, 5 seconds apart, and whoever asks in between
 * waits so long: a shopper, after a crash. We look often, and give up after a minute, so that the process ends and is started anew.
 */
const sessionTableWait = { connectionRetryIntervalMs: 200, connectionRetries: 300 };

const shopify = shopifyApp({
  apiKey: env().SHOPIFY_API_KEY,
  apiSecretKey: env().SHOPIFY_API_SECRET,
  appUrl: env().SHOPIFY_APP_URL,
  apiVersion,
  scopes: env().SCOPES.split(','),
  authPathPrefix: '/auth',
  sessionStorage: new PrismaSessionStorage(prisma(), sessionTableWait),
  distribution: AppDistribution.AppStore,
  logger: { level: LogSeverity.Warning },
  future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
  hooks: { afterAuth: async ({ session, admin }) => afterInstall(session.shop, admin.graphql, new Date()) },
});

export const { authenticate, unauthenticated, login, sessionStorage } = shopify;

/** Shopify's headers for an embedded document, as they are where another host answers for its own. */
export function addDocumentResponseHeaders(request: Request, headers: Headers): void {
  shopify.addDocumentResponseHeaders(request, headers);
  resolveHeaders(request, headers);
}

/** Lets the admin of the shop that the address names embed the page, wherever that admin is, and preloads no other App Bridge than is used. */
export function resolveHeaders(request: Request, headers: Headers): void {
  if (appBridgeUrl()) headers.delete('Link');
  const shop = new URL(request.url).searchParams.get('shop');
  if (shop && /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/i.test(shop))
    headers.set('Content-Security-Policy', frameAncestors(shop));
}
