/** Puts a code into the store's cart and takes it out, by Shopify's Ajax API. Leaves other codes as they were. */
import { config } from './regulars-view.js';

/** `{cart}` or, with codes, the cart after it has been given exactly these. Throws when the store does not answer. */
async function cart(codes) {
  const options = codes && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ discount: codes.join(',') }),
  };
  const response = await fetch(`${codes ? config.cartUpdate : config.cart}.js`, options);
  if (!response.ok) throw new Error(`cart ${response.status}`);
  return response.json();
}

const same = (one, other) => one.toUpperCase() === other.toUpperCase();

/**
 * What came of it: `applied`, `cart_empty`, `minimum`, `cannot_combine`, or `unsupported` when this store's cart takes no
 * codes that way. A code that does not apply, or that would push another one out, is taken out again.
 */
export async function applyCode(code, rewardId) {
  const before = await cart();
  if (before.item_count === 0) return { outcome: 'cart_empty' };
  const held = (before.discount_codes ?? []).filter((each) => !same(each.code, code));
  const after = await cart([...held.map((each) => each.code), code]);
  if (!after.discount_codes) return { outcome: 'unsupported' };
  const applies = (wanted) => after.discount_codes.some((each) => each.applicable && same(each.code, wanted));
  const lost = held.some((each) => each.applicable && !applies(each.code));
  if (applies(code) && !lost) return { outcome: 'applied', cart: after };
  await cart(held.map((each) => each.code));
  const minimumCents = config.rewards.find((reward) => reward.id === rewardId)?.minimumCents ?? 0;
  return { outcome: before.items_subtotal_price < minimumCents ? 'minimum' : 'cannot_combine' };
}

/** Takes a canceled code out of the cart; nothing happens if it is not in it. */
export async function removeCode(code) {
  const codes = (await cart()).discount_codes ?? [];
  if (!codes.some((each) => same(each.code, code))) return false;
  await cart(codes.map((each) => each.code).filter((each) => !same(each, code)));
  return true;
}
