/**
 * The local Shopify's state and rules, over one SQLite file. This file only composes the rooms; what each offers is
 * documented in the *contract.ts files, the entities in the *types.ts files. The world speaks no HTTP: webhooks are queued here and
 * sent by `delivery-pump.ts`. It must never import from `app/`.
 */
import { Apps } from './apps.ts';
import { Catalog } from './catalog.ts';
import { Clock } from './clock.ts';
import type { Context } from './context.ts';
import type { CatalogRoom, ClockRoom, CustomersRoom, MetafieldsRoom, ShopRoom } from './contract.ts';
import { Credits } from './credits.ts';
import { Customers } from './customers.ts';
import { Database } from './database.ts';
import { Discounts } from './discounts.ts';
import { Flow } from './flow.ts';
import { GiftCards } from './gift-cards.ts';
import { ApiFaults, Documents, Log } from './faults-and-log.ts';
import type {
  ApiFaultsRoom,
  AppsRoom,
  DocumentsRoom,
  LogRoom,
  WebhooksRoom,
  WorldSettings,
} from './machine-contract.ts';
import { Metafields } from './metafields.ts';
import { Orders } from './orders.ts';
import { Pricing } from './pricing.ts';
import type { FlowRoom, SegmentsRoom, SubscriptionsRoom } from './retention-contract.ts';
import { Segments } from './segments.ts';
import type { CreditsRoom, DiscountsRoom, GiftCardsRoom, OrdersRoom, PricingRoom } from './selling-contract.ts';
import { ShopDesk } from './shop.ts';
import { Subscriptions } from './subscriptions.ts';
import { WebhookQueue } from './webhooks.ts';

export interface WorldOptions {
  /** Path of the SQLite file, or `:memory:`. */
  file: string;
  /** Real time in ms; for tests that must not depend on the wall clock. Default `Date.now`. */
  realNowMs?: () => number;
  /** Where a new world's clock starts; default: real now. An existing world keeps its own clock. */
  startAt?: string;
  /** A new world's clock stands still until moved; default false. */
  frozen?: boolean;
}

export interface World {
  readonly clock: ClockRoom;
  readonly shop: ShopRoom;
  readonly catalog: CatalogRoom;
  readonly customers: CustomersRoom;
  readonly metafields: MetafieldsRoom;
  readonly discounts: DiscountsRoom;
  readonly pricing: PricingRoom;
  readonly orders: OrdersRoom;
  readonly credits: CreditsRoom;
  readonly giftCards: GiftCardsRoom;
  readonly subscriptions: SubscriptionsRoom;
  readonly segments: SegmentsRoom;
  readonly flow: FlowRoom;
  readonly apps: AppsRoom;
  readonly webhooks: WebhooksRoom;
  readonly apiFaults: ApiFaultsRoom;
  readonly log: LogRoom;
  readonly documents: DocumentsRoom;
  settings(): WorldSettings;
  changeSettings(changes: Partial<WorldSettings>): WorldSettings;
  /** Runs the function in one transaction: all of it or nothing. Nested calls join the outer one. */
  transaction<T>(run: () => T): T;
  /** Does what has become due by the clock: subscriptions are billed, store credit expires. The pump and the clock call it. */
  passTime(): void;
  /** A fresh Shopify-like id, never used before in this world. */
  nextId(): number;
  close(): void;
}

const DEFAULT_SETTINGS: WorldSettings = {
  asyncUsageLagMs: 5_000,
  bulkDurationMs: 0,
  retrySpeed: 1,
  deliveryTimeoutMs: 5_000,
};

/**
 * Opens (or creates, empty but for the tables) a world. `seedWorld(world)` of `sandbox/seed/seed.ts` fills a new one;
 * `world.shop.get()` throws before that.
 */
export function openWorld(options: WorldOptions): World {
  const db = new Database(options.file);
  const clock = new Clock(db, options.realNowMs ?? Date.now, options);
  let composed: World | null = null;
  const context: Context = {
    db,
    world: () => {
      if (!composed) throw new Error('The world is not composed yet.');
      return composed;
    },
  };
  const webhooks = new WebhookQueue(context);
  const settings = (): WorldSettings => ({
    ...DEFAULT_SETTINGS,
    ...(JSON.parse(db.meta('settings') ?? '{}') as Partial<WorldSettings>),
  });
  const world: World = {
    clock,
    shop: new ShopDesk(context),
    catalog: new Catalog(context),
    customers: new Customers(context),
    metafields: new Metafields(context),
    discounts: new Discounts(context),
    pricing: new Pricing(context),
    orders: new Orders(context),
    credits: new Credits(context),
    giftCards: new GiftCards(context),
    subscriptions: new Subscriptions(context),
    segments: new Segments(context),
    flow: new Flow(context),
    apps: new Apps(context, webhooks),
    webhooks,
    apiFaults: new ApiFaults(context),
    log: new Log(context),
    documents: new Documents(context),
    settings,
    changeSettings: (changes) => {
      db.setMeta('settings', JSON.stringify({ ...settings(), ...changes }));
      return settings();
    },
    transaction: (run) => db.transaction(run),
    passTime: () => {
      if (!world.shop.exists()) return;
      world.credits.expireDue();
      world.subscriptions.billDue();
    },
    nextId: () => db.nextId(),
    close: () => db.close(),
  };
  composed = world;
  clock.follow({
    nextDueMs: () => {
      const due = [world.credits.nextDueMs(), world.subscriptions.nextDueMs()].filter((ms) => ms !== null);
      return due.length === 0 ? null : Math.min(...due);
    },
    passTime: () => world.passTime(),
  });
  return world;
}
