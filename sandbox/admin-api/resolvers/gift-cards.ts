/** Gift cards. There is no idempotency key at Shopify: what is sent twice is done twice. */
import { toGid } from '#sandbox/world/gid.ts';
import type { GiftCard, GiftCardTransaction } from '#sandbox/world/types.ts';
import { connection } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { idOrNull, recordOf, requiredText, textOf } from '../context.ts';
import type { SearchFields } from '../search.ts';
import { searchFilter } from '../search.ts';
import { customerAnswer } from './customers.ts';
import { minorOf, moneyInput, moneyV2 } from './money.ts';
import { orderAnswer } from './orders.ts';
import { refused, userErrors } from './user-errors.ts';

export function giftCardAnswer(context: ApiContext, card: GiftCard): Answer {
  const { world } = context;
  const last = card.code.slice(-4);
  const customer = card.customerId === null ? null : world.customers.get(card.customerId);
  return {
    __typename: 'GiftCard',
    id: toGid('GiftCard', card.id),
    balance: moneyV2(card.balanceMinor, card.currencyCode),
    initialValue: moneyV2(card.initialMinor, card.currencyCode),
    enabled: card.disabledAt === null,
    deactivatedAt: card.disabledAt,
    isRedeemable: () => world.giftCards.isRedeemable(card),
    expiresOn: card.expiresOn,
    lastCharacters: last,
    maskedCode: `•••• •••• •••• ${last}`,
    note: card.note,
    templateSuffix: null,
    recipientAttributes: null,
    customer: () => (customer ? customerAnswer(context, customer) : null),
    order: () => {
      const order = card.orderId ? world.orders.get(card.orderId) : null;
      return order ? orderAnswer(context, order) : null;
    },
    transactions: (args: Args) =>
      connection(args, world.giftCards.transactions(card.id), {
        typeName: 'GiftCardTransaction',
        id: (transaction) => transaction.id,
        node: (transaction) => transactionAnswer(context, card, transaction),
      }),
    createdAt: card.createdAt,
    updatedAt: card.updatedAt,
  };
}

function transactionAnswer(context: ApiContext, card: GiftCard, transaction: GiftCardTransaction): Answer {
  const type = transaction.amountMinor > 0 ? 'GiftCardCreditTransaction' : 'GiftCardDebitTransaction';
  return {
    __typename: type,
    id: toGid(type, transaction.id),
    amount: moneyV2(transaction.amountMinor, card.currencyCode),
    note: transaction.note,
    processedAt: transaction.processedAt,
    giftCard: () => giftCardAnswer(context, context.world.giftCards.get(card.id) ?? card),
  };
}

function giftCardSearch(context: ApiContext): SearchFields<GiftCard> {
  const { giftCards } = context.world;
  return {
    list: 'giftCards',
    nowMs: () => context.world.clock.nowMs(),
    // Shopify searches the last characters; the whole code is only known when the card is made.
    text: (card) => card.code.slice(-4),
    fields: {
      id: { kind: 'id', value: (card) => card.id },
      customer_id: { kind: 'id', value: (card) => card.customerId },
      status: { kind: 'text', value: (card) => (card.disabledAt === null ? 'enabled' : 'disabled') },
      balance_status: {
        kind: 'text',
        value: (card) =>
          card.balanceMinor === 0 ? 'empty' : card.balanceMinor < card.initialMinor ? 'partial' : 'full',
      },
      redeemable: { kind: 'text', value: (card) => String(giftCards.isRedeemable(card)) },
      expires_on: { kind: 'text', value: (card) => card.expiresOn },
      created_at: { kind: 'instant', value: (card) => card.createdAt },
      updated_at: { kind: 'instant', value: (card) => card.updatedAt },
    },
  };
}

export function giftCardsConnection(context: ApiContext, args: Args): Answer {
  const matching = context.world.giftCards.list().filter(searchFilter(textOf(args, 'query'), giftCardSearch(context)));
  return connection(args, matching, {
    typeName: 'GiftCard',
    id: (card) => card.id,
    node: (card) => giftCardAnswer(context, card),
  });
}

function cardOf(context: ApiContext, gid: string): GiftCard | null {
  const id = idOrNull(gid, 'GiftCard');
  return id === null ? null : context.world.giftCards.get(id);
}

const UNKNOWN = { field: ['id'], message: 'The gift card could not be found.', code: 'GIFT_CARD_NOT_FOUND' };

/** giftCardCredit and giftCardDebit. */
function book(side: 'credit' | 'debit') {
  const payload = side === 'credit' ? 'GiftCardCreditPayload' : 'GiftCardDebitPayload';
  const result = side === 'credit' ? 'giftCardCreditTransaction' : 'giftCardDebitTransaction';
  const empty = { [result]: null };
  return (context: ApiContext, args: Args): Answer => {
    const input = recordOf(args, `${side}Input`) ?? {};
    const money = moneyInput(input, `${side}Amount`);
    const card = cardOf(context, requiredText(args, 'id'));
    if (!card) return refused(payload, empty, [UNKNOWN]);
    if (!money || money.amountMinor === null || money.amountMinor <= 0) {
      const field = [`${side}Input`, `${side}Amount`, 'amount'];
      const message = `A positive amount must be used to ${side} a gift card`;
      return refused(payload, empty, [{ field, message, code: 'NEGATIVE_OR_ZERO_AMOUNT' }]);
    }
    const amountMinor = side === 'credit' ? money.amountMinor : -money.amountMinor;
    const { currencyCode } = money;
    const note = textOf(input, 'note') ?? null;
    return userErrors(payload, empty, [`${side}Input`], () => {
      const booked = context.world.giftCards.book({ giftCardId: card.id, amountMinor, currencyCode, note });
      return { [result]: transactionAnswer(context, booked.card, booked.transaction) };
    });
  };
}

export const giftCardMutations = {
  giftCardCreate: (context: ApiContext, args: Args): Answer => {
    const input = recordOf(args, 'input') ?? {};
    const empty = { giftCard: null, giftCardCode: null };
    const shopCurrency = context.world.shop.get().currencyCode;
    const money = moneyInput(input, 'initialAmount');
    const amountMinor = money ? money.amountMinor : minorOf(input, 'initialValue', shopCurrency);
    if (amountMinor === undefined || amountMinor === null || amountMinor <= 0) {
      const field = ['input', money ? 'initialAmount' : 'initialValue'];
      return refused('GiftCardCreatePayload', empty, [
        { field, message: 'must be greater than 0', code: 'GREATER_THAN' },
      ]);
    }
    const customerGid = textOf(input, 'customerId');
    const customerId = customerGid === undefined ? null : idOrNull(customerGid, 'Customer');
    if (customerGid !== undefined && (customerId === null || !context.world.customers.get(customerId))) {
      const message = 'The customer could not be found.';
      return refused('GiftCardCreatePayload', empty, [
        { field: ['input', 'customerId'], message, code: 'CUSTOMER_NOT_FOUND' },
      ]);
    }
    const code = textOf(input, 'code');
    return userErrors('GiftCardCreatePayload', empty, ['input'], () => {
      const card = context.world.giftCards.create({
        amountMinor,
        currencyCode: money?.currencyCode ?? shopCurrency,
        customerId,
        note: textOf(input, 'note') ?? null,
        expiresOn: textOf(input, 'expiresOn') ?? null,
        ...(code === undefined ? {} : { code }),
      });
      return { giftCard: giftCardAnswer(context, card), giftCardCode: card.code };
    });
  },

  giftCardUpdate: (context: ApiContext, args: Args): Answer => {
    const input = recordOf(args, 'input') ?? {};
    const card = cardOf(context, requiredText(args, 'id'));
    if (!card) return refused('GiftCardUpdatePayload', { giftCard: null }, [{ ...UNKNOWN, code: 'INVALID' }]);
    const changed = context.world.giftCards.change(card.id, {
      ...('note' in input ? { note: textOf(input, 'note') ?? null } : {}),
      ...('expiresOn' in input ? { expiresOn: textOf(input, 'expiresOn') ?? null } : {}),
    });
    return { __typename: 'GiftCardUpdatePayload', giftCard: giftCardAnswer(context, changed), userErrors: [] };
  },

  giftCardDeactivate: (context: ApiContext, args: Args): Answer => {
    const card = cardOf(context, requiredText(args, 'id'));
    if (!card) return refused('GiftCardDeactivatePayload', { giftCard: null }, [UNKNOWN]);
    const changed = context.world.giftCards.deactivate(card.id);
    return { __typename: 'GiftCardDeactivatePayload', giftCard: giftCardAnswer(context, changed), userErrors: [] };
  },

  giftCardSendNotificationToCustomer: (context: ApiContext, args: Args): Answer => {
    const payload = 'GiftCardSendNotificationToCustomerPayload';
    const card = cardOf(context, requiredText(args, 'id'));
    if (!card) return refused(payload, { giftCard: null }, [UNKNOWN]);
    const to = card.customerId === null ? null : (context.world.customers.get(card.customerId)?.email ?? null);
    if (to === null) {
      const message = 'The customer could not be found.';
      return refused(payload, { giftCard: null }, [{ field: ['id'], message, code: 'CUSTOMER_NOT_FOUND' }]);
    }
    const { name } = context.world.shop.get();
    context.world.log.sendMail({ to, subject: `${name}: gift card`, text: `Your gift card: ${card.code}` });
    return { __typename: payload, giftCard: giftCardAnswer(context, card), userErrors: [] };
  },

  giftCardCredit: book('credit'),
  giftCardDebit: book('debit'),
};
