/** Small worlds for tests: a shop with three products, a frozen clock, an app that subscribes to what is asked. */
import { openWorld } from './world.ts';
import type { World } from './world.ts';
import type { AppRegistration } from './machine-types.ts';
import type { Customer, Shop, Variant } from './types.ts';

export const TEST_START = '2026-03-01T12:00:00Z';

export interface TestWorld {
  world: World;
  /** 99.00, 50.00 and 0.33 in the shop's currency, and a gift card of 200.00. */
  coffee: Variant;
  tea: Variant;
  sugar: Variant;
  giftCard: Variant;
  member: Customer;
}

export interface TestWorldOptions {
  file?: string;
  shop?: Partial<Shop>;
  topics?: string[];
  appUrl?: string;
  apiSecret?: string;
}

export function testApp(options: TestWorldOptions = {}): AppRegistration {
  const applicationUrl = options.appUrl ?? 'http://localhost:9';
  return {
    appId: 4242,
    handle: 'regulars',
    title: 'Regulars',
    apiKey: 'test-key',
    apiSecret: options.apiSecret ?? 'test-secret',
    applicationUrl,
    embedded: true,
    scopes: ['read_orders', 'write_customers', 'write_discounts'],
    optionalScopes: [],
    webhookApiVersion: '2026-10',
    webhookSubscriptions: (options.topics ?? []).map((topic) => ({
      topic,
      uri: `${applicationUrl}/webhooks`,
      includeFields: [],
      filter: null,
    })),
    appProxy: { url: `${applicationUrl}/proxy`, prefix: 'apps', subpath: 'regulars' },
  };
}

export function testWorld(options: TestWorldOptions = {}): TestWorld {
  const world = openWorld({
    file: options.file ?? ':memory:',
    startAt: TEST_START,
    frozen: true,
    realNowMs: () => Date.parse(TEST_START),
  });
  world.shop.open({
    domain: 'test-shop.myshopify.com',
    handle: 'test-shop',
    name: 'Test Shop',
    email: 'owner@example.com',
    ownerName: 'Test Owner',
    currencyCode: 'DKK',
    presentmentCurrencies: [
      { currencyCode: 'EUR', rateMicros: 134_000 },
      { currencyCode: 'JPY', rateMicros: 22_000_000 },
      { currencyCode: 'KWD', rateMicros: 44_000 },
    ],
    ianaTimezone: 'Europe/Copenhagen',
    primaryLocale: 'da',
    locales: [{ locale: 'da', primary: true, published: true }],
    taxesIncluded: true,
    taxRateBp: 2500,
    taxTitle: 'Moms',
    planName: 'basic',
    planDisplayName: 'Basic',
    moneyFormat: '{{amount}} kr.',
    moneyWithCurrencyFormat: '{{amount}} DKK',
    address: {
      id: 1,
      firstName: 'Test',
      lastName: 'Owner',
      company: 'Test Shop',
      address1: 'Elmegade 9',
      address2: null,
      city: 'København',
      zip: '2200',
      province: 'Hovedstaden',
      provinceCode: 'H',
      country: 'Denmark',
      countryCode: 'DK',
      phone: '+45 00 00 00 00',
    },
    shippingRates: [
      { id: 'standard', title: 'Standard', priceMinor: 3900 },
      { id: 'express', title: 'Express', priceMinor: 9900 },
    ],
    ...options.shop,
  });
  const sell = (title: string, priceMinor: number, isGiftCard = false): Variant => {
    const product = world.catalog.createProduct({
      title,
      isGiftCard,
      variants: [{ sku: title.toUpperCase(), priceMinor, grams: 100 }],
    });
    const [variant] = product.variants;
    if (!variant) throw new Error('A product has a variant.');
    return variant;
  };
  const member = world.customers.create({
    email: 'member@example.com',
    firstName: 'Mette',
    lastName: 'Member',
    state: 'enabled',
    address: {
      firstName: 'Mette',
      lastName: 'Member',
      address1: 'Gade 1',
      city: 'Aarhus',
      zip: '8000',
      country: 'Denmark',
      countryCode: 'DK',
    },
  });
  const goods = {
    coffee: sell('Coffee', 9900),
    tea: sell('Tea', 5000),
    sugar: sell('Sugar', 33),
    giftCard: sell('Gift card', 20_000, true),
  };
  // Last, so that no webhook tells of what was there before.
  world.apps.register(testApp(options));
  world.apps.install();
  return { world, member, ...goods };
}
