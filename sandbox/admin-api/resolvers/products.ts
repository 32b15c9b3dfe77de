/** Products, variants and collections, read only. */
import { toGid } from '#sandbox/world/gid.ts';
import type { Collection, Product, ProductImage, Variant } from '#sandbox/world/types.ts';
import { connection, countAnswer } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { idFromGid, numberOf, requiredText, textOf } from '../context.ts';
import type { SearchFields } from '../search.ts';
import { searchFilter } from '../search.ts';
import { metafieldFields } from './metafields.ts';
import { decimal, moneyV2 } from './money.ts';
import { sellingPlanGroups } from './subscriptions.ts';

export function productAnswer(context: ApiContext, product: Product): Answer {
  const { world } = context;
  const currency = world.shop.get().currencyCode;
  const prices = product.variants.map((variant) => variant.priceMinor);
  const description = product.descriptionHtml.replace(/<[^>]+>/g, '').trim();
  return {
    __typename: 'Product',
    id: toGid('Product', product.id),
    legacyResourceId: String(product.id),
    title: product.title,
    handle: product.handle,
    description: (args: Args) => truncated(description, numberOf(args, 'truncateAt')),
    descriptionHtml: product.descriptionHtml,
    vendor: product.vendor,
    productType: product.productType,
    tags: product.tags,
    status: product.status.toUpperCase(),
    isGiftCard: product.isGiftCard,
    hasOnlyDefaultVariant: product.options.length === 0 || product.variants[0]?.title === 'Default Title',
    totalInventory: product.variants.reduce((sum, variant) => sum + (variant.inventoryQuantity ?? 0), 0),
    tracksInventory: product.variants.some((variant) => variant.inventoryQuantity !== null),
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    publishedAt: product.publishedAt,
    onlineStoreUrl: product.publishedAt ? `${context.storeOrigin}/products/${product.handle}` : null,
    options: () =>
      product.options.map((option, index) => ({
        __typename: 'ProductOption',
        id: toGid('ProductOption', product.id * 10 + index),
        name: option.name,
        position: index + 1,
        values: option.values,
      })),
    priceRangeV2: {
      __typename: 'ProductPriceRangeV2',
      minVariantPrice: moneyV2(Math.min(...prices), currency),
      maxVariantPrice: moneyV2(Math.max(...prices), currency),
    },
    featuredImage: () => imageAnswer(context, product.images[0]),
    featuredMedia: () => mediaAnswer(context, product.images[0]),
    images: (args: Args) =>
      connection(args, product.images, {
        typeName: 'Image',
        id: (image) => image.id,
        node: (image) => imageAnswer(context, image) ?? nothing,
      }),
    media: (args: Args) =>
      connection(args, product.images, {
        typeName: 'Media',
        id: (image) => image.id,
        node: (image) => mediaAnswer(context, image) ?? nothing,
      }),
    variantsCount: countAnswer(product.variants.length),
    variants: (args: Args) =>
      connection(args, product.variants, {
        typeName: 'ProductVariant',
        id: (variant) => variant.id,
        sortKey: (variant) => variant.position,
        node: (variant) => variantAnswer(context, variant, product),
      }),
    collections: (args: Args) => collectionsConnection(context, args, world.catalog.collectionsOfProduct(product.id)),
    inCollection: (args: Args) => {
      const id = idFromGid(requiredText(args, 'id'), 'Collection');
      return world.catalog.collection(id)?.productIds.includes(product.id) ?? false;
    },
    requiresSellingPlan: product.requiresSellingPlan ?? false,
    sellingPlanGroupsCount: countAnswer((product.sellingPlans ?? []).length > 0 ? 1 : 0),
    sellingPlanGroups: (args: Args) => sellingPlanGroups(context, args, product),
    ...metafieldFields(context, { ownerType: 'PRODUCT', ownerId: product.id }),
  };
}

const nothing: Answer = { __typename: 'Image' };

function truncated(text: string, at: number | undefined): string {
  return at === undefined || text.length <= at ? text : `${text.slice(0, Math.max(0, at - 3))}...`;
}

export function imageAnswer(context: ApiContext, image: ProductImage | null | undefined): Answer | null {
  if (!image) return null;
  const url = imageUrl(context.adminOrigin, image.file);
  return {
    __typename: 'Image',
    id: toGid('ProductImage', image.id),
    url: () => url,
    altText: image.alt,
    width: image.width,
    height: image.height,
  };
}

/** The admin serves the seed's pictures where Shopify would name its CDN. */
export function imageUrl(adminOrigin: string, file: string): string {
  return `${adminOrigin}/cdn/images/${encodeURIComponent(file)}`;
}

function mediaAnswer(context: ApiContext, image: ProductImage | null | undefined): Answer | null {
  if (!image) return null;
  return {
    __typename: 'MediaImage',
    id: toGid('MediaImage', image.id),
    alt: image.alt,
    mediaContentType: 'IMAGE',
    status: 'READY',
    image: imageAnswer(context, image),
    preview: { __typename: 'MediaPreviewImage', image: imageAnswer(context, image), status: 'READY' },
  };
}

export function variantAnswer(context: ApiContext, variant: Variant, product: Product): Answer {
  const currency = context.world.shop.get().currencyCode;
  return {
    __typename: 'ProductVariant',
    id: toGid('ProductVariant', variant.id),
    legacyResourceId: String(variant.id),
    title: variant.title,
    displayName: `${product.title} - ${variant.title}`,
    sku: variant.sku,
    barcode: null,
    price: decimal(variant.priceMinor, currency),
    compareAtPrice: variant.compareAtPriceMinor === null ? null : decimal(variant.compareAtPriceMinor, currency),
    position: variant.position,
    taxable: variant.taxable,
    inventoryQuantity: variant.inventoryQuantity,
    availableForSale: variant.inventoryQuantity === null || variant.inventoryQuantity > 0,
    selectedOptions: product.options.map((option, index) => ({
      __typename: 'SelectedOption',
      name: option.name,
      value: variant.optionValues[index] ?? '',
    })),
    product: () => productAnswer(context, product),
    image: () => imageAnswer(context, product.images[0]),
    createdAt: variant.createdAt,
    updatedAt: variant.updatedAt,
    ...metafieldFields(context, { ownerType: 'PRODUCTVARIANT', ownerId: variant.id }),
  };
}

export function collectionAnswer(context: ApiContext, collection: Collection): Answer {
  const { world } = context;
  const products = (): Product[] =>
    collection.productIds.map((id) => world.catalog.product(id)).filter((product) => product !== null);
  return {
    __typename: 'Collection',
    id: toGid('Collection', collection.id),
    legacyResourceId: String(collection.id),
    title: collection.title,
    handle: collection.handle,
    description: (args: Args) =>
      truncated(collection.descriptionHtml.replace(/<[^>]+>/g, ''), numberOf(args, 'truncateAt')),
    descriptionHtml: collection.descriptionHtml,
    sortOrder: 'MANUAL',
    image: () => imageAnswer(context, collection.image),
    productsCount: countAnswer(collection.productIds.length),
    products: (args: Args) => {
      const listed = products();
      return connection(args, listed, {
        typeName: 'Product',
        id: (product) => product.id,
        sortKey: (product) => collection.productIds.indexOf(product.id),
        node: (product) => productAnswer(context, product),
      });
    },
    hasProduct: (args: Args) => collection.productIds.includes(idFromGid(requiredText(args, 'id'), 'Product')),
    updatedAt: collection.updatedAt,
    ...metafieldFields(context, { ownerType: 'COLLECTION', ownerId: collection.id }),
  };
}

function productSearch(context: ApiContext): SearchFields<Product> {
  return {
    list: 'products',
    nowMs: () => context.world.clock.nowMs(),
    text: (product) => `${product.title} ${product.vendor} ${product.productType} ${product.tags.join(' ')}`,
    fields: {
      id: { kind: 'id', value: (product) => product.id },
      title: { kind: 'text', value: (product) => product.title },
      handle: { kind: 'text', value: (product) => product.handle },
      vendor: { kind: 'text', value: (product) => product.vendor },
      product_type: { kind: 'text', value: (product) => product.productType },
      status: { kind: 'text', value: (product) => product.status },
      tag: { kind: 'tokens', value: (product) => product.tags },
      collection_id: {
        kind: 'tokens',
        value: (product) => context.world.catalog.collectionsOfProduct(product.id).map(({ id }) => String(id)),
      },
      gift_card: { kind: 'text', value: (product) => String(product.isGiftCard) },
      sku: { kind: 'tokens', value: (product) => product.variants.map((variant) => variant.sku) },
      created_at: { kind: 'instant', value: (product) => product.createdAt },
      updated_at: { kind: 'instant', value: (product) => product.updatedAt },
    },
  };
}

const PRODUCT_ORDER: Record<string, (product: Product) => string | number> = {
  ID: (product) => product.id,
  TITLE: (product) => product.title,
  VENDOR: (product) => product.vendor,
  PRODUCT_TYPE: (product) => product.productType,
  CREATED_AT: (product) => product.createdAt,
  UPDATED_AT: (product) => product.updatedAt,
};

export function productsConnection(context: ApiContext, args: Args): Answer {
  const matching = context.world.catalog.products().filter(searchFilter(textOf(args, 'query'), productSearch(context)));
  return connection(args, matching, {
    typeName: 'Product',
    id: (product) => product.id,
    sortKey: PRODUCT_ORDER[textOf(args, 'sortKey') ?? 'ID'] ?? ((product) => product.id),
    node: (product) => productAnswer(context, product),
  });
}

export function productVariantsConnection(context: ApiContext, args: Args): Answer {
  const all = context.world.catalog
    .products()
    .flatMap((product) => product.variants.map((variant) => ({ variant, product })));
  const matching = all.filter(
    searchFilter(textOf(args, 'query'), {
      list: 'productVariants',
      nowMs: () => context.world.clock.nowMs(),
      text: ({ variant, product }) => `${product.title} ${variant.title} ${variant.sku}`,
      fields: {
        id: { kind: 'id', value: ({ variant }) => variant.id },
        sku: { kind: 'text', value: ({ variant }) => variant.sku },
        product_id: { kind: 'id', value: ({ product }) => product.id },
      },
    }),
  );
  return connection(args, matching, {
    typeName: 'ProductVariant',
    id: ({ variant }) => variant.id,
    node: ({ variant, product }) => variantAnswer(context, variant, product),
  });
}

export function collectionsConnection(context: ApiContext, args: Args, among: Collection[]): Answer {
  const matching = among.filter(
    searchFilter(textOf(args, 'query'), {
      list: 'collections',
      nowMs: () => context.world.clock.nowMs(),
      text: (collection) => collection.title,
      fields: {
        id: { kind: 'id', value: (collection) => collection.id },
        title: { kind: 'text', value: (collection) => collection.title },
        handle: { kind: 'text', value: (collection) => collection.handle },
        updated_at: { kind: 'instant', value: (collection) => collection.updatedAt },
      },
    }),
  );
  return connection(args, matching, {
    typeName: 'Collection',
    id: (collection) => collection.id,
    ...(textOf(args, 'sortKey') === 'TITLE' ? { sortKey: (collection: Collection) => collection.title } : {}),
    node: (collection) => collectionAnswer(context, collection),
  });
}
