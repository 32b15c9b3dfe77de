/** The shop itself, its currencies, and the person signed in to its admin. */
import type { Context } from './context.ts';
import type { ShopRoom } from './contract.ts';
import { Table } from './database.ts';
import { currencyDecimals, mulDiv } from './money.ts';
import { shopPayload } from './payload-shop.ts';
import { refuse } from './refusal.ts';
import type { StaffMember } from './machine-types.ts';
import type { Shop } from './types.ts';

export class ShopDesk implements ShopRoom {
  readonly #context: Context;
  readonly #shops: Table<Shop>;

  constructor(context: Context) {
    this.#context = context;
    this.#shops = new Table<Shop>(context.db, 'shops');
  }

  get(): Shop {
    const shop = this.#shops.find([], { limit: 1 })[0];
    if (!shop) throw new Error('This world has no shop yet: seed it with seedWorld() or call shop.open().');
    return shop;
  }

  exists(): boolean {
    return this.#shops.count() > 0;
  }

  open(shop: Omit<Shop, 'id' | 'createdAt' | 'updatedAt'> & { createdAt?: string }): Shop {
    if (this.exists()) throw new Error('A world has one shop.');
    this.#context.db.setMeta('shopIsOpen', 'yes');
    const at = shop.createdAt ?? this.#context.world().clock.nowInstant();
    return this.#shops.put({ ...shop, id: this.#context.db.nextId(), createdAt: at, updatedAt: at });
  }

  update(changes: Parameters<ShopRoom['update']>[0]): Shop {
    return this.#context.db.transaction(() => {
      const world = this.#context.world();
      const shop = this.#shops.put({ ...this.get(), ...changes, updatedAt: world.clock.nowInstant() });
      world.webhooks.emit('shop/update', shopPayload(shop));
      return shop;
    });
  }

  staff(): StaffMember {
    const shop = this.get();
    const [firstName = shop.ownerName, ...rest] = shop.ownerName.split(' ');
    return {
      id: 902541635,
      email: shop.email,
      firstName,
      lastName: rest.join(' '),
      locale: this.#context.db.meta('staffLocale') ?? 'en',
      accountOwner: true,
    };
  }

  setStaffLocale(locale: string): StaffMember {
    if (!/^[a-z]{2}(-[A-Z]{2})?$/.test(locale)) refuse('INVALID', `${locale} is no language.`, ['locale']);
    this.#context.db.setMeta('staffLocale', locale);
    return this.staff();
  }

  toPresentmentMinor(shopMinor: number, currencyCode: string): number {
    const { shop, rateMicros } = this.#rate(currencyCode);
    if (currencyCode === shop.currencyCode) return shopMinor;
    const up = 10 ** currencyDecimals(currencyCode);
    const down = 10 ** currencyDecimals(shop.currencyCode);
    return mulDiv(shopMinor, rateMicros * up, 1_000_000 * down);
  }

  toPriceMinor(shopMinor: number, currencyCode: string): number {
    const { shop } = this.#rate(currencyCode);
    const convertedMinor = this.toPresentmentMinor(shopMinor, currencyCode);
    const rounding = shop.presentmentCurrencies.find((currency) => currency.currencyCode === currencyCode)?.rounding;
    if (!rounding || convertedMinor <= 0 || currencyCode === shop.currencyCode) return convertedMinor;
    const { stepMinor, endMinor } = rounding;
    return Math.ceil((convertedMinor - endMinor) / stepMinor) * stepMinor + endMinor;
  }

  toShopMinor(presentmentMinor: number, currencyCode: string): number {
    const { shop, rateMicros } = this.#rate(currencyCode);
    if (currencyCode === shop.currencyCode) return presentmentMinor;
    const up = 10 ** currencyDecimals(currencyCode);
    const down = 10 ** currencyDecimals(shop.currencyCode);
    return mulDiv(presentmentMinor, 1_000_000 * down, rateMicros * up);
  }

  #rate(currencyCode: string): { shop: Shop; rateMicros: number } {
    const shop = this.get();
    if (currencyCode === shop.currencyCode) return { shop, rateMicros: 1_000_000 };
    const other = shop.presentmentCurrencies.find((currency) => currency.currencyCode === currencyCode);
    if (!other) refuse('INVALID', `The shop does not sell in ${currencyCode}.`, ['currencyCode']);
    return { shop, rateMicros: other.rateMicros };
  }
}
