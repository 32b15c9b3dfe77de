import type { AppliedCode, LineAllocation, PricedCheckout, PricedLine } from '#sandbox/world/discount-types.ts';
import type { CartState } from '../cart-state.ts';
import { currencyObject } from '../liquid/currency-formats.ts';
import { imageObject, productObject, variantObject } from './product.ts';
import { convertedCents, localPath, toCents, withJson } from './store-view.ts';
import type { StoreView } from './store-view.ts';

/** A `discount_application` object, which also is the Ajax API's. */
function applicationObject(view: StoreView, applied: AppliedCode) {
  const discount = view.world.discounts.get(applied.discountId);
  const value =
    discount?.kind === 'basic'
      ? discount.value.kind === 'percentage'
        ? { value_type: 'percentage', value: String(discount.value.percentageBp / 100) }
        : { value_type: 'fixed_amount', value: (convertedCents(view, discount.value.amountMinor) / 100).toFixed(2) }
      : { value_type: 'percentage', value: '100.0' };
  return {
    type: applied.automatic ? 'automatic' : 'discount_code',
    key: applied.code,
    title: applied.code,
    description: null,
    ...value,
    allocation_method: discount?.kind === 'basic' && discount.value.kind === 'amount' ? 'across' : 'each',
    target_selection: applied.discountClass === 'product' ? 'entitled' : 'all',
    target_type: applied.discountClass === 'shipping' ? 'shipping_line' : 'line_item',
    total_allocated_amount: toCents(view, applied.amountMinor),
  };
}

function lineObject(view: StoreView, cart: CartState, priced: PricedCheckout, line: PricedLine, index: number) {
  const state = cart.lines[index];
  const found = view.world.catalog.variant(line.variantId);
  if (!state || !found) return null;
  const { product, variant } = found;
  // Only product discounts belong to a line; the share of an order discount is shown on the cart, as at Shopify.
  const isLineLevel = (allocation: LineAllocation) =>
    priced.appliedCodes[allocation.applicationIndex]?.discountClass === 'product';
  const lineLevel = line.allocations.filter(isLineLevel);
  const discountMinor = lineLevel.reduce((sum, allocation) => sum + allocation.amountMinor, 0);
  const finalLineCents = toCents(view, line.originalMinor - discountMinor);
  const unitCents = toCents(view, line.unitPriceMinor);
  const finalCents = Math.round(finalLineCents / Math.max(1, line.quantity));
  const image = product.images[0] ? imageObject(product.images[0]) : null;
  const allocations = (list: LineAllocation[]) =>
    list.flatMap((allocation) => {
      const applied = priced.appliedCodes[allocation.applicationIndex];
      return applied
        ? [{ amount: toCents(view, allocation.amountMinor), discount_application: applicationObject(view, applied) }]
        : [];
    });
  const hasOnlyDefaultVariant = variant.title === 'Default Title';
  const title = hasOnlyDefaultVariant ? product.title : `${product.title} - ${variant.title}`;
  const url = localPath(view, `/products/${product.handle}?variant=${variant.id}`);
  const object = {
    id: variant.id,
    key: state.key,
    title,
    quantity: line.quantity,
    properties: line.properties,
    price: finalCents,
    line_price: finalLineCents,
    original_price: unitCents,
    original_line_price: toCents(view, line.originalMinor),
    final_price: finalCents,
    final_line_price: finalLineCents,
    total_discount: toCents(view, discountMinor),
    line_level_total_discount: toCents(view, discountMinor),
    line_level_discount_allocations: allocations(lineLevel),
    discount_allocations: allocations(line.allocations),
    discounts: allocations(lineLevel).map((allocation) => ({
      amount: allocation.amount,
      title: allocation.discount_application.title,
    })),
    variant_id: variant.id,
    product_id: product.id,
    sku: variant.sku,
    grams: variant.grams,
    vendor: product.vendor,
    taxable: variant.taxable,
    gift_card: product.isGiftCard,
    requires_shipping: variant.requiresShipping,
    url,
    selling_plan_allocation: line.sellingPlan
      ? { selling_plan: { id: line.sellingPlan.id, name: line.sellingPlan.name }, price: unitCents }
      : null,
    url_to_remove: `${localPath(view, '/cart/change')}?id=${encodeURIComponent(state.key)}&quantity=0`,
    image,
    options_with_values: product.options.map((option, position) => ({
      name: option.name,
      value: variant.optionValues[position] ?? '',
    })),
    message: null,
    error_message: null,
    get product(): unknown {
      return productObject(view, product);
    },
    get variant(): unknown {
      return variantObject(view, product, variant);
    },
  };
  return withJson(object, () => ({
    id: object.id,
    properties: object.properties,
    quantity: object.quantity,
    variant_id: variant.id,
    key: state.key,
    title,
    price: unitCents,
    original_price: unitCents,
    presentment_price: unitCents / 100,
    discounted_price: finalCents,
    line_price: object.original_line_price,
    original_line_price: object.original_line_price,
    total_discount: object.total_discount,
    discounts: object.discounts,
    sku: variant.sku,
    grams: variant.grams,
    vendor: product.vendor,
    taxable: variant.taxable,
    product_id: product.id,
    product_has_only_default_variant: hasOnlyDefaultVariant,
    ...(object.selling_plan_allocation ? { selling_plan_allocation: object.selling_plan_allocation } : {}),
    gift_card: product.isGiftCard,
    final_price: finalCents,
    final_line_price: finalLineCents,
    url,
    featured_image: image
      ? { aspect_ratio: image.aspect_ratio, alt: image.alt, height: image.height, url: image.src, width: image.width }
      : null,
    image: image?.src ?? null,
    handle: product.handle,
    requires_shipping: variant.requiresShipping,
    product_type: product.productType,
    product_title: product.title,
    product_description: product.descriptionHtml.replace(/<[^>]*>/g, ''),
    variant_title: hasOnlyDefaultVariant ? null : variant.title,
    variant_options: variant.optionValues,
    options_with_values: object.options_with_values,
    line_level_discount_allocations: object.line_level_discount_allocations,
    line_level_total_discount: object.line_level_total_discount,
    quantity_rule: { min: 1, max: null, increment: 1 },
    has_components: false,
  }));
}

/** Whether a code counts for this cart: applied, or free shipping that only waits for a rate to be chosen. */
function isApplicable(priced: PricedCheckout, code: string): boolean {
  const isSame = (other: { code: string }) => other.code.toLowerCase() === code.toLowerCase();
  const rejected = priced.rejectedCodes.find(isSame);
  return (
    priced.appliedCodes.some((applied) => !applied.automatic && isSame(applied)) ||
    (rejected?.reason === 'no_shipping' && priced.requiresShipping)
  );
}

/** The `cart` object; as JSON it is the answer of `/cart.js`. All money in hundredths. */
export function cartObject(view: StoreView, cart: CartState, priced: PricedCheckout) {
  const items = priced.lines.flatMap((line, index) => lineObject(view, cart, priced, line, index) ?? []);
  const itemsCents = items.reduce((sum, item) => sum + item.final_line_price, 0);
  const originalCents = toCents(view, priced.linesMinor);
  const totalCents = toCents(view, priced.subtotalMinor);
  const cartLevel = priced.appliedCodes
    .filter((applied) => applied.discountClass === 'order')
    .map((applied) => applicationObject(view, applied));
  const object = {
    items,
    item_count: items.reduce((sum, item) => sum + item.quantity, 0),
    'empty?': items.length === 0,
    total_price: totalCents,
    checkout_charge_amount: totalCents,
    original_total_price: originalCents,
    items_subtotal_price: itemsCents,
    total_discount: originalCents - totalCents,
    total_weight: items.reduce((sum, item) => sum + item.grams * item.quantity, 0),
    requires_shipping: priced.requiresShipping,
    taxes_included: priced.taxesIncluded,
    duties_included: false,
    currency: currencyObject(priced.currencyCode),
    note: cart.note,
    attributes: cart.attributes,
    cart_level_discount_applications: cartLevel,
    discount_applications: priced.appliedCodes
      .filter((applied) => applied.discountClass !== 'shipping')
      .map((applied) => applicationObject(view, applied)),
    discount_codes: cart.codes.map((code) => ({ code, applicable: isApplicable(priced, code) })),
  };
  return withJson(object, () => ({
    token: cart.token,
    note: cart.note,
    attributes: cart.attributes,
    original_total_price: originalCents,
    total_price: totalCents,
    total_discount: object.total_discount,
    total_weight: object.total_weight,
    item_count: object.item_count,
    items,
    requires_shipping: object.requires_shipping,
    currency: priced.currencyCode,
    items_subtotal_price: itemsCents,
    cart_level_discount_applications: cartLevel,
    discount_codes: object.discount_codes,
  }));
}

export type CartObject = ReturnType<typeof cartObject>;
