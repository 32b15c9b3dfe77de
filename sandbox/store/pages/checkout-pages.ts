/**
 * The checkout: contact, delivery, discount codes, a test payment, the thank-you page. It is Shopify's own in a real shop, so
 * no theme app extension is rendered here. Prices and code rules are the world's; this file only asks and shows.
 */
import type { PricedCheckout, RejectedCode } from '#sandbox/world/discount-types.ts';
import { WorldRefusal } from '#sandbox/world/refusal.ts';
import { parseCodes, priceCart } from '../cart-state.ts';
import { html, redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { textOf } from '../http/request.ts';
import type { Fields } from '../http/request.ts';
import { escapeHtml } from '../liquid/text.ts';
import { translate } from '../liquid/translate.ts';
import { moneyFormats } from '../liquid/currency-formats.ts';
import { formatMoney } from '../liquid/money.ts';
import { cartObject } from '../objects/cart.ts';
import { orderObject } from '../objects/customer.ts';
import { countryName } from '../objects/markets.ts';
import { localPath, toCents } from '../objects/store-view.ts';
import type { Visit } from '../visit.ts';
import { notFound } from './catalog-pages.ts';

type CheckoutState = {
  token: string;
  cartToken: string;
  email: string;
  firstName: string;
  lastName: string;
  address1: string;
  zip: string;
  city: string;
  shippingRateId: string;
  orderToken: string | null;
  /** Codes of the gift cards that pay, in the order in which they were entered. */
  giftCards?: string[];
  useStoreCredit?: boolean;
  newsletter?: boolean;
};

const collection = 'store-checkouts';
const contactFields = ['email', 'firstName', 'lastName', 'address1', 'zip', 'city', 'shippingRateId'] as const;

/** `/checkout`: begins a checkout of the session's cart. */
export function beginCheckout(visit: Visit): Reply {
  const cart = visit.cart();
  if (cart.lines.length === 0) return redirect(localPath(visit.view, '/cart'));
  visit.keepCart(cart);
  const { customer } = visit.view;
  const address = customer?.addresses.find((candidate) => candidate.id === customer.defaultAddressId);
  const token = visit.host.options.newToken();
  const state: CheckoutState = {
    token,
    cartToken: cart.token,
    email: customer?.email ?? '',
    firstName: customer?.firstName ?? '',
    lastName: customer?.lastName ?? '',
    address1: address?.address1 ?? '',
    zip: address?.zip ?? '',
    city: address?.city ?? '',
    shippingRateId: visit.view.shop.shippingRates[0]?.id ?? '',
    orderToken: null,
  };
  visit.world.documents.set(collection, token, state);
  return redirect(localPath(visit.view, `/checkouts/cn/${token}`));
}

function price(visit: Visit, state: CheckoutState): PricedCheckout {
  const email = state.email.includes('@') ? state.email : null;
  return priceCart(visit.world, visit.cart(), {
    customerId: visit.view.customer?.id ?? null,
    currencyCode: visit.view.currencyCode,
    email,
    shippingRateId: state.shippingRateId || null,
  });
}

/** Why a code does not apply, in the visitor's language. */
export function explainRejection(visit: Visit, rejected: RejectedCode): string {
  const { locale } = visit.view;
  const { theme } = visit;
  const minimum = rejected.minimumMinor;
  return translate((key, wanted) => theme.lookUp(key, wanted), `checkout.code_errors.${rejected.reason}_html`, locale, {
    code: escapeHtml(rejected.code),
    other: escapeHtml((rejected.conflictsWith ?? []).join(', ')),
    minimum: minimum === undefined ? '' : formatMoney(toCents(visit.view, minimum), moneyFormats(visit.view).money),
    quantity: rejected.minimumQuantity ?? '',
  });
}

interface Problems {
  giftCard?: string;
  discount?: string[];
  contact?: string;
  payment?: string;
}

function showCheckout(visit: Visit, state: CheckoutState, problems: Problems = {}, status = 200): Reply {
  const { view } = visit;
  const cart = visit.cart();
  const priced = price(visit, state);
  const cents = (minor: number) => toCents(view, minor);
  const checkout = {
    ...state,
    first_name: state.firstName,
    last_name: state.lastName,
    shipping_rate_id: state.shippingRateId,
    action: localPath(view, `/checkouts/cn/${state.token}`),
    cart: cartObject(view, cart, priced),
    lines: priced.lines.map((line, index) => ({
      item: cartObject(view, cart, priced).items[index],
      original: cents(line.originalMinor),
      final: cents(line.finalMinor),
      allocations: line.allocations.map((allocation) => ({
        code: priced.appliedCodes[allocation.applicationIndex]?.code ?? '',
        amount: cents(allocation.amountMinor),
      })),
    })),
    applied: priced.appliedCodes.map((applied) => ({
      code: applied.code,
      automatic: applied.automatic,
      title: applied.title,
      discount_class: applied.discountClass,
      amount: cents(applied.amountMinor),
    })),
    // Waiting is not wrong: free shipping needs a rate before it can do anything.
    waiting: priced.rejectedCodes.filter((code) => code.reason === 'no_shipping').map((code) => code.code),
    rejected: priced.rejectedCodes
      .filter((code) => code.reason !== 'no_shipping')
      .map((code) => ({ code: code.code, message: explainRejection(visit, code) })),
    discount_errors: problems.discount ?? [],
    ...creditsObject(visit, state, priced),
    gift_card_error: problems.giftCard ?? null,
    contact_error: problems.contact ?? null,
    payment_error: problems.payment ?? null,
    requires_shipping: priced.requiresShipping,
    shipping_rates: priced.shippingRates.map((rate) => ({
      id: rate.id,
      title: rate.title,
      price: cents(rate.priceMinor),
      selected: rate.id === state.shippingRateId,
    })),
    subtotal: cents(priced.linesMinor),
    discount: cents(priced.discountMinor),
    shipping: priced.shippingMinor === null ? null : cents(priced.shippingMinor),
    shipping_final: cents(priced.shippingFinalMinor),
    tax: cents(priced.taxMinor),
    total: cents(priced.totalMinor),
    taxes_included: priced.taxesIncluded,
  };
  const renderer = visit.renderer('page', 'checkout', { checkout, page_title: visit.word('checkout.title') });
  return html(renderer.renderPage(), status);
}

function applyCodes(visit: Visit, state: CheckoutState, entered: string): string[] {
  const cart = visit.cart();
  const before = cart.codes;
  const wanted = parseCodes(entered);
  cart.codes = parseCodes([...before, ...wanted].join(','));
  const priced = price(visit, state);
  const isWanted = (code: string) => wanted.some((other) => other.toLowerCase() === code.toLowerCase());
  const refused = priced.rejectedCodes.filter((code) => code.reason !== 'no_shipping' && isWanted(code.code));
  // A checkout does not keep a code that does nothing; the reason is shown once.
  cart.codes = cart.codes.filter((code) => !refused.some((other) => other.code.toLowerCase() === code.toLowerCase()));
  visit.keepCart(cart);
  return refused.map((code) => explainRejection(visit, code));
}

/** What gift cards and store credit pay, and what is left for the card. */
function creditsObject(visit: Visit, state: CheckoutState, priced: PricedCheckout) {
  const parts = creditParts(visit, state, priced.totalMinor);
  return {
    newsletter: state.newsletter ?? false,
    gift_cards: parts.cards.map(({ code, paysMinor }) => ({
      code,
      last: code.slice(-4).toUpperCase(),
      amount: toCents(visit.view, paysMinor),
    })),
    store_credit: toCents(visit.view, parts.storeCreditMinor),
    store_credit_used: toCents(visit.view, parts.storeCreditPaysMinor),
    uses_store_credit: state.useStoreCredit ?? false,
    to_pay: toCents(visit.view, parts.leftMinor),
  };
}

function creditParts(visit: Visit, state: CheckoutState, totalMinor: number) {
  const { world, view } = visit;
  let leftMinor = totalMinor;
  const cards = (state.giftCards ?? []).flatMap((code) => {
    const card = world.giftCards.byCode(code);
    if (!card || !world.giftCards.isRedeemable(card)) return [];
    const balanceMinor = inCurrency(visit, card.balanceMinor, card.currencyCode);
    const paysMinor = Math.min(balanceMinor, leftMinor);
    leftMinor -= paysMinor;
    return [{ code, paysMinor }];
  });
  // Store credit is for who is signed in, in the currency of the account.
  const accounts = view.customer?.state === 'enabled' ? world.credits.storeCreditAccounts(view.customer.id) : [];
  const account = accounts.find(({ currencyCode }) => currencyCode === view.currencyCode);
  const storeCreditMinor = account?.balanceMinor ?? 0;
  const storeCreditPaysMinor = state.useStoreCredit ? Math.min(storeCreditMinor, leftMinor) : 0;
  return { cards, storeCreditMinor, storeCreditPaysMinor, leftMinor: leftMinor - storeCreditPaysMinor };
}

/** A gift card of the shop's currency pays in every currency; one of another only in its own. */
function inCurrency({ world, view }: Visit, balanceMinor: number, currencyCode: string): number {
  if (currencyCode === view.currencyCode) return balanceMinor;
  return currencyCode === view.shop.currencyCode ? world.shop.toPresentmentMinor(balanceMinor, view.currencyCode) : 0;
}

/** Answers what is wrong with the card, in the visitor's language; null when it was added. */
function addGiftCard(visit: Visit, state: CheckoutState, entered: string): string | null {
  const card = visit.world.giftCards.byCode(entered);
  if (!card || !visit.world.giftCards.isRedeemable(card)) return visit.word('checkout.errors.gift_card');
  state.giftCards = [...new Set([...(state.giftCards ?? []), card.code])];
  visit.world.documents.set(collection, state.token, state);
  return null;
}

function findProblems(visit: Visit, state: CheckoutState, priced: PricedCheckout, card: string): Problems {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(state.email)) return { contact: visit.word('checkout.errors.email') };
  const needsAddress = priced.requiresShipping && !(state.address1 && state.zip && state.city && state.lastName);
  if (needsAddress) return { contact: visit.word('checkout.errors.address') };
  if (creditParts(visit, state, priced.totalMinor).leftMinor > 0) {
    // The numbers of Shopify's Bogus Gateway: 1 is approved, 2 declined, 3 a failure of the gateway.
    if (card === '2') return { payment: visit.word('checkout.errors.declined') };
    if (card === '3') return { payment: visit.word('checkout.errors.gateway') };
    if (card !== '1') return { payment: visit.word('checkout.errors.card') };
  }
  return {};
}

function pay(visit: Visit, state: CheckoutState, card: string): Reply {
  const { world, view } = visit;
  const cart = visit.cart();
  const priced = price(visit, state);
  const refused = priced.rejectedCodes;
  if (refused.length > 0) {
    cart.codes = cart.codes.filter((code) => !refused.some((other) => other.code.toLowerCase() === code.toLowerCase()));
    visit.keepCart(cart);
    return showCheckout(visit, state, { discount: refused.map((code) => explainRejection(visit, code)) }, 422);
  }
  const problems = findProblems(visit, state, priced, card);
  if (problems.contact || problems.payment) return showCheckout(visit, state, problems, 422);
  const { customer } = view;
  try {
    const order = world.orders.place({
      lines: cart.lines.map((line) => ({
        variantId: line.variantId,
        quantity: line.quantity,
        properties: line.properties,
        sellingPlanId: line.sellingPlanId ?? null,
      })),
      giftCardCodes: creditParts(visit, state, priced.totalMinor).cards.map(({ code }) => code),
      useStoreCredit: creditParts(visit, state, priced.totalMinor).storeCreditPaysMinor > 0,
      buyer: customer
        ? { customerId: customer.id }
        : { email: state.email, firstName: state.firstName, lastName: state.lastName },
      codes: cart.codes,
      ...(priced.requiresShipping
        ? {
            shippingRateId: state.shippingRateId,
            shippingAddress: {
              firstName: state.firstName,
              lastName: state.lastName,
              address1: state.address1,
              zip: state.zip,
              city: state.city,
              country: countryName(view.countryCode, 'en'),
              countryCode: view.countryCode,
            },
          }
        : {}),
      locale: view.locale,
      currencyCode: view.currencyCode,
      note: cart.note || null,
      noteAttributes: Object.entries(cart.attributes).map(([name, value]) => ({ name, value })),
      sourceName: 'web',
      gateway: 'bogus',
    });
    if (state.newsletter && order.customerId !== null) {
      world.customers.setConsent(order.customerId, { channel: 'email', state: 'subscribed' });
    }
    world.documents.set(collection, state.token, { ...state, orderToken: order.token });
    world.log.sendMail({
      to: order.email ?? state.email,
      subject: `${view.shop.name}: ${order.name}`,
      text: visit.word('thank_you.mail').replace('{{ name }}', order.name),
    });
    visit.startNewCart();
    world.documents.delete('store-carts', state.cartToken);
    return redirect(localPath(view, `/checkouts/cn/${state.token}/thank-you`), 303);
  } catch (error) {
    if (!(error instanceof WorldRefusal)) throw error;
    return showCheckout(visit, state, { payment: error.message }, 422);
  }
}

/** `/checkouts/cn/<token>`: shows the checkout, or acts on its form. */
export function checkoutPage(visit: Visit, token: string, fields: Fields | null): Reply {
  const state = visit.world.documents.get<CheckoutState>(collection, token);
  if (!state) return notFound(visit);
  const done = localPath(visit.view, `/checkouts/cn/${token}/thank-you`);
  if (state.orderToken) return redirect(done, fields ? 303 : 302);
  if (visit.cart().token !== state.cartToken || visit.cart().lines.length === 0) {
    return redirect(localPath(visit.view, '/cart'), fields ? 303 : 302);
  }
  if (!fields) return showCheckout(visit, state);
  for (const name of contactFields) {
    if (typeof fields[name] === 'string') state[name] = textOf(fields[name]).trim().slice(0, 255);
  }
  if (visit.view.customer?.email) state.email = visit.view.customer.email;
  // Boxes that are not ticked are not sent; the form names the ones that it shows.
  const shown = textOf(fields['boxes']).split(' ');
  if (shown.includes('newsletter')) state.newsletter = textOf(fields['newsletter']) === 'on';
  if (shown.includes('store_credit')) state.useStoreCredit = textOf(fields['store_credit']) === 'on';
  visit.world.documents.set(collection, token, state);
  const here = localPath(visit.view, `/checkouts/cn/${token}`);
  const removed = textOf(fields['remove_discount']);
  if (removed) {
    const cart = visit.cart();
    cart.codes = cart.codes.filter((code) => code.toLowerCase() !== removed.toLowerCase());
    visit.keepCart(cart);
    return redirect(here, 303);
  }
  if (textOf(fields['intent']) === 'apply_discount') {
    const errors = applyCodes(visit, state, textOf(fields['discount']));
    return errors.length ? showCheckout(visit, state, { discount: errors }, 422) : redirect(here, 303);
  }
  const cardGone = textOf(fields['remove_gift_card']);
  if (cardGone) {
    state.giftCards = (state.giftCards ?? []).filter((code) => code !== cardGone);
    visit.world.documents.set(collection, token, state);
    return redirect(here, 303);
  }
  if (textOf(fields['intent']) === 'apply_gift_card') {
    const problem = addGiftCard(visit, state, textOf(fields['gift_card']));
    return problem ? showCheckout(visit, state, { giftCard: problem }, 422) : redirect(here, 303);
  }
  if (textOf(fields['intent']) === 'pay') return pay(visit, state, textOf(fields['card']).replace(/\s/g, ''));
  return redirect(here, 303);
}

export function thankYouPage(visit: Visit, token: string): Reply {
  const state = visit.world.documents.get<CheckoutState>(collection, token);
  const order = state?.orderToken ? visit.world.orders.byToken(state.orderToken) : null;
  if (!order) return notFound(visit);
  const renderer = visit.renderer('page', 'thank-you', {
    order: orderObject(visit.view, order),
    page_title: visit.word('thank_you.title'),
  });
  return html(renderer.renderPage());
}
