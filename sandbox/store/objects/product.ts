import type { Collection, Product, ProductImage, Variant } from '#sandbox/world/types.ts';
import { unitPriceMinor } from '#sandbox/world/pricing.ts';
import { Metafields } from './metafields.ts';
import { isOnStore, localPath, priceCents, withJson } from './store-view.ts';
import type { StoreView } from './store-view.ts';

/** An `image` object. */
export function imageObject(image: ProductImage, position = 1) {
  const src = `/cdn/shop/files/${encodeURIComponent(image.file)}?v=${image.id}`;
  return withJson(
    {
      id: image.id,
      src,
      alt: image.alt,
      width: image.width,
      height: image.height,
      aspect_ratio: image.height === 0 ? 1 : image.width / image.height,
      position,
      media_type: 'image',
      'attached_to_variant?': false,
      preview_image: { src, width: image.width, height: image.height, alt: image.alt },
      presentation: { focal_point: '50.0% 50.0%' },
    },
    () => src,
  );
}

function isAvailable(product: Product, variant: Variant): boolean {
  return isOnStore(product) && (variant.inventoryQuantity === null || variant.inventoryQuantity > 0);
}

/** A `variant` object. */
export function variantObject(view: StoreView, product: Product, variant: Variant, getProduct?: () => unknown) {
  const compareAt = variant.compareAtPriceMinor;
  const object = {
    id: variant.id,
    title: variant.title,
    sku: variant.sku,
    barcode: null,
    price: priceCents(view, variant.priceMinor, product.isGiftCard),
    compare_at_price: compareAt === null ? null : priceCents(view, compareAt, product.isGiftCard),
    available: isAvailable(product, variant),
    inventory_quantity: variant.inventoryQuantity ?? 0,
    inventory_management: variant.inventoryQuantity === null ? null : 'shopify',
    inventory_policy: 'deny',
    options: variant.optionValues,
    option1: variant.optionValues[0] ?? null,
    option2: variant.optionValues[1] ?? null,
    option3: variant.optionValues[2] ?? null,
    requires_shipping: variant.requiresShipping,
    taxable: variant.taxable,
    weight: variant.grams,
    weight_unit: 'g',
    weight_in_unit: variant.grams,
    url: localPath(view, `/products/${product.handle}?variant=${variant.id}`),
    featured_image: null,
    image: null,
    quantity_rule: { min: 1, max: null, increment: 1 },
    selected: Number(view.query.get('variant')) === variant.id,
    matched: false,
    requires_selling_plan: product.requiresSellingPlan ?? false,
    /** What the variant costs by each plan. Source: shopify.dev/docs/api/liquid/objects/selling_plan_allocation. */
    selling_plan_allocations: (product.sellingPlans ?? []).map((plan) => ({
      price: priceCents(view, unitPriceMinor(variant, plan), product.isGiftCard),
      compare_at_price: priceCents(view, variant.priceMinor, product.isGiftCard),
      selling_plan: { id: plan.id, name: plan.name },
    })),
    get product(): unknown {
      return getProduct ? getProduct() : productObject(view, product);
    },
    metafields: new Metafields(view.world, { ownerType: 'PRODUCTVARIANT', ownerId: variant.id }),
  };
  return withJson(object, () => ({
    id: variant.id,
    title: variant.title,
    option1: object.option1,
    option2: object.option2,
    option3: object.option3,
    sku: variant.sku,
    requires_shipping: variant.requiresShipping,
    taxable: variant.taxable,
    featured_image: null,
    available: object.available,
    name: product.variants.length > 1 ? `${product.title} - ${variant.title}` : product.title,
    public_title: variant.title === 'Default Title' ? null : variant.title,
    options: variant.optionValues,
    price: object.price,
    weight: variant.grams,
    compare_at_price: object.compare_at_price,
    inventory_management: object.inventory_management,
    barcode: null,
  }));
}

export type VariantObject = ReturnType<typeof variantObject>;

function least(numbers: number[]): number {
  return numbers.length ? Math.min(...numbers) : 0;
}

function greatest(numbers: number[]): number {
  return numbers.length ? Math.max(...numbers) : 0;
}

/** A `product` object. Prices are hundredths; the selected variant comes from `?variant=`. */
export function productObject(view: StoreView, product: Product) {
  const prices = product.variants.map((variant) => priceCents(view, variant.priceMinor, product.isGiftCard));
  const compareAt = product.variants.flatMap((variant) =>
    variant.compareAtPriceMinor === null ? [] : [priceCents(view, variant.compareAtPriceMinor, product.isGiftCard)],
  );
  const asked = Number(view.query.get('variant'));
  let variants: VariantObject[] | undefined;
  const getVariants = (): VariantObject[] =>
    (variants ??= product.variants.map((variant) => variantObject(view, product, variant, () => object)));
  const selected = () => getVariants().find((variant) => variant.id === asked) ?? null;
  const firstAvailable = () => getVariants().find((variant) => variant.available) ?? null;
  const images = product.images.map((image, index) => imageObject(image, index + 1));
  const hasOnlyDefaultVariant = product.variants.length === 1 && product.variants[0]?.title === 'Default Title';
  const object = {
    id: product.id,
    title: product.title,
    handle: product.handle,
    description: product.descriptionHtml,
    content: product.descriptionHtml,
    vendor: product.vendor,
    type: product.productType,
    tags: product.tags,
    url: localPath(view, `/products/${product.handle}`),
    available: product.variants.some((variant) => isAvailable(product, variant)),
    price: least(prices),
    price_min: least(prices),
    price_max: greatest(prices),
    price_varies: new Set(prices).size > 1,
    compare_at_price: compareAt.length ? least(compareAt) : null,
    compare_at_price_min: least(compareAt),
    compare_at_price_max: greatest(compareAt),
    compare_at_price_varies: new Set(compareAt).size > 1,
    'gift_card?': product.isGiftCard,
    has_only_default_variant: hasOnlyDefaultVariant,
    requires_selling_plan: product.requiresSellingPlan ?? false,
    selling_plan_groups: sellingPlanGroups(product),
    template_suffix: null,
    created_at: product.createdAt,
    published_at: product.publishedAt,
    images,
    media: images,
    featured_image: images[0] ?? null,
    featured_media: images[0] ?? null,
    options: product.options.map((option) => option.name),
    variants_count: product.variants.length,
    get variants(): VariantObject[] {
      return getVariants();
    },
    get first_available_variant(): VariantObject | null {
      return firstAvailable();
    },
    get selected_variant(): VariantObject | null {
      return selected();
    },
    get selected_or_first_available_variant(): VariantObject | null {
      return selected() ?? firstAvailable() ?? getVariants()[0] ?? null;
    },
    get options_with_values() {
      const current = selected() ?? firstAvailable() ?? getVariants()[0];
      return product.options.map((option, index) => ({
        name: option.name,
        position: index + 1,
        values: option.values,
        selected_value: current?.options[index] ?? null,
      }));
    },
    get options_by_name(): Record<string, unknown> {
      return Object.fromEntries(object.options_with_values.map((option) => [option.name, option]));
    },
    get collections(): unknown[] {
      return view.world.catalog
        .collectionsOfProduct(product.id)
        .map((collection) => collectionObject(view, collection));
    },
    metafields: new Metafields(view.world, { ownerType: 'PRODUCT', ownerId: product.id }),
  };
  return withJson(object, () => ({
    id: product.id,
    title: product.title,
    handle: product.handle,
    description: product.descriptionHtml,
    published_at: product.publishedAt,
    created_at: product.createdAt,
    vendor: product.vendor,
    type: product.productType,
    tags: product.tags,
    price: object.price,
    price_min: object.price_min,
    price_max: object.price_max,
    available: object.available,
    price_varies: object.price_varies,
    compare_at_price: object.compare_at_price,
    compare_at_price_min: object.compare_at_price_min,
    compare_at_price_max: object.compare_at_price_max,
    compare_at_price_varies: object.compare_at_price_varies,
    variants: getVariants(),
    images: images.map((image) => image.src),
    featured_image: images[0]?.src ?? null,
    options: object.options,
    url: object.url,
    requires_selling_plan: object.requires_selling_plan,
    selling_plan_groups: object.selling_plan_groups,
    content: product.descriptionHtml,
  }));
}

/** Liquid's `selling_plan_group` objects: at most one here, with all plans of the product. */
function sellingPlanGroups(product: Product) {
  const plans = product.sellingPlans ?? [];
  if (plans.length === 0) return [];
  return [
    {
      id: String(product.id),
      name: product.title,
      options: [{ name: 'Delivery', position: 1, values: plans.map((plan) => plan.name) }],
      selling_plans: plans.map((plan) => ({
        id: plan.id,
        name: plan.name,
        description: null,
        recurring_deliveries: true,
        price_adjustments: [{ position: 1, order_count: null, value_type: 'percentage', value: plan.discountBp / 100 }],
      })),
    },
  ];
}

export type ProductObject = ReturnType<typeof productObject>;

/** A `collection` object. */
export function collectionObject(view: StoreView, collection: Collection) {
  const read = () =>
    collection.productIds
      .map((id) => view.world.catalog.product(id))
      .filter((product): product is Product => product !== null && isOnStore(product));
  const object = {
    id: collection.id,
    title: collection.title,
    handle: collection.handle,
    description: collection.descriptionHtml,
    url: localPath(view, `/collections/${collection.handle}`),
    image: collection.image ? imageObject(collection.image) : null,
    get featured_image() {
      const first = read()[0]?.images[0];
      return collection.image ? imageObject(collection.image) : first ? imageObject(first) : null;
    },
    get products() {
      return read().map((product) => productObject(view, product));
    },
    get products_count() {
      return read().length;
    },
    get all_products_count() {
      return read().length;
    },
    metafields: new Metafields(view.world, { ownerType: 'COLLECTION', ownerId: collection.id }),
  };
  return withJson(object, () => ({
    id: collection.id,
    handle: collection.handle,
    title: collection.title,
    description: collection.descriptionHtml,
  }));
}
