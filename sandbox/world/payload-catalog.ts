/** Payloads of products/*, collections/*, discounts/*. */
import { toGid } from './gid.ts';
import { formatMinor } from './money.ts';
import { shopTime } from './payload-format.ts';
import type { Discount, DiscountStatus } from './discount-types.ts';
import type { Collection, Json, Product, Shop } from './types.ts';

export function productPayload(product: Product, shop: Shop): Json {
  const at = (instant: string): string => shopTime(instant, shop.ianaTimezone);
  const images = product.images.map((image, index): { [key: string]: Json } => ({
    id: image.id,
    alt: image.alt,
    position: index + 1,
    product_id: product.id,
    created_at: at(product.createdAt),
    updated_at: at(product.updatedAt),
    admin_graphql_api_id: toGid('ProductImage', image.id),
    width: image.width,
    height: image.height,
    src: `https://cdn.shopify.com/s/files/1/sandbox/files/${image.file}`,
    variant_ids: [],
  }));
  return {
    admin_graphql_api_id: toGid('Product', product.id),
    body_html: product.descriptionHtml,
    created_at: at(product.createdAt),
    handle: product.handle,
    id: product.id,
    product_type: product.productType,
    published_at: product.publishedAt === null ? null : at(product.publishedAt),
    template_suffix: null,
    title: product.title,
    updated_at: at(product.updatedAt),
    vendor: product.vendor,
    status: product.status,
    published_scope: 'web',
    tags: product.tags.join(', '),
    variants: product.variants.map((variant) => ({
      admin_graphql_api_id: toGid('ProductVariant', variant.id),
      barcode: null,
      compare_at_price:
        variant.compareAtPriceMinor === null ? null : formatMinor(variant.compareAtPriceMinor, shop.currencyCode),
      created_at: at(variant.createdAt),
      id: variant.id,
      inventory_policy: 'deny',
      position: variant.position,
      price: formatMinor(variant.priceMinor, shop.currencyCode),
      product_id: product.id,
      sku: variant.sku,
      taxable: variant.taxable,
      title: variant.title,
      updated_at: at(variant.updatedAt),
      option1: variant.optionValues[0] ?? variant.title,
      option2: variant.optionValues[1] ?? null,
      option3: variant.optionValues[2] ?? null,
      image_id: null,
      inventory_item_id: null,
      inventory_quantity: variant.inventoryQuantity ?? 0,
      old_inventory_quantity: variant.inventoryQuantity ?? 0,
    })),
    options: product.options.map((option, index) => ({
      name: option.name,
      id: product.id + index + 1,
      product_id: product.id,
      position: index + 1,
      values: option.values,
    })),
    images,
    image: images[0] ?? null,
    media: [],
    variant_gids: product.variants.map((variant) => ({
      admin_graphql_api_id: toGid('ProductVariant', variant.id),
      updated_at: variant.updatedAt.replace('Z', '.000Z'),
    })),
    has_variants_that_requires_components: false,
    category: null,
  };
}

export function collectionPayload(collection: Collection, shop: Shop): Json {
  const at = (instant: string): string => shopTime(instant, shop.ianaTimezone);
  return {
    id: collection.id,
    handle: collection.handle,
    title: collection.title,
    updated_at: at(collection.updatedAt),
    body_html: collection.descriptionHtml,
    published_at: at(collection.createdAt),
    sort_order: 'manual',
    template_suffix: null,
    published_scope: 'web',
    admin_graphql_api_id: toGid('Collection', collection.id),
  };
}

/** The type in a discount's global id: an automatic one is a node of its own kind. */
export function discountNodeType(discount: Discount): 'DiscountCodeNode' | 'DiscountAutomaticNode' {
  return discount.method === 'automatic' ? 'DiscountAutomaticNode' : 'DiscountCodeNode';
}

export function discountPayload(discount: Discount, status: DiscountStatus, shop: Shop): Json {
  return {
    admin_graphql_api_id: toGid(discountNodeType(discount), discount.id),
    title: discount.title,
    status: status.toUpperCase(),
    created_at: shopTime(discount.createdAt, shop.ianaTimezone),
    updated_at: shopTime(discount.updatedAt, shop.ianaTimezone),
  };
}
