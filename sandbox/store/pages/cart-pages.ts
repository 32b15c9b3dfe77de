import { CartRefusal, addLine, changeLine, emptyCart, parseCodes } from '../cart-state.ts';
import type { CartState } from '../cart-state.ts';
import { json, redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { textOf, textsOf } from '../http/request.ts';
import type { Fields } from '../http/request.ts';
import { localReturn } from '../http/session.ts';
import type { CartObject } from '../objects/cart.ts';
import { localPath } from '../objects/store-view.ts';
import type { Visit } from '../visit.ts';
import { notFound } from './catalog-pages.ts';

export function cartPage(visit: Visit): Reply {
  return visit.page('cart', 'cart', { page_title: visit.word('cart.title') });
}

/** A refusal in the Ajax API's shape. */
function ajaxError(error: CartRefusal): Reply {
  const message = error.httpStatus === 404 || error.httpStatus === 422 ? 'Cart Error' : 'Bad Request';
  return json({ status: error.httpStatus, message, description: error.message }, error.httpStatus);
}

function quantityOf(text: string, fallback: number): number {
  return text === '' ? fallback : Number(text);
}

/** `id` may be a variant's id; `items` is a list of such. Answers the lines that were added. */
function add(visit: Visit, cart: CartState, fields: Fields): CartState['lines'] {
  const { items } = fields;
  const wanted = typeof items === 'object' ? Object.values(items) : [fields];
  return wanted.flatMap((item) => {
    if (typeof item !== 'object') return [];
    return addLine(visit.world, cart, {
      variantId: Number(textOf(item['id']).split(':')[0]),
      quantity: quantityOf(textOf(item['quantity']), 1),
      properties: textsOf(item['properties']),
      sellingPlanId: Number(textOf(item['selling_plan'])) || null,
    });
  });
}

/** One line by `line` (1-based) or `id` (key or variant). */
function change(visit: Visit, cart: CartState, fields: Fields): void {
  const line = textOf(fields['line']);
  const which = line ? { line: Number(line) } : { id: textOf(fields['id']) };
  changeLine(visit.world, cart, which, quantityOf(textOf(fields['quantity']), 1));
}

/** `updates` by variant, key or position; `note`, `attributes`, and since 2025 `discount`. */
function update(visit: Visit, cart: CartState, fields: Fields): void {
  const { updates } = fields;
  if (typeof updates === 'object') {
    const isList = Object.keys(updates).every((name, index) => name === String(index));
    // Positions refer to the cart as it was before any of them was removed.
    const keys = cart.lines.map((line) => line.key);
    for (const [name, value] of Object.entries(updates)) {
      const quantity = quantityOf(textOf(value), 1);
      const id = isList ? (keys[Number(name)] ?? name) : name;
      const known = cart.lines.some((line) => line.key === id || String(line.variantId) === id);
      if (known) changeLine(visit.world, cart, { id }, quantity);
      else if (quantity > 0) addLine(visit.world, cart, { variantId: Number(id), quantity });
    }
  }
  if (typeof fields['note'] === 'string') cart.note = fields['note'];
  if (typeof fields['attributes'] === 'object')
    cart.attributes = { ...cart.attributes, ...textsOf(fields['attributes']) };
  if (typeof fields['discount'] === 'string') cart.codes = parseCodes(fields['discount']);
}

/** Adds `sections` to an answer when the caller asks for them, as they look on `sections_url`, else on the page that asks. */
async function withSections(visit: Visit, fields: Fields, answer: CartObject | object): Promise<object> {
  const list = textOf(fields['sections']) || Object.values(textsOf(fields['sections'])).join(',');
  const ids = list.split(',').filter(Boolean);
  if (ids.length === 0) return answer;
  const plain = JSON.parse(JSON.stringify(answer)) as object;
  const where = localReturn(textOf(fields['sections_url']), '') || askingPage(visit);
  return { ...plain, sections: await visit.sectionsAt(where, ids) };
}

/** The page that asks, by its Referer; the cart when it is unknown. */
function askingPage(visit: Visit): string {
  const referer = visit.request.headers.referer ?? '';
  const url = URL.canParse(referer) ? new URL(referer) : null;
  return url?.host === visit.request.url.host ? url.pathname + url.search : localPath(visit.view, '/cart');
}

type Verb = 'add' | 'change' | 'update' | 'clear';

function apply(visit: Visit, verb: Verb, fields: Fields): { cart: CartState; added: CartState['lines'] } {
  let cart = structuredClone(visit.cart());
  let added: CartState['lines'] = [];
  if (verb === 'add') added = add(visit, cart, fields);
  else if (verb === 'change') change(visit, cart, fields);
  else if (verb === 'update') update(visit, cart, fields);
  else cart = { ...emptyCart(cart.token) };
  visit.keepCart(cart);
  return { cart, added };
}

/** `/cart/add.js`, `/cart/change.js`, `/cart/update.js`, `/cart/clear.js`. */
export async function cartAjax(visit: Visit, verb: Verb, fields: Fields): Promise<Reply> {
  try {
    const { added } = apply(visit, verb, fields);
    const object = visit.cartObject();
    if (verb !== 'add') return json(await withSections(visit, fields, object));
    const lines = object.items.filter((item) => added.some((line) => line.key === item.key));
    const isList = typeof fields['items'] === 'object';
    return json(await withSections(visit, fields, isList ? { items: lines } : (lines[0] ?? {})));
  } catch (error) {
    if (error instanceof CartRefusal) return ajaxError(error);
    throw error;
  }
}

/** The same by plain forms: then the answer is a page. */
export function cartForm(visit: Visit, verb: Verb, fields: Fields): Reply {
  const target = localReturn(textOf(fields['return_to']), localPath(visit.view, '/cart'));
  if (target.endsWith('/checkout') && verb !== 'add') return redirect(target, 303);
  try {
    apply(visit, verb, fields);
  } catch (error) {
    if (!(error instanceof CartRefusal)) throw error;
    return visit.page('cart', 'cart', { cart_error: error.message, page_title: visit.word('cart.title') }, 422);
  }
  if ('checkout' in fields) return redirect(localPath(visit.view, '/checkout'), 303);
  return redirect(target, 303);
}

/** `/cart.js` and `/cart.json` */
export function cartJson(visit: Visit): Reply {
  return json(visit.cartObject(), 200, 'application/json');
}

/** `/cart/123:2,456:1?discount=CODE`: a new cart, straight to the checkout (or the cart page with `storefront=true`). */
export function cartPermalink(visit: Visit, list: string): Reply {
  const cart = emptyCart(visit.cart().token);
  try {
    for (const part of list.split(',')) {
      const [variantId, quantity] = part.split(':');
      addLine(visit.world, cart, { variantId: Number(variantId), quantity: Number(quantity) });
    }
  } catch (error) {
    if (error instanceof CartRefusal) return notFound(visit);
    throw error;
  }
  const { query } = visit.view;
  cart.codes = parseCodes(query.get('discount') ?? '');
  cart.note = query.get('note') ?? '';
  visit.keepCart(cart);
  return redirect(localPath(visit.view, query.get('storefront') === 'true' ? '/cart' : '/checkout'));
}
