/**
 * The local Shopify's state and rules, over one SQLite file. This file only composes the rooms; what each offers is
 * documented in contract.ts, the entities in types.ts. The world speaks no HTTP: webhooks are queued here and
 * sent by `delivery-pump.ts`. It must never import from `app/`.
 */
import type * as contract from './contract.ts';

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
  readonly clock: contract.ClockRoom;
  readonly shop: contract.ShopRoom;
  readonly catalog: contract.CatalogRoom;
  readonly customers: contract.CustomersRoom;
  readonly metafields: contract.MetafieldsRoom;
  readonly discounts: contract.DiscountsRoom;
  readonly pricing: contract.PricingRoom;
  readonly orders: contract.OrdersRoom;
  readonly credits: contract.CreditsRoom;
  readonly apps: contract.AppsRoom;
  readonly webhooks: contract.WebhooksRoom;
  readonly apiFaults: contract.ApiFaultsRoom;
  readonly log: contract.LogRoom;
  readonly documents: contract.DocumentsRoom;
  settings(): contract.WorldSettings;
  changeSettings(changes: Partial<contract.WorldSettings>): contract.WorldSettings;
  /** Runs the function in one transaction: all of it or nothing. Nested calls join the outer one. */
  transaction<T>(run: () => T): T;
  /** A fresh Shopify-like id, never used before in this world. */
  nextId(): number;
  close(): void;
}

/**
 * Opens (or creates, empty but for the tables) a world. `seedWorld(world)` of `sandbox/seed/seed.ts` fills a new one;
 * `world.shop.get()` throws before that.
 */
export function openWorld(options: WorldOptions): World {
  throw new Error(`Bodies follow within the hour (${options.file}).`);
}
