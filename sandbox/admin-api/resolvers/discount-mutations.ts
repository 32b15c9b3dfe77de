/** The discount mutations: input objects into the world's words, refusals into `DiscountUserError`. */
import { toGid } from '#sandbox/world/gid.ts';
import type { DiscountChanges, NewDiscount } from '#sandbox/world/selling-contract.ts';
import type {
  CombinesWith,
  Discount,
  DiscountContext,
  DiscountItems,
  DiscountMinimum,
  DiscountValue,
} from '#sandbox/world/discount-types.ts';
import { refuse } from '#sandbox/world/refusal.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import {
  booleanOf,
  idOrNull,
  notImplemented,
  numberOf,
  recordOf,
  recordsOf,
  requiredText,
  textOf,
  textsOf,
} from '../context.ts';
import { connection } from '../connection.ts';
import { discountNodeAnswer, redeemCodeAnswer } from './discounts.ts';
import { minorOf } from './money.ts';
import { refused, userErrors } from './user-errors.ts';

type Kind = Discount['kind'];
interface Door {
  kind: Kind;
  argument: string;
  payload: string;
}

const DOORS: Record<string, Door> = {
  discountCodeBasicCreate: { kind: 'basic', argument: 'basicCodeDiscount', payload: 'DiscountCodeBasicCreatePayload' },
  discountCodeBasicUpdate: { kind: 'basic', argument: 'basicCodeDiscount', payload: 'DiscountCodeBasicUpdatePayload' },
  discountCodeFreeShippingCreate: {
    kind: 'free_shipping',
    argument: 'freeShippingCodeDiscount',
    payload: 'DiscountCodeFreeShippingCreatePayload',
  },
  discountCodeFreeShippingUpdate: {
    kind: 'free_shipping',
    argument: 'freeShippingCodeDiscount',
    payload: 'DiscountCodeFreeShippingUpdatePayload',
  },
  discountCodeBxgyCreate: { kind: 'bxgy', argument: 'bxgyCodeDiscount', payload: 'DiscountCodeBxgyCreatePayload' },
};

const NONE = { codeDiscountNode: null };

function create(context: ApiContext, args: Args, name: string): Answer {
  const door = doorOf(name);
  const input = recordOf(args, door.argument) ?? {};
  return userErrors(door.payload, NONE, [door.argument], () => {
    const discount = context.world.discounts.create(context.appId, newDiscount(context, door.kind, input));
    return { codeDiscountNode: discountNodeAnswer(context, discount, 'DiscountCodeNode') };
  });
}

function update(context: ApiContext, args: Args, name: string): Answer {
  const door = doorOf(name);
  const input = recordOf(args, door.argument) ?? {};
  const before = discountOf(context, requiredText(args, 'id'));
  if (before?.kind !== door.kind) return refused(door.payload, NONE, [unknownDiscount(requiredText(args, 'id'))]);
  return userErrors(door.payload, NONE, [door.argument], () => {
    const discount = context.world.discounts.update(before.id, changesOf(context, before, input));
    return { codeDiscountNode: discountNodeAnswer(context, discount, 'DiscountCodeNode') };
  });
}

function doorOf(name: string): Door {
  const door = DOORS[name];
  if (!door) throw notImplemented(name);
  return door;
}

function discountOf(context: ApiContext, gid: string): Discount | null {
  const id = idOrNull(gid, 'DiscountCodeNode');
  return id === null ? null : context.world.discounts.get(id);
}

function unknownDiscount(gid: string) {
  return { field: ['id'], message: `Discount does not exist: ${gid}`, code: 'INVALID' };
}

function newDiscount(context: ApiContext, kind: Kind, input: Args): NewDiscount {
  if (textOf(input, 'startsAt') === undefined) refuse('BLANK', "Starts at can't be blank", ['startsAt']);
  const common = {
    code: textOf(input, 'code') ?? '',
    title: textOf(input, 'title') ?? '',
    ...commonFields(context, null, input),
  };
  if (kind === 'free_shipping') {
    const maximum = minorOf(input, 'maximumShippingPrice', currencyOf(context)) ?? null;
    return { kind, ...common, maximumShippingPriceMinor: maximum };
  }
  const gets = recordOf(input, 'customerGets');
  if (!gets) return refuse('BLANK', "Customer gets can't be blank", ['customerGets']);
  if (kind === 'basic')
    return { kind, ...common, items: itemsOf(gets, ['customerGets']), value: valueOf(context, gets) };
  const buys = recordOf(input, 'customerBuys');
  if (!buys) return refuse('BLANK', "Customer buys can't be blank", ['customerBuys']);
  const usesPerOrderLimit = numberOf(input, 'usesPerOrderLimit') ?? null;
  return { kind, ...common, usesPerOrderLimit, ...bxgyOf(context, buys, gets) };
}

function changesOf(context: ApiContext, before: Discount, input: Args): DiscountChanges {
  const changes: DiscountChanges = commonFields(context, before, input);
  const code = textOf(input, 'code');
  const title = textOf(input, 'title');
  if (code !== undefined) changes.code = code;
  if (title !== undefined) changes.title = title;
  const gets = recordOf(input, 'customerGets');
  if (gets && recordOf(gets, 'items')) changes.items = itemsOf(gets, ['customerGets']);
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
  if (recordOf(given, 'customerSegments')) throw notImplemented('customer segments in a discount context');
  if (recordOf(given, 'markets')) throw notImplemented('markets in a discount context');
  return { kind: 'all' };
}

function idsOf(input: Args, name: string, type: string, field: string[]): number[] {
  return textsOf(input, name).map((gid) => {
    const id = idOrNull(gid, type);
    return id ?? refuse('INVALID', `${type} with id ${gid} is invalid`, [...field, name]);
  });
}

function itemsOf(gets: Args, field: string[]): DiscountItems {
  const items = recordOf(gets, 'items');
  const collections = recordOf(items ?? {}, 'collections');
  const products = recordOf(items ?? {}, 'products');
  if (collections) {
    return {
      kind: 'collections',
      collectionIds: idsOf(collections, 'add', 'Collection', [...field, 'items', 'collections']),
    };
  }
  if (products) {
    const path = [...field, 'items', 'products'];
    return {
      kind: 'products',
      productIds: idsOf(products, 'productsToAdd', 'Product', path),
      variantIds: idsOf(products, 'productVariantsToAdd', 'ProductVariant', path),
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

function bxgyOf(context: ApiContext, buys: Args, gets: Args) {
  const buysValue = recordOf(buys, 'value') ?? {};
  const onQuantity = recordOf(recordOf(gets, 'value') ?? {}, 'discountOnQuantity') ?? {};
  const effect = recordOf(onQuantity, 'effect') ?? {};
  const quantity = Number(buysValue['quantity'] ?? 0);
  return {
    buys: {
      items: itemsOf(buys, ['customerBuys']),
      quantity: quantity > 0 ? quantity : null,
      amountMinor: minorOf(buysValue, 'amount', currencyOf(context)) ?? null,
    },
    gets: {
      items: itemsOf(gets, ['customerGets']),
      quantity: Number(onQuantity['quantity'] ?? 1),
      percentageBp: Math.round((numberOf(effect, 'percentage') ?? 1) * 10_000),
    },
  };
}

function currencyOf(context: ApiContext): string {
  return context.world.shop.get().currencyCode;
}

function onExisting(
  context: ApiContext,
  args: Args,
  payload: string,
  run: (discount: Discount) => Record<string, unknown>,
  empty: Record<string, unknown> = NONE,
): Answer {
  const gid = requiredText(args, 'id');
  const discount = discountOf(context, gid);
  if (!discount) return refused(payload, empty, [unknownDiscount(gid)]);
  return userErrors(payload, empty, [], () => run(discount));
}

function bulkAdd(context: ApiContext, args: Args): Answer {
  const payload = 'DiscountRedeemCodeBulkAddPayload';
  const gid = requiredText(args, 'discountId');
  const discount = discountOf(context, gid);
  if (!discount) {
    return refused(payload, { bulkCreation: null }, [{ ...unknownDiscount(gid), field: ['discountId'] }]);
  }
  return userErrors(payload, { bulkCreation: null }, [], () => {
    const codes = recordsOf(args, 'codes').map((entry) => textOf(entry, 'code') ?? '');
    const result = context.world.discounts.addCodes(discount.id, codes);
    const outcome = codes.map((code, index) => ({
      index,
      code,
      added: result.added.find((added) => added.code === code),
      message: result.refused.find((refusedCode) => refusedCode.code === code)?.message,
    }));
    // Shopify works on it in the background (`done: false` first); here it is done at once.
    return {
      bulkCreation: {
        __typename: 'DiscountRedeemCodeBulkCreation',
        id: toGid('DiscountRedeemCodeBulkCreation', context.world.nextId()),
        codesCount: codes.length,
        importedCount: result.added.length,
        failedCount: result.refused.length,
        done: true,
        createdAt: context.world.clock.nowInstant(),
        discountCode: () => discountNodeAnswer(context, discount, 'DiscountCodeNode'),
        codes: (page: Args) =>
          connection(page, outcome, {
            typeName: 'DiscountRedeemCodeBulkCreationCode',
            id: (entry) => entry.index,
            node: (entry) => ({
              __typename: 'DiscountRedeemCodeBulkCreationCode',
              code: entry.code,
              discountRedeemCode: entry.added ? redeemCodeAnswer(context, entry.added) : null,
              errors: entry.message
                ? [
                    {
                      __typename: 'DiscountUserError',
                      field: ['code'],
                      message: entry.message,
                      code: 'TAKEN',
                      extraInfo: null,
                    },
                  ]
                : [],
            }),
          }),
      },
    };
  });
}

type Mutation = (context: ApiContext, args: Args) => Answer;

export const discountMutations: Record<string, Mutation> = {
  discountCodeBasicCreate: (context, args) => create(context, args, 'discountCodeBasicCreate'),
  discountCodeBasicUpdate: (context, args) => update(context, args, 'discountCodeBasicUpdate'),
  discountCodeFreeShippingCreate: (context, args) => create(context, args, 'discountCodeFreeShippingCreate'),
  discountCodeFreeShippingUpdate: (context, args) => update(context, args, 'discountCodeFreeShippingUpdate'),
  discountCodeBxgyCreate: (context, args) => create(context, args, 'discountCodeBxgyCreate'),
  discountCodeActivate: (context, args) =>
    onExisting(context, args, 'DiscountCodeActivatePayload', ({ id }) => ({
      codeDiscountNode: discountNodeAnswer(context, context.world.discounts.activate(id), 'DiscountCodeNode'),
    })),
  discountCodeDeactivate: (context, args) =>
    onExisting(context, args, 'DiscountCodeDeactivatePayload', ({ id }) => ({
      codeDiscountNode: discountNodeAnswer(context, context.world.discounts.deactivate(id), 'DiscountCodeNode'),
    })),
  discountCodeDelete: (context, args) =>
    onExisting(
      context,
      args,
      'DiscountCodeDeletePayload',
      ({ id }) => {
        context.world.discounts.delete(id);
        return { deletedCodeDiscountId: toGid('DiscountCodeNode', id) };
      },
      { deletedCodeDiscountId: null },
    ),
  discountRedeemCodeBulkAdd: bulkAdd,
};
