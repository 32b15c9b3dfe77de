/**
 * How an order is paid, and where refunded money goes: gift cards, store credit, then the payment gateway. It changes the order
 * in place and books the cards and accounts; storing the order is the caller's.
 */
import { ZERO, addMoney, subtractMoney } from './money.ts';
import type { Order, OrderTransaction, Refund } from './order-types.ts';
import { refuse } from './refusal.ts';
import type { PlaceOrderInput } from './selling-contract.ts';
import type { Customer, MoneySet } from './types.ts';
import type { World } from './world.ts';

export const GIFT_CARD_GATEWAY = 'gift_card';
export const STORE_CREDIT_GATEWAY = 'shopify_store_credit';

type Payment = Pick<PlaceOrderInput, 'giftCardCodes' | 'useStoreCredit' | 'gateway'>;

export function sale(world: World, order: Order, amount: MoneySet, gateway: string): OrderTransaction {
  const transaction: OrderTransaction = {
    id: world.nextId(),
    orderId: order.id,
    parentId: null,
    kind: 'sale',
    gateway,
    status: 'success',
    amount,
    message: null,
    createdAt: world.clock.nowInstant(),
  };
  order.transactions.push(transaction);
  return transaction;
}

/** Pays `due`: from the gift cards in their order, then from store credit if wanted, then by the gateway. */
export function payOrder(world: World, order: Order, due: MoneySet, payment: Payment, customer: Customer | null): void {
  let left = due;
  for (const code of payment.giftCardCodes ?? []) left = payWithGiftCard(world, order, left, code);
  if (payment.useStoreCredit) left = payWithStoreCredit(world, order, left, customer);
  // An order that costs nothing has a payment of nothing only when nothing else paid for it.
  if (left.shopMinor > 0 || order.transactions.length === 0) sale(world, order, left, payment.gateway ?? 'bogus');
}

/** As much of `left` as a balance covers, in both currencies. */
function covered(world: World, order: Order, left: MoneySet, balanceMinor: number, currencyCode: string): MoneySet {
  if (currencyCode === order.presentmentCurrencyCode) {
    if (balanceMinor >= left.presentmentMinor) return left;
    return { presentmentMinor: balanceMinor, shopMinor: world.shop.toShopMinor(balanceMinor, currencyCode) };
  }
  if (currencyCode === order.currencyCode) {
    if (balanceMinor >= left.shopMinor) return left;
    const presentmentMinor = world.shop.toPresentmentMinor(balanceMinor, order.presentmentCurrencyCode);
    return { shopMinor: balanceMinor, presentmentMinor };
  }
  return ZERO;
}

function payWithGiftCard(world: World, order: Order, left: MoneySet, code: string): MoneySet {
  const card = world.giftCards.byCode(code);
  if (!card || !world.giftCards.isRedeemable(card)) {
    return refuse('GIFT_CARD_INVALID', 'Enter a valid gift card.', ['giftCardCodes']);
  }
  const amount = covered(world, order, left, card.balanceMinor, card.currencyCode);
  if (amount.shopMinor <= 0) return left;
  const { currencyCode } = card;
  const amountMinor = currencyCode === order.currencyCode ? amount.shopMinor : amount.presentmentMinor;
  world.giftCards.book({ giftCardId: card.id, amountMinor: -amountMinor, currencyCode, orderId: order.id });
  sale(world, order, amount, GIFT_CARD_GATEWAY).giftCardId = card.id;
  return subtractMoney(left, amount);
}

function payWithStoreCredit(world: World, order: Order, left: MoneySet, customer: Customer | null): MoneySet {
  // Only a customer who is signed in to an account may spend store credit.
  if (customer?.state !== 'enabled') {
    return refuse('STORE_CREDIT_UNAVAILABLE', 'Sign in to use store credit.', ['useStoreCredit']);
  }
  const currencyCode = order.presentmentCurrencyCode;
  const account = world.credits
    .storeCreditAccounts(customer.id)
    .find((candidate) => candidate.currencyCode === currencyCode && candidate.balanceMinor > 0);
  if (!account) return left;
  const amount = covered(world, order, left, account.balanceMinor, currencyCode);
  if (amount.shopMinor <= 0) return left;
  const transaction = sale(world, order, amount, STORE_CREDIT_GATEWAY);
  transaction.storeCreditAccountId = account.id;
  world.credits.debitStoreCredit({
    accountId: account.id,
    amountMinor: amount.presentmentMinor,
    currencyCode,
    event: 'order_payment',
    orderId: order.id,
    orderTransactionId: transaction.id,
  });
  return subtractMoney(left, amount);
}

/** Which payments give the money back: the gateway's first, then store credit, then gift cards, each up to what it took. */
export function refundParts(order: Order, money: MoneySet): { parent: OrderTransaction | null; amount: MoneySet }[] {
  if (money.shopMinor <= 0) return [];
  const rank = ({ gateway }: OrderTransaction): number =>
    gateway === GIFT_CARD_GATEWAY ? 2 : gateway === STORE_CREDIT_GATEWAY ? 1 : 0;
  const parents = order.transactions
    .filter(({ kind, status }) => status === 'success' && (kind === 'sale' || kind === 'capture'))
    .map((parent) => ({ parent, open: openOf(order, parent) }))
    .filter(({ open }) => open.shopMinor > 0)
    .sort((a, b) => rank(a.parent) - rank(b.parent));
  const parts: { parent: OrderTransaction | null; amount: MoneySet }[] = [];
  let left = money;
  for (const { parent, open } of parents) {
    if (left.shopMinor <= 0) break;
    const amount = left.shopMinor <= open.shopMinor ? left : open;
    parts.push({ parent, amount });
    left = subtractMoney(left, amount);
  }
  if (left.shopMinor > 0) parts.push({ parent: parents.at(-1)?.parent ?? null, amount: left });
  return parts;
}

function openOf(order: Order, parent: OrderTransaction): MoneySet {
  const back = order.transactions.filter(({ kind, parentId }) => kind === 'refund' && parentId === parent.id);
  return subtractMoney(parent.amount, addMoney(...back.map((transaction) => transaction.amount)));
}

/** Books the cards and accounts that a refund's transactions name. Call once, when the refund has been added. */
export function settleRefund(world: World, order: Order, refund: Refund, expiresAt: string | null): void {
  const event = refund.cause === 'cancel' ? ('order_cancellation' as const) : ('order_refund' as const);
  for (const transaction of refund.transactions) {
    const { amount, parentId } = transaction;
    const booking = { event, orderId: order.id, orderTransactionId: transaction.id };
    if (transaction.giftCardId) {
      const card = world.giftCards.get(transaction.giftCardId);
      if (!card) continue;
      const amountMinor = card.currencyCode === order.currencyCode ? amount.shopMinor : amount.presentmentMinor;
      const { currencyCode } = card;
      world.giftCards.book({ giftCardId: card.id, amountMinor, currencyCode, orderId: order.id });
    } else if (transaction.storeCreditAccountId && parentId !== null) {
      const accountId = transaction.storeCreditAccountId;
      const amountMinor = amount.presentmentMinor;
      world.credits.revertDebit({ accountId, amountMinor, paidByTransactionId: parentId, ...booking });
    } else if (transaction.gateway === STORE_CREDIT_GATEWAY) {
      if (order.customerId === null) refuse('INVALID', 'Store credit needs a customer.', ['storeCredit']);
      const { account } = world.credits.creditStoreCredit({
        customerId: order.customerId,
        amountMinor: amount.presentmentMinor,
        currencyCode: order.presentmentCurrencyCode,
        expiresAt,
        ...booking,
      });
      transaction.storeCreditAccountId = account.id;
    }
  }
}
