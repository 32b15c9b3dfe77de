/** Makes an order out of a priced checkout. */
import { createHash } from 'node:crypto';
import { toInstant } from './clock.ts';
import { completeAddress } from './customers.ts';
import type { PlaceOrderInput } from './selling-contract.ts';
import type { AppliedCode, LineAllocation, PricedCheckout } from './discount-types.ts';
import type { DiscountApplication, Order, OrderAllocation } from './order-types.ts';
import type { Customer, MoneySet } from './types.ts';
import type { World } from './world.ts';

interface Parts {
  world: World;
  input: PlaceOrderInput;
  priced: PricedCheckout;
  customer: Customer | null;
  email: string | null;
  orderNumber: number;
}

/** Without payment; `financialStatus` is set by the caller. */
export function buildOrder({ world, input, priced, customer, email, orderNumber }: Parts): Order {
  const shop = world.shop.get();
  const now = world.clock.nowInstant();
  const id = world.nextId();
  const set = (presentmentMinor: number): MoneySet => ({
    shopMinor: world.shop.toShopMinor(presentmentMinor, priced.currencyCode),
    presentmentMinor,
  });
  const allocations = (parts: LineAllocation[]): OrderAllocation[] =>
    parts.map(({ applicationIndex, amountMinor }) => ({ applicationIndex, amount: set(amountMinor) }));
  const token = createHash('sha256').update(`order ${id}`).digest('hex').slice(0, 32);
  const knownAddress = customer?.addresses.find((address) => address.id === customer.defaultAddressId) ?? null;
  const address = input.shippingAddress ? completeAddress(world.nextId(), input.shippingAddress) : knownAddress;
  const taxOfShipping = priced.taxMinor - priced.lines.reduce((sum, line) => sum + line.taxMinor, 0);
  return {
    id,
    name: `#${orderNumber}`,
    orderNumber,
    confirmationNumber: token.slice(0, 9).toUpperCase(),
    token,
    customerId: customer?.id ?? null,
    email,
    phone: customer?.phone ?? null,
    customerLocale: input.locale ?? customer?.locale ?? shop.primaryLocale,
    currencyCode: shop.currencyCode,
    presentmentCurrencyCode: priced.currencyCode,
    taxesIncluded: priced.taxesIncluded,
    taxRateBp: priced.taxRateBp,
    taxTitle: shop.taxTitle,
    sourceName: input.sourceName ?? 'web',
    locationId: input.locationId ?? (input.sourceName === 'pos' ? shop.address.id : null),
    subscriptionContractId: input.subscriptionContractId ?? null,
    test: true,
    note: input.note ?? null,
    tags: input.tags ?? [],
    noteAttributes: input.noteAttributes ?? [],
    financialStatus: 'pending',
    fulfillmentStatus: null,
    lines: priced.lines.map((line) => {
      const found = world.catalog.variant(line.variantId);
      if (!found) throw new Error('A priced line has lost its variant.');
      const { product, variant } = found;
      const variantTitle = variant.title === 'Default Title' ? null : variant.title;
      return {
        id: world.nextId(),
        productId: product.id,
        variantId: variant.id,
        title: product.title,
        variantTitle,
        name: variantTitle ? `${product.title} - ${variantTitle}` : product.title,
        sku: variant.sku,
        vendor: product.vendor,
        quantity: line.quantity,
        currentQuantity: line.quantity,
        fulfilledQuantity: 0,
        isGiftCard: line.isGiftCard,
        requiresShipping: variant.requiresShipping,
        taxable: variant.taxable,
        grams: variant.grams,
        properties: line.properties,
        // An order is made in the buyer's currency; the shop's money is converted from it, never read from the catalog.
        unitPrice: set(line.unitPriceMinor),
        allocations: allocations(line.allocations),
        tax: set(line.taxMinor),
        addedByEditId: null,
        sellingPlan: line.sellingPlan,
      };
    }),
    shippingLines: priced.shippingRate
      ? [
          {
            id: world.nextId(),
            rateId: priced.shippingRate.id,
            title: priced.shippingRate.title,
            price: set(priced.shippingRate.priceMinor),
            allocations: allocations(priced.shippingAllocations),
            tax: set(taxOfShipping),
          },
        ]
      : [],
    discountApplications: priced.appliedCodes.map((applied) => applicationOf(world, applied)),
    transactions: [],
    refunds: [],
    fulfillments: [],
    edits: [],
    tip: set(priced.tipMinor),
    shippingAddress: priced.requiresShipping && input.sourceName !== 'pos' ? address : null,
    billingAddress: address,
    createdAt: now,
    processedAt: input.processedAt ? toInstant(Date.parse(input.processedAt)) : now,
    updatedAt: now,
    cancelledAt: null,
    cancelReason: null,
    closedAt: null,
    timeline: [{ at: now, message: placedWords(input.sourceName) }],
  };
}

function placedWords(sourceName: string | undefined): string {
  if (sourceName === 'pos') return 'Sold at the point of sale.';
  return sourceName === 'subscription_contract' ? 'Renewed by a subscription.' : 'Order placed.';
}

function applicationOf(world: World, { code, discountId, automatic }: AppliedCode): DiscountApplication {
  const discount = world.discounts.get(discountId);
  if (!discount) throw new Error('An applied code has lost its discount.');
  const kind: DiscountApplication['kind'] = automatic ? 'automatic' : 'discount_code';
  const common = { kind, code, discountId, discountClass: discount.discountClass };
  if (discount.kind === 'free_shipping') {
    return {
      ...common,
      targetType: 'shipping_line',
      targetSelection: 'all',
      allocationMethod: 'each',
      valueType: 'percentage',
      value: 10_000,
    };
  }
  const selection = discount.discountClass === 'order' ? 'all' : 'entitled';
  if (discount.kind === 'bxgy') {
    return {
      ...common,
      targetType: 'line_item',
      targetSelection: selection,
      allocationMethod: 'each',
      valueType: 'percentage',
      value: discount.gets.percentageBp,
    };
  }
  const { value } = discount;
  return {
    ...common,
    targetType: 'line_item',
    targetSelection: selection,
    allocationMethod: value.kind === 'amount' && value.onEachItem ? 'each' : 'across',
    valueType: value.kind === 'percentage' ? 'percentage' : 'fixed_amount',
    value: value.kind === 'percentage' ? value.percentageBp : value.amountMinor,
  };
}
