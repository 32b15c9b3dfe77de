/** What `shopify.resourcePicker` shows and returns, in App Bridge's shapes (Product, ProductVariant, Collection). */
import { toGid } from '#sandbox/world/gid.ts';
import { formatMinor } from '#sandbox/world/money.ts';
import type { Collection, Product, ProductImage, Variant } from '#sandbox/world/types.ts';
import type { AdminVisit } from './page.ts';

interface PickerItem {
  id: string;
  title: string;
  picture: string;
  resource: Record<string, unknown>;
}

const BLANK = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E";

export function pickerItems(visit: AdminVisit, type: string, query: string): PickerItem[] {
  const { catalog } = visit.world;
  const wanted = query.toLowerCase();
  const products = catalog.products().filter((product) => product.title.toLowerCase().includes(wanted));
  if (type === 'collection') {
    return catalog
      .collections()
      .filter((collection) => collection.title.toLowerCase().includes(wanted))
      .map((collection) => item(collection.title, collection.image, collectionResource(visit, collection)));
  }
  if (type === 'variant') {
    return products.flatMap((product) =>
      product.variants.map((variant) =>
        item(`${product.title} – ${variant.title}`, product.images[0], variantResource(visit, variant, product)),
      ),
    );
  }
  return products.map((product) => item(product.title, product.images[0], productResource(visit, product)));
}

function item(
  title: string,
  image: ProductImage | null | undefined,
  resource: Record<string, unknown> & { id: string },
): PickerItem {
  return { id: resource.id, title, picture: image ? `/cdn/images/${image.file}` : BLANK, resource };
}

function imageResource(visit: AdminVisit, image: ProductImage) {
  return {
    id: toGid('ProductImage', image.id),
    altText: image.alt,
    originalSrc: `${visit.adminOrigin}/cdn/images/${image.file}`,
  };
}

function productResource(visit: AdminVisit, product: Product) {
  return {
    id: toGid('Product', product.id),
    title: product.title,
    handle: product.handle,
    descriptionHtml: product.descriptionHtml,
    vendor: product.vendor,
    productType: product.productType,
    tags: product.tags,
    status: product.status.toUpperCase(),
    hasOnlyDefaultVariant: product.variants[0]?.title === 'Default Title',
    totalVariants: product.variants.length,
    totalInventory: product.variants.reduce((sum, variant) => sum + (variant.inventoryQuantity ?? 0), 0),
    tracksInventory: product.variants.some((variant) => variant.inventoryQuantity !== null),
    options: product.options.map((option, index) => ({
      id: toGid('ProductOption', product.id * 10 + index),
      name: option.name,
      position: index + 1,
      values: option.values,
    })),
    images: product.images.map((image) => imageResource(visit, image)),
    variants: product.variants.map((variant) => variantResource(visit, variant, product)),
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    publishedAt: product.publishedAt,
  };
}

function variantResource(visit: AdminVisit, variant: Variant, product: Product) {
  const currency = visit.world.shop.get().currencyCode;
  const price = (minor: number): string => formatMinor(minor, currency);
  return {
    id: toGid('ProductVariant', variant.id),
    title: variant.title,
    displayName: `${product.title} - ${variant.title}`,
    sku: variant.sku,
    price: price(variant.priceMinor),
    compareAtPrice: variant.compareAtPriceMinor === null ? null : price(variant.compareAtPriceMinor),
    position: variant.position,
    taxable: variant.taxable,
    requiresShipping: variant.requiresShipping,
    inventoryQuantity: variant.inventoryQuantity,
    availableForSale: variant.inventoryQuantity === null || variant.inventoryQuantity > 0,
    selectedOptions: variant.optionValues.map((value) => ({ value })),
    product: { id: toGid('Product', product.id), title: product.title },
    createdAt: variant.createdAt,
    updatedAt: variant.updatedAt,
  };
}

function collectionResource(visit: AdminVisit, collection: Collection) {
  return {
    id: toGid('Collection', collection.id),
    title: collection.title,
    handle: collection.handle,
    descriptionHtml: collection.descriptionHtml,
    productsCount: collection.productIds.length,
    image: collection.image ? imageResource(visit, collection.image) : null,
    updatedAt: collection.updatedAt,
  };
}
