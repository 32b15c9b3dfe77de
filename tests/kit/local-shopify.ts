/** The sandbox as the Shopify of a test: its Admin API answers at the address that the app calls, one shop, no past orders. */
import { createAdminHandler } from '#sandbox/admin/handler.ts';
import { readAppConfig } from '#sandbox/app-config.ts';
import { seedWorld } from '#sandbox/seed/seed.ts';
import { openWorld, type World } from '#sandbox/world/world.ts';
import { prisma } from '#app/prisma.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import { createMember, createShop, nextNumber, NOW, simpleProgram } from './factories.ts';
import { answerAsShopify, shopifyOrigin } from './shopify-address.ts';

export interface LocalShopify {
  world: World;
  shop: ShopFacts;
  /** A customer of the sandbox who has joined. */
  joinedCustomer(): Promise<Awaited<ReturnType<typeof createMember>>>;
  close(): void;
}

export async function openLocalShopify(program = simpleProgram()): Promise<LocalShopify> {
  const world = openWorld({ file: ':memory:', startAt: NOW.toISOString(), frozen: true });
  seedWorld(world, { pastOrders: 0 });
  world.apps.register(
    readAppConfig({
      tomlFile: 'shopify.app.toml',
      appUrl: 'http://localhost:9',
      apiKey: process.env.SHOPIFY_API_KEY ?? '',
      apiSecret: process.env.SHOPIFY_API_SECRET ?? '',
    }),
  );
  world.apps.install();
  answerAsShopify(createAdminHandler(world, { adminOrigin: () => shopifyOrigin, storeOrigin: () => shopifyOrigin }));
  const { domain, currencyCode } = world.shop.get();
  const shop = await createShop({ domain, currencyCode, program });
  const token = world.apps.issueToken({ kind: 'offline' });
  const session = { id: `offline_${domain}`, shop: domain, state: '', isOnline: false, accessToken: token.token };
  await prisma().session.create({ data: { ...session, scope: token.scopes.join(',') } });
  return {
    world,
    shop,
    async joinedCustomer() {
      const customer = world.customers.create({ email: `customer-${nextNumber()}@example.com`, state: 'enabled' });
      return createMember(shop, String(customer.id));
    },
    close() {
      answerAsShopify(null);
      world.close();
    },
  };
}
