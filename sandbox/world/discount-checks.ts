/** Shopify's refusals of a discount that cannot be: codes, dates, values, and ids that name nothing. */
import type { Discount, DiscountItems } from './discount-types.ts';
import { WorldRefusal } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { World } from './world.ts';

export const CODE_TAKEN = 'Code must be unique. Please try a different code.';
/** Shopify lets at most this many automatic discounts be active at a time. */
const MOST_AUTOMATIC = 25;

export function codeProblem(code: string): { code: string; message: string } | null {
  if (code.trim() === '') return { code: 'BLANK', message: "Code can't be blank" };
  if (code.trim().length > 255) return { code: 'TOO_LONG', message: 'Code is too long (maximum is 255 characters)' };
  return /[\r\n]/.test(code.trim()) ? { code: 'INVALID', message: 'Code is invalid' } : null;
}

/** Throws everything that is wrong at once. `code` null = an automatic discount; `holder` is another discount's code of that name. */
export function checkDiscount(world: World, discount: Discount, code: string | null, isCodeTaken: boolean): void {
  const refusals: Refusal[] = [];
  const say = (field: string[], errorCode: string, message: string): void => {
    refusals.push({ field, code: errorCode, message });
  };
  const wrongCode = code === null ? null : codeProblem(code);
  if (wrongCode) say(['code'], wrongCode.code, wrongCode.message);
  else if (isCodeTaken) say(['code'], 'TAKEN', CODE_TAKEN);
  if (discount.title.trim() === '') say(['title'], 'BLANK', "Title can't be blank");
  if (discount.title.length > 255) say(['title'], 'TOO_LONG', 'Title is too long (maximum is 255 characters)');
  if (discount.endsAt !== null && discount.endsAt <= discount.startsAt) {
    say(['endsAt'], 'INVALID', 'Ends at needs to be after starts_at');
  }
  if (discount.usageLimit !== null && discount.usageLimit < 1) {
    say(['usageLimit'], 'GREATER_THAN', 'Usage limit must be greater than 0');
  }
  if (discount.kind === 'basic' && discount.value.kind === 'percentage') {
    const { percentageBp } = discount.value;
    if (percentageBp <= 0 || percentageBp > 10_000) {
      say(['customerGets', 'value', 'percentage'], 'VALUE_OUTSIDE_RANGE', 'Value must be between 0.0 and 1.0');
    }
  }
  if (discount.kind === 'basic' && discount.value.kind === 'amount' && discount.value.amountMinor <= 0) {
    say(['customerGets', 'value', 'discountAmount', 'amount'], 'GREATER_THAN', 'Value must be greater than 0');
  }
  if (discount.context.kind === 'customers') {
    const unknown = discount.context.customerIds.filter((id) => !world.customers.get(id));
    if (unknown.length > 0 || discount.context.customerIds.length === 0) {
      say(['context', 'customers', 'add'], 'INVALID', `Customers with ids ${unknown.join(', ')} are invalid`);
    }
  }
  if (discount.kind === 'basic') checkItems(world, discount.items, ['customerGets', 'items'], say);
  if (discount.kind === 'bxgy') {
    checkItems(world, discount.buys.items, ['customerBuys', 'items'], say);
    checkItems(world, discount.gets.items, ['customerGets', 'items'], say);
  }
  if (discount.context.kind === 'segments') {
    const unknown = discount.context.segmentIds.filter((id) => !world.segments.get(id));
    if (unknown.length > 0 || discount.context.segmentIds.length === 0) {
      const message = `Customer segments with ids ${unknown.join(', ')} are invalid`;
      say(['context', 'customerSegments', 'add'], 'INVALID', message);
    }
  }
  if (discount.kind === 'bxgy') {
    const { quantity, percentageBp, amountMinor } = discount.gets;
    const gets = ['customerGets', 'value', 'discountOnQuantity'];
    if (quantity < 1) say([...gets, 'quantity'], 'GREATER_THAN', 'Quantity must be greater than 0');
    if ((amountMinor ?? null) === null && (percentageBp <= 0 || percentageBp > 10_000)) {
      say([...gets, 'effect', 'percentage'], 'VALUE_OUTSIDE_RANGE', 'Value must be between 0.0 and 1.0');
    }
    if (discount.buys.quantity === null && discount.buys.amountMinor === null) {
      say(['customerBuys', 'value'], 'BLANK', "Customer buys value can't be blank");
    }
    if (discount.buys.items.kind === 'all') {
      say(['customerBuys', 'items'], 'INVALID', "Items in 'customer buys' must be defined");
    }
    if (discount.gets.items.kind === 'all') {
      say(['customerGets', 'items'], 'INVALID', "Items in 'customer gets' must be defined");
    }
    if (discount.usesPerOrderLimit !== null && discount.usesPerOrderLimit < 1) {
      say(['usesPerOrderLimit'], 'GREATER_THAN', 'Uses per order limit must be greater than 0');
    }
  }
  if (discount.method === 'automatic' && world.discounts.status(discount) === 'active') {
    const others = world.discounts.automatic().filter(({ id }) => id !== discount.id);
    const active = others.filter((other) => world.discounts.status(other) === 'active');
    if (active.length >= MOST_AUTOMATIC) {
      say([], 'EXCEEDED_MAX', `The maximum number of active automatic discounts is ${MOST_AUTOMATIC}`);
    }
  }
  if (refusals.length > 0) throw new WorldRefusal(refusals);
}

function checkItems(
  world: World,
  items: DiscountItems,
  field: string[],
  say: (field: string[], code: string, message: string) => void,
): void {
  const { catalog } = world;
  if (items.kind === 'collections') {
    const unknown = items.collectionIds.filter((id) => !catalog.collection(id));
    if (unknown.length > 0)
      say([...field, 'collections', 'add'], 'INVALID', `Collections with ids ${unknown.join(', ')} are invalid`);
  }
  if (items.kind === 'products') {
    const products = items.productIds.filter((id) => !catalog.product(id));
    if (products.length > 0)
      say([...field, 'products', 'productsToAdd'], 'INVALID', `Products with ids ${products.join(', ')} are invalid`);
    const variants = items.variantIds.filter((id) => !catalog.variant(id));
    if (variants.length > 0)
      say(
        [...field, 'products', 'productVariantsToAdd'],
        'INVALID',
        `Product variants with ids ${variants.join(', ')} are invalid`,
      );
  }
}
