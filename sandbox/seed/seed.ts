/**
 * Fills an empty world with the demo's shop and a year of past orders. Deterministic: the same clock start gives the same shop.
 * It only uses what the rooms of the world offer, so everything that it makes is something that Shopify could have.
 */
import type { Customer, Product, Variant } from '#sandbox/world/types.ts';
import type { World } from '#sandbox/world/world.ts';
import { SEED_COLLECTIONS, SEED_PRODUCTS } from './catalog-data.ts';
import { REGIONS } from './people-data.ts';
import { MEMBER_PRICE_HANDLES } from './program-goods-data.ts';
import { Random } from './random.ts';
import { DEMO_SHOP } from './shop-data.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const YEAR_MS = 365 * DAY_MS;

export interface SeedOptions {
  /** Default 500. */
  pastOrders?: number;
  /** Default 60; the first are always the same well-known people. */
  customers?: number;
  seed?: number;
}

interface Good {
  variant: Variant;
  product: Product;
  weight: number;
}

/** People whom a script or a tester can rely on. */
export const KNOWN_CUSTOMERS = [
  { firstName: 'Freja', lastName: 'Holm', email: 'freja.holm@example.com', locale: 'da', state: 'enabled' },
  { firstName: 'Emil', lastName: 'Lund', email: 'emil.lund@example.com', locale: 'da', state: 'enabled' },
  { firstName: 'Elsa', lastName: 'Berg', email: 'elsa.berg@example.com', locale: 'sv', state: 'enabled' },
  { firstName: 'Alice', lastName: 'Marsh', email: 'alice.marsh@example.com', locale: 'en', state: 'enabled' },
  { firstName: 'Oskar', lastName: 'Friis', email: 'oskar.friis@example.com', locale: 'da', state: 'disabled' },
] as const;

export function seedWorld(world: World, options: SeedOptions = {}): void {
  world.transaction(() => {
    const endMs = world.clock.nowMs();
    const random = new Random(options.seed ?? 20_261_121);
    world.clock.rewindEmpty(new Date(endMs - YEAR_MS).toISOString());
    world.shop.open(DEMO_SHOP);
    const goods = stockShelves(world);
    openCodes(world);
    const people = invitePeople(world, random, options.customers ?? 60);
    const orders = options.pastOrders ?? 500;
    const times = Array.from({ length: orders }, () => orderTime(random, endMs)).sort((one, other) => one - other);
    for (const timeMs of times) {
      if (timeMs > world.clock.nowMs()) world.clock.moveTo(new Date(timeMs).toISOString());
      pastOrder(world, random, goods, people, endMs - timeMs);
    }
    // What was mailed in the past year was read long ago.
    world.log.clearMails();
    world.clock.catchUp();
  });
}

function stockShelves(world: World): Good[] {
  const goods = SEED_PRODUCTS.map(({ collections, popularity, ...input }) => ({
    collections,
    popularity,
    product: world.catalog.createProduct({ vendor: 'Nordlys', ...input }),
  }));
  for (const { handle, title, descriptionHtml, imageFile } of SEED_COLLECTIONS) {
    world.catalog.createCollection({
      handle,
      title,
      descriptionHtml,
      image: { file: imageFile, alt: title, width: 800, height: 800 },
      productIds: goods
        .filter(
          (good) =>
            good.collections.includes(handle) ||
            (handle === 'medlemspriser' && MEMBER_PRICE_HANDLES.includes(good.product.handle)),
        )
        .map((good) => good.product.id),
    });
  }
  return goods.flatMap(({ product, popularity }) =>
    product.variants.map((variant) => ({ product, variant, weight: popularity / product.variants.length })),
  );
}

/** Codes that the merchant made long before there was a loyalty program. */
function openCodes(world: World): void {
  world.discounts.create(null, {
    kind: 'basic',
    title: 'Velkommen',
    code: 'VELKOMMEN10',
    items: { kind: 'all' },
    value: { kind: 'percentage', percentageBp: 1000 },
    appliesOncePerCustomer: true,
    combinesWith: { order: false, product: false, shipping: true },
  });
  world.discounts.create(null, {
    kind: 'free_shipping',
    title: 'Fri fragt over 499 kr.',
    code: 'FRAGTFRI',
    minimum: { kind: 'subtotal', amountMinor: 49_900 },
    combinesWith: { order: true, product: true, shipping: false },
  });
}

function invitePeople(world: World, random: Random, count: number): Customer[] {
  const people: Customer[] = [];
  for (let index = 0; index < count; index += 1) {
    const known = KNOWN_CUSTOMERS[index];
    const region = known
      ? (REGIONS.find(({ locale }) => locale === known.locale) ?? random.pick(REGIONS))
      : random.weighted(REGIONS, ({ weight }) => weight);
    const firstName = known?.firstName ?? random.pick(region.firstNames);
    const lastName = known?.lastName ?? random.pick(region.lastNames);
    const [address1, zip, city] = random.pick(region.places);
    let email: string = known?.email ?? `${plain(firstName)}.${plain(lastName)}@example.com`;
    for (let twin = 2; world.customers.byEmail(email); twin += 1)
      email = `${plain(firstName)}.${plain(lastName)}${twin}@example.com`;
    people.push(
      world.customers.create({
        email,
        firstName,
        lastName,
        state: known?.state ?? (random.chance(0.72) ? 'enabled' : 'disabled'),
        locale: region.locale,
        tags: random.chance(0.1) ? ['kaffeklub'] : [],
        emailMarketingState: random.chance(0.45) ? 'subscribed' : 'not_subscribed',
        address: { firstName, lastName, address1, zip, city, country: region.country, countryCode: region.countryCode },
      }),
    );
  }
  return people;
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .replaceAll('å', 'aa')
    .normalize('NFD')
    .replace(/[^a-z]/g, '');
}

/** Whole seconds; mornings and evenings, a little busier towards the end of the year that is shown. */
function orderTime(random: Random, endMs: number): number {
  const daysAgo = Math.floor(364 * random.next() ** 1.25) + 1;
  const hour = random.weighted([7, 8, 9, 12, 15, 17, 19, 20, 21, 22], (candidate) => (candidate >= 19 ? 3 : 2));
  const dayStartMs = Math.floor((endMs - daysAgo * DAY_MS) / DAY_MS) * DAY_MS;
  const timeMs = dayStartMs + hour * 3_600_000 + random.whole(0, 3_599) * 1000;
  return Math.min(Math.max(timeMs, endMs - YEAR_MS + 1000), endMs - 3_600_000);
}

function pastOrder(world: World, random: Random, goods: Good[], people: Customer[], ageMs: number): void {
  const atCounter = random.chance(0.04);
  // A few regulars buy most of what is bought.
  const rank = Math.floor(people.length * random.next() ** 1.4);
  const customer = people[rank] ?? random.pick(people);
  const chosen = new Map<number, number>();
  for (let line = random.weighted([1, 2, 3, 4], (count) => 5 - count); line > 0; line -= 1) {
    const good = random.weighted(goods, ({ weight }) => weight);
    chosen.set(good.variant.id, good.product.isGiftCard ? 1 : random.weighted([1, 2, 3], (units) => 4 - units));
  }
  const lines = [...chosen].map(([variantId, quantity]) => ({ variantId, quantity }));
  const needsShipping = lines.some(({ variantId }) => world.catalog.variant(variantId)?.variant.requiresShipping);
  const isNewToShop = world.orders.count({ customerId: customer.id }) === 0;
  const codes = !atCounter && isNewToShop && random.chance(0.4) ? ['VELKOMMEN10'] : [];
  const order = world.orders.place({
    lines,
    buyer: atCounter ? null : { customerId: customer.id },
    codes,
    requireCodes: false,
    shippingRateId:
      needsShipping && !atCounter
        ? random.weighted(['pakkeshop', 'hjemmelevering', 'afhentning'], (id) => (id === 'pakkeshop' ? 5 : 2))
        : null,
    currencyCode: !atCounter && customer.locale === 'de' ? 'EUR' : undefined,
    locale: customer.locale,
    sourceName: atCounter ? 'pos' : 'web',
    paid: !random.chance(0.01),
    gateway: 'shopify_payments',
  });
  const fate = random.next();
  if (fate < 0.03) {
    world.orders.cancel(order.id, { reason: 'customer', refund: true, restock: true });
    return;
  }
  if (ageMs > 2 * DAY_MS) world.orders.fulfill(order.id);
  if (fate < 0.09 && order.financialStatus === 'paid') {
    const line = random.pick(order.lines);
    world.orders.refund(order.id, {
      lines: [{ lineId: line.id, quantity: random.whole(1, line.quantity), restockType: 'return' }],
    });
  }
}
