/** The input objects of discount mutations, in the world's words. */
import type { DiscountChanges, NewDiscount } from '#sandbox/world/selling-contract.ts';
import type {
  BxgyDiscount,
  CombinesWith,
  Discount,
  DiscountContext,
  DiscountItems,
  DiscountMinimum,
  DiscountValue,
} from '#sandbox/world/discount-types.ts';
import { refuse } from '#sandbox/world/refusal.ts';
import type { ApiContext, Args } from '../context.ts';
import { booleanOf, idOrNull, notImplemented, numberOf, recordOf, textOf, textsOf } from '../context.ts';
import { minorOf } from './money.ts';

/** What a mutation makes or changes. */
export interface DiscountDoor {
  kind: Discount['kind'];
  method: 'code' | 'automatic';
}

export function newDiscount(context: ApiContext, { kind, method }: DiscountDoor, input: Args): NewDiscount {
  if (textOf(input, 'startsAt') === undefined) refuse('BLANK', "Starts at can't be blank", ['startsAt']);
  const common = {
    method,
    code: method === 'code' ? (textOf(input, 'code') ?? '') : '',
    title: textOf(input, 'title') ?? '',
    ...commonFields(context, null, input),
  };
  if (kind === 'free_shipping') {
    const maximum = minorOf(input, 'maximumShippingPrice', currencyOf(context)) ?? null;
    return { kind, ...common, maximumShippingPriceMinor: maximum };
  }
  const gets = recordOf(input, 'customerGets');
  if (!gets) return refuse('BLANK', "Customer gets can't be blank", ['customerGets']);
  if (kind === 'basic') {
    return { kind, ...common, items: itemsOf(gets, ['customerGets'], null), value: valueOf(context, gets) };
  }
  const buys = recordOf(input, 'customerBuys');
  if (!buys) return refuse('BLANK', "Customer buys can't be blank", ['customerBuys']);
  const bxgy = { buys: buysOf(context, buys, null), gets: getsOf(context, gets, null) };
  return { kind, ...common, usesPerOrderLimit: unsigned(input, 'usesPerOrderLimit'), ...bxgy };
}

export function changesOf(context: ApiContext, before: Discount, input: Args): DiscountChanges {
  const changes: DiscountChanges = commonFields(context, before, input);
  const code = textOf(input, 'code');
  const title = textOf(input, 'title');
  if (code !== undefined) changes.code = code;
  if (title !== undefined) changes.title = title;
  const gets = recordOf(input, 'customerGets');
  if (before.kind === 'bxgy') {
    const buys = recordOf(input, 'customerBuys');
    if (buys) changes.buys = buysOf(context, buys, before.buys);
    if (gets) changes.gets = getsOf(context, gets, before.gets);
    if ('usesPerOrderLimit' in input) changes.usesPerOrderLimit = unsigned(input, 'usesPerOrderLimit');
    return changes;
  }
  const itemsBefore = before.kind === 'basic' ? before.items : null;
  if (gets && recordOf(gets, 'items')) changes.items = itemsOf(gets, ['customerGets'], itemsBefore);
  if (gets && recordOf(gets, 'value')) changes.value = valueOf(context, gets);
  if ('maximumShippingPrice' in input) {
    changes.maximumShippingPriceMinor = minorOf(input, 'maximumShippingPrice', currencyOf(context)) ?? null;
  }
  return changes;
}

interface CommonFields {
  startsAt?: string;
  endsAt?: string | null;
  usageLimit?: number | null;
  appliesOncePerCustomer?: boolean;
  combinesWith?: CombinesWith;
  minimum?: DiscountMinimum;
  context?: DiscountContext;
  purchases?: { oneTime: boolean; subscription: boolean };
}

/** Only what the input names: an update leaves the rest alone. */
function commonFields(context: ApiContext, before: Discount | null, input: Args): CommonFields {
  const fields: CommonFields = {};
  const startsAt = textOf(input, 'startsAt');
  if (startsAt !== undefined) fields.startsAt = wholeSeconds(startsAt);
  if ('endsAt' in input) fields.endsAt = input['endsAt'] === null ? null : wholeSeconds(textOf(input, 'endsAt') ?? '');
  if ('usageLimit' in input) fields.usageLimit = numberOf(input, 'usageLimit') ?? null;
  const once = booleanOf(input, 'appliesOncePerCustomer');
  if (once !== undefined) fields.appliesOncePerCustomer = once;
  const combines = recordOf(input, 'combinesWith');
  if (combines) {
    fields.combinesWith = {
      order: booleanOf(combines, 'orderDiscounts') ?? false,
      product: booleanOf(combines, 'productDiscounts') ?? false,
      shipping: booleanOf(combines, 'shippingDiscounts') ?? false,
    };
  }
  if ('minimumRequirement' in input) fields.minimum = minimumOf(context, recordOf(input, 'minimumRequirement'));
  const wanted = contextOf(before, input);
  if (wanted) fields.context = wanted;
  // Of free shipping they stand beside the other fields, of the others inside `customerGets`.
  const holder = recordOf(input, 'customerGets') ?? input;
  const oneTime = booleanOf(holder, 'appliesOnOneTimePurchase');
  const subscription = booleanOf(holder, 'appliesOnSubscription');
  if (oneTime !== undefined || subscription !== undefined) {
    const kept = before?.purchases ?? { oneTime: true, subscription: false };
    fields.purchases = { oneTime: oneTime ?? kept.oneTime, subscription: subscription ?? kept.subscription };
    if (!fields.purchases.oneTime && !fields.purchases.subscription) {
      refuse('APPLIES_ON_NOTHING', 'Discount must apply on one-time purchases, subscriptions, or both', [
        'customerGets',
      ]);
    }
  }
  return fields;
}

/** `2026-11-21T18:48:10.123Z` -> `2026-11-21T18:48:10Z`: the world counts whole seconds. */
function wholeSeconds(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

function minimumOf(context: ApiContext, input: Args | undefined): DiscountMinimum {
  const subtotal = recordOf(input ?? {}, 'subtotal');
  const quantity = recordOf(input ?? {}, 'quantity');
  const field = ['minimumRequirement'];
  if (subtotal && quantity) {
    const message = 'Minimum subtotal and quantity range cannot both be present';
    refuse('MINIMUM_SUBTOTAL_AND_QUANTITY_RANGE_BOTH_PRESENT', message, field);
  }
  const amountMinor = subtotal ? minorOf(subtotal, 'greaterThanOrEqualToSubtotal', currencyOf(context)) : undefined;
  if (amountMinor === null)
    refuse('INVALID', 'Minimum subtotal is invalid', [...field, 'subtotal', 'greaterThanOrEqualToSubtotal']);
  if (amountMinor) return { kind: 'subtotal', amountMinor };
  const units = Number(quantity?.['greaterThanOrEqualToQuantity'] ?? 0);
  return units > 0 ? { kind: 'quantity', quantity: units } : { kind: 'none' };
}

/** `context`, or the `customerSelection` that it replaced. */
function contextOf(before: Discount | null, input: Args): DiscountContext | undefined {
  const given = recordOf(input, 'context') ?? recordOf(input, 'customerSelection');
  if (!given) return undefined;
  const customers = recordOf(given, 'customers');
  if (customers) {
    const kept = before?.context.kind === 'customers' ? before.context.customerIds : [];
    const removed = new Set(idsOf(customers, 'remove', 'Customer', ['context', 'customers']));
    const added = idsOf(customers, 'add', 'Customer', ['context', 'customers']);
    return { kind: 'customers', customerIds: [...new Set([...kept, ...added])].filter((id) => !removed.has(id)) };
  }
  const segments = recordOf(given, 'customerSegments');
  if (segments) {
    const kept = before?.context.kind === 'segments' ? before.context.segmentIds : [];
    const removed = new Set(idsOf(segments, 'remove', 'Segment', ['context', 'customerSegments']));
    const added = idsOf(segments, 'add', 'Segment', ['context', 'customerSegments']);
    return { kind: 'segments', segmentIds: [...new Set([...kept, ...added])].filter((id) => !removed.has(id)) };
  }
  if (recordOf(given, 'markets')) throw notImplemented('markets in a discount context');
  return { kind: 'all' };
}

function idsOf(input: Args, name: string, type: string, field: string[]): number[] {
  return textsOf(input, name).map((gid) => {
    const id = idOrNull(gid, type);
    return id ?? refuse('INVALID', `${type} with id ${gid} is invalid`, [...field, name]);
  });
}

/** Ids are added to and removed from what there was, as the input's names say. */
function itemsOf(holder: Args, field: string[], before: DiscountItems | null): DiscountItems {
  const items = recordOf(holder, 'items');
  const collections = recordOf(items ?? {}, 'collections');
  const products = recordOf(items ?? {}, 'products');
  const changed = (kept: number[], input: Args, [add, remove]: [string, string], type: string, path: string[]) => {
    const removed = new Set(idsOf(input, remove, type, path));
    return [...new Set([...kept, ...idsOf(input, add, type, path)])].filter((id) => !removed.has(id));
  };
  if (collections) {
    const kept = before?.kind === 'collections' ? before.collectionIds : [];
    const path = [...field, 'items', 'collections'];
    const collectionIds = changed(kept, collections, ['add', 'remove'], 'Collection', path);
    return { kind: 'collections', collectionIds };
  }
  if (products) {
    const path = [...field, 'items', 'products'];
    const kept = before?.kind === 'products' ? before : { productIds: [], variantIds: [] };
    const variants: [string, string] = ['productVariantsToAdd', 'productVariantsToRemove'];
    return {
      kind: 'products',
      productIds: changed(kept.productIds, products, ['productsToAdd', 'productsToRemove'], 'Product', path),
      variantIds: changed(kept.variantIds, products, variants, 'ProductVariant', path),
    };
  }
  if (booleanOf(items ?? {}, 'all')) return { kind: 'all' };
  return refuse('BLANK', "Items in 'customer get' cannot be blank", [...field, 'items']);
}

function valueOf(context: ApiContext, gets: Args): DiscountValue {
  const value = recordOf(gets, 'value') ?? {};
  const field = ['customerGets', 'value'];
  const percentage = numberOf(value, 'percentage');
  if (percentage !== undefined) return { kind: 'percentage', percentageBp: Math.round(percentage * 10_000) };
  const amount = recordOf(value, 'discountAmount');
  if (amount) {
    const amountMinor = minorOf(amount, 'amount', currencyOf(context));
    if (amountMinor === undefined || amountMinor === null) {
      return refuse('INVALID', 'Discount amount is invalid', [...field, 'discountAmount', 'amount']);
    }
    return { kind: 'amount', amountMinor, onEachItem: booleanOf(amount, 'appliesOnEachItem') ?? false };
  }
  if (recordOf(value, 'discountOnQuantity')) throw notImplemented('discountOnQuantity outside of buy X get Y');
  return refuse('BLANK', "Value can't be blank", field);
}

function buysOf(context: ApiContext, buys: Args, before: BxgyDiscount['buys'] | null): BxgyDiscount['buys'] {
  const field = ['customerBuys'];
  const items = recordOf(buys, 'items') || !before ? itemsOf(buys, field, before?.items ?? null) : before.items;
  const value = recordOf(buys, 'value');
  if (!value && before) return { ...before, items };
  const quantity = unsigned(value ?? {}, 'quantity');
  return { items, quantity, amountMinor: minorOf(value ?? {}, 'amount', currencyOf(context)) ?? null };
}

function getsOf(context: ApiContext, gets: Args, before: BxgyDiscount['gets'] | null): BxgyDiscount['gets'] {
  const field = ['customerGets'];
  const items = recordOf(gets, 'items') || !before ? itemsOf(gets, field, before?.items ?? null) : before.items;
  const value = recordOf(gets, 'value');
  if (!value && before) return { ...before, items };
  const onQuantity = recordOf(value ?? {}, 'discountOnQuantity');
  const effect = recordOf(onQuantity ?? {}, 'effect');
  if (!onQuantity || !effect) {
    return refuse('BLANK', "Discount on quantity can't be blank", [...field, 'value', 'discountOnQuantity']);
  }
  return {
    items,
    quantity: unsigned(onQuantity, 'quantity') ?? 0,
    percentageBp: Math.round((numberOf(effect, 'percentage') ?? 0) * 10_000),
    amountMinor: minorOf(effect, 'amount', currencyOf(context)) ?? null,
  };
}

/** An `UnsignedInt64` comes as text, an `Int` as a number; 0 and nothing are null. */
function unsigned(input: Args, name: string): number | null {
  const value = Number(input[name] ?? 0);
  return Number.isSafeInteger(value) && value > 0 ? value : null;
}

function currencyOf(context: ApiContext): string {
  return context.world.shop.get().currencyCode;
}
