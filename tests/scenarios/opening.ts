/** How a life begins: an installed shop in an empty store, and a Shopify that answers. */
import { randomUUID } from 'node:crypto';
import { createAdminHandler } from '#sandbox/admin/handler.ts';
import { readAppConfig } from '#sandbox/app-config.ts';
import { handleMail } from '#sandbox/mail/mail-pages.ts';
import type { World } from '#sandbox/world/world.ts';
import { pool } from '#app/db.server.ts';
import { prisma } from '#app/prisma.server.ts';
import { env } from '#app/lib/env.server.ts';
import type { Channel, MessageKind } from '#app/messages/kinds.ts';
import { saveSettings } from '#app/messages/settings-store.server.ts';
import { defaultSettings } from '#app/messages/settings.ts';
import type { Program } from '#app/program/document.ts';
import { forgetShopFacts, type ShopFacts } from '#app/shops/shop-store.server.ts';
import type { Doors } from '#tests/kit/door.ts';
import { createShop } from '#tests/kit/factories.ts';
import { answerAsShopify, shopifyOrigin } from '#tests/kit/shopify-address.ts';

/** Installs the app in the sandbox's shop; from now on the sandbox answers as Shopify. */
export function connect(world: World, doors: Doors): void {
  const { SHOPIFY_API_KEY: apiKey = '', SHOPIFY_API_SECRET: apiSecret = '' } = process.env;
  world.apps.register(readAppConfig({ tomlFile: 'shopify.app.toml', appUrl: doors.origin, apiKey, apiSecret }));
  world.apps.install();
  const admin = createAdminHandler(world, { adminOrigin: () => shopifyOrigin, storeOrigin: () => shopifyOrigin });
  answerAsShopify(async (request, response) => {
    if (!(await handleMail(world, request, response))) await admin(request, response);
  });
}

export async function openShop(world: World, program: Program): Promise<ShopFacts> {
  await emptyStore();
  const { domain, currencyCode } = world.shop.get();
  const token = world.apps.issueToken({ kind: 'offline' });
  const session = { id: `offline_${domain}`, shop: domain, state: '', isOnline: false, accessToken: token.token };
  await prisma().session.create({ data: { ...session, scope: token.scopes.join(',') } });
  return createShop({ domain, currencyCode, program });
}

/** The gateway is the sandbox's, on this machine: what only development may do. */
export async function setUpMessages(shop: ShopFacts, kinds: Partial<Record<MessageKind, Channel[]>>): Promise<void> {
  env().MESSAGES_ALLOW_PRIVATE_ADDRESSES = 'true';
  const receiver = { url: `${shopifyOrigin}/mail/gateway`, secret: randomUUID() };
  await saveSettings(shop.id, { ...defaultSettings, kinds, earned: 'each', gateway: receiver, webhook: receiver });
}

/** Each life begins in an empty store; ids go on, so that nothing remembered by id is taken for something new. */
export async function emptyStore(): Promise<void> {
  const { rows } = await pool().query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
  );
  await pool().query(`TRUNCATE ${rows.map(({ name }) => name).join(', ')}`);
  forgetShopFacts();
}
