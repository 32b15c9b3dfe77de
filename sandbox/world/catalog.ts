/** Products, variants and collections. */
import type { Context } from './context.ts';
import { cut, windowConditions } from './context.ts';
import type { CatalogRoom, NewProduct, NewVariant } from './contract.ts';
import { Table } from './database.ts';
import { toGid } from './gid.ts';
import { collectionPayload, productPayload } from './payload-catalog.ts';
import { refuse } from './refusal.ts';
import type { Collection, Product, ProductImage, SellingPlan, Variant } from './types.ts';

/** A handle as Shopify makes it: `Æble & Kaffe` -> `aeble-kaffe`. */
export function handleOf(title: string): string {
  const handle = title
    .toLowerCase()
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .replaceAll('å', 'a')
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return handle || 'item';
}

export class Catalog implements CatalogRoom {
  readonly #context: Context;
  readonly #products: Table<Product>;
  readonly #collections: Table<Collection>;

  constructor(context: Context) {
    this.#context = context;
    this.#products = new Table<Product>(context.db, 'products', {
      handle: { type: 'TEXT', of: (product) => product.handle, unique: true },
      status: { type: 'TEXT', of: (product) => product.status },
      created_at: { type: 'TEXT', of: (product) => product.createdAt },
      updated_at: { type: 'TEXT', of: (product) => product.updatedAt },
    });
    context.db.exec(
      'CREATE TABLE IF NOT EXISTS variant_products (id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL)',
    );
    this.#collections = new Table<Collection>(context.db, 'collections', {
      handle: { type: 'TEXT', of: (collection) => collection.handle, unique: true },
    });
  }

  product(id: number): Product | null {
    return this.#products.get(id);
  }

  productByHandle(handle: string): Product | null {
    return this.#products.first({ column: 'handle', value: handle });
  }

  products(options: Parameters<CatalogRoom['products']>[0] = {}): Product[] {
    const conditions = windowConditions(options);
    if (options.status) conditions.push({ column: 'status', value: options.status });
    const filtered = options.query !== undefined || options.collectionId !== undefined;
    let products = this.#products.find(conditions, {
      ...options,
      ...(filtered ? { limit: undefined } : {}),
    });
    if (options.collectionId !== undefined) {
      const order = this.collection(options.collectionId)?.productIds ?? [];
      const inCollection = new Map(products.map((product) => [product.id, product]));
      products = order.flatMap((id) => inCollection.get(id) ?? []);
    }
    if (options.query) {
      const words = options.query.toLowerCase().split(/\s+/).filter(Boolean);
      products = products.filter((product) => {
        const text = [product.title, product.vendor, product.productType, ...product.tags].join(' ').toLowerCase();
        return words.every((word) => text.includes(word));
      });
    }
    return cut(products, options);
  }

  countProducts(): number {
    return this.#products.count();
  }

  variant(id: number): { variant: Variant; product: Product } | null {
    const [row] = this.#context.db.all('SELECT product_id FROM variant_products WHERE id = ?', id);
    const product = row ? this.product(Number(row['product_id'])) : null;
    const variant = product?.variants.find((candidate) => candidate.id === id);
    return product && variant ? { product, variant } : null;
  }

  collection(id: number): Collection | null {
    return this.#collections.get(id);
  }

  collectionByHandle(handle: string): Collection | null {
    return this.#collections.first({ column: 'handle', value: handle });
  }

  collections(options: Parameters<CatalogRoom['collections']>[0] = {}): Collection[] {
    return this.#collections.find([], options);
  }

  collectionsOfProduct(productId: number): Collection[] {
    return this.collections().filter((collection) => collection.productIds.includes(productId));
  }

  createProduct(input: NewProduct): Product {
    return this.#context.db.transaction(() => {
      const now = this.#context.world().clock.nowInstant();
      if (input.title.trim() === '') refuse('BLANK', "Title can't be blank", ['title']);
      if (input.variants.length === 0) refuse('INVALID', 'A product has at least one variant.', ['variants']);
      const id = this.#context.db.nextId();
      const product: Product = {
        id,
        handle: this.#freeHandle(input.handle ?? handleOf(input.title)),
        title: input.title,
        descriptionHtml: input.descriptionHtml ?? '',
        vendor: input.vendor ?? this.#context.world().shop.get().name,
        productType: input.productType ?? '',
        tags: input.tags ?? [],
        status: input.status ?? 'active',
        isGiftCard: input.isGiftCard ?? false,
        options: input.options ?? [],
        images: (input.images ?? []).map((image) => this.#image(image)),
        variants: [],
        sellingPlans: (input.sellingPlans ?? []).map((plan) => ({ id: this.#context.db.nextId(), ...plan })),
        requiresSellingPlan: input.requiresSellingPlan ?? false,
        createdAt: now,
        updatedAt: now,
        publishedAt: (input.status ?? 'active') === 'active' ? now : null,
      };
      product.variants = input.variants.map((variant, index) => this.#variant(product, variant, index + 1, now));
      this.#put(product);
      this.#emit('products/create', product);
      return product;
    });
  }

  updateProduct(id: number, changes: Parameters<CatalogRoom['updateProduct']>[1]): Product {
    return this.#context.db.transaction(() => {
      const now = this.#context.world().clock.nowInstant();
      const { variants = [], ...fields } = changes;
      const product = this.#require(id);
      for (const change of variants) {
        const variant = product.variants.find((candidate) => candidate.id === change.id);
        if (!variant) refuse('NOT_FOUND', 'The product has no such variant.', ['variants']);
        Object.assign(variant, change, { updatedAt: now });
      }
      const updated: Product = { ...product, ...fields, updatedAt: now };
      this.#put(updated);
      this.#emit('products/update', updated);
      return updated;
    });
  }

  deleteProduct(id: number): void {
    this.#context.db.transaction(() => {
      this.#require(id);
      this.#products.delete(id);
      this.#context.db.run('DELETE FROM variant_products WHERE product_id = ?', id);
      for (const collection of this.collectionsOfProduct(id)) {
        this.#collections.put({ ...collection, productIds: collection.productIds.filter((other) => other !== id) });
      }
      this.#context.world().webhooks.emit('products/delete', { id });
    });
  }

  sellingPlan(id: number): { plan: SellingPlan; product: Product } | null {
    for (const product of this.#products.find()) {
      const plan = product.sellingPlans?.find((candidate) => candidate.id === id);
      if (plan) return { plan, product };
    }
    return null;
  }

  createCollection(input: Parameters<CatalogRoom['createCollection']>[0]): Collection {
    const now = this.#context.world().clock.nowInstant();
    const collection = this.#collections.put({
      id: this.#context.db.nextId(),
      handle: input.handle ?? handleOf(input.title),
      title: input.title,
      descriptionHtml: input.descriptionHtml ?? '',
      image: input.image ? this.#image(input.image) : null,
      productIds: input.productIds,
      createdAt: now,
      updatedAt: now,
    });
    this.#emitCollection('collections/create', collection);
    return collection;
  }

  updateCollection(id: number, changes: Parameters<CatalogRoom['updateCollection']>[1]): Collection {
    const before = this.collection(id) ?? refuse('NOT_FOUND', 'Collection does not exist', ['id']);
    const updatedAt = this.#context.world().clock.nowInstant();
    const collection = this.#collections.put({ ...before, ...changes, updatedAt });
    this.#emitCollection('collections/update', collection);
    return collection;
  }

  deleteCollection(id: number): void {
    if (!this.collection(id)) refuse('NOT_FOUND', 'Collection does not exist', ['id']);
    this.#collections.delete(id);
    const payload = { id, published_scope: 'web', admin_graphql_api_id: toGid('Collection', id) };
    this.#context.world().webhooks.emit('collections/delete', payload);
  }

  #require(id: number): Product {
    return this.product(id) ?? refuse('NOT_FOUND', 'Product does not exist', ['id']);
  }

  #put(product: Product): void {
    this.#products.put(product);
    for (const variant of product.variants) {
      this.#context.db.run(
        'INSERT INTO variant_products (id, product_id) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
        variant.id,
        product.id,
      );
    }
  }

  #emit(topic: string, product: Product): void {
    const world = this.#context.world();
    world.webhooks.emit(topic, () => productPayload(product, world.shop.get()));
  }

  #emitCollection(topic: string, collection: Collection): void {
    const world = this.#context.world();
    world.webhooks.emit(topic, () => collectionPayload(collection, world.shop.get()));
  }

  #freeHandle(wanted: string): string {
    let handle = wanted;
    for (let suffix = 1; this.productByHandle(handle); suffix += 1) handle = `${wanted}-${suffix}`;
    return handle;
  }

  #image(image: Omit<ProductImage, 'id'>): ProductImage {
    return { id: this.#context.db.nextId(), ...image };
  }

  #variant(product: Product, input: NewVariant, position: number, now: string): Variant {
    const optionValues = input.optionValues ?? [];
    return {
      id: this.#context.db.nextId(),
      productId: product.id,
      title: input.title ?? (optionValues.length > 0 ? optionValues.join(' / ') : 'Default Title'),
      sku: input.sku,
      priceMinor: input.priceMinor,
      compareAtPriceMinor: input.compareAtPriceMinor ?? null,
      optionValues,
      position,
      taxable: input.taxable ?? !product.isGiftCard,
      requiresShipping: input.requiresShipping ?? !product.isGiftCard,
      grams: input.grams ?? 0,
      inventoryQuantity: input.inventoryQuantity ?? null,
      createdAt: now,
      updatedAt: now,
    };
  }
}
