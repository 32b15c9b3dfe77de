/** Gift cards: issued by the merchant or an app, or bought as a product; spent at checkout, raised and lowered by the Admin API. */
import { createHash } from 'node:crypto';
import type { Context } from './context.ts';
import { Table } from './database.ts';
import { refuse } from './refusal.ts';
import type { GiftCardsRoom } from './selling-contract.ts';
import type { GiftCard, GiftCardTransaction } from './types.ts';

export class GiftCards implements GiftCardsRoom {
  readonly #context: Context;
  readonly #cards: Table<GiftCard>;
  readonly #transactions: Table<GiftCardTransaction>;

  constructor(context: Context) {
    this.#context = context;
    this.#cards = new Table<GiftCard>(context.db, 'gift_cards', {
      code: { type: 'TEXT', of: (card) => card.code, unique: true },
      customer_id: { type: 'INTEGER', of: (card) => card.customerId },
    });
    this.#transactions = new Table<GiftCardTransaction>(context.db, 'gift_card_transactions', {
      gift_card_id: { type: 'INTEGER', of: (transaction) => transaction.giftCardId },
    });
  }

  get(id: number): GiftCard | null {
    return this.#cards.get(id);
  }

  byCode(code: string): GiftCard | null {
    return this.#cards.first({ column: 'code', value: code.replace(/[\s-]/g, '').toLowerCase() });
  }

  list(options: Parameters<GiftCardsRoom['list']>[0] = {}): GiftCard[] {
    const { customerId } = options;
    return this.#cards.find(customerId === undefined ? [] : [{ column: 'customer_id', value: customerId }], options);
  }

  transactions(giftCardId: number): GiftCardTransaction[] {
    return this.#transactions.find([{ column: 'gift_card_id', value: giftCardId }]);
  }

  isRedeemable(card: GiftCard): boolean {
    // A card may still be used on the day of its expiry, in the shop's own calendar.
    const shop = this.#context.world().shop.get();
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: shop.ianaTimezone }).format(
      this.#context.world().clock.now(),
    );
    return card.disabledAt === null && card.balanceMinor > 0 && (card.expiresOn === null || card.expiresOn >= today);
  }

  create(input: Parameters<GiftCardsRoom['create']>[0]): GiftCard {
    return this.#context.db.transaction(() => {
      const world = this.#context.world();
      const id = this.#context.db.nextId();
      const code = (
        input.code ?? createHash('sha256').update(`gift card ${id}`).digest('hex').slice(0, 16)
      ).toLowerCase();
      if (code.length < 8) refuse('TOO_SHORT', 'Code is too short (minimum is 8 characters)', ['input', 'code']);
      if (code.length > 20) refuse('TOO_LONG', 'Code is too long (maximum is 20 characters)', ['input', 'code']);
      if (!/^[a-z0-9]+$/.test(code)) refuse('INVALID', 'Code must be letters and digits.', ['input', 'code']);
      if (this.#cards.first({ column: 'code', value: code })) {
        refuse('TAKEN', 'Code has already been taken', ['input', 'code']);
      }
      if (!Number.isInteger(input.amountMinor) || input.amountMinor <= 0) {
        refuse('GREATER_THAN', 'Initial value must be greater than 0', ['input', 'initialValue']);
      }
      const customerId = input.customerId ?? null;
      if (customerId !== null && !world.customers.get(customerId)) {
        refuse('CUSTOMER_NOT_FOUND', 'The customer could not be found.', ['input', 'customerId']);
      }
      const now = world.clock.nowInstant();
      return this.#cards.put({
        id,
        code,
        currencyCode: input.currencyCode ?? world.shop.get().currencyCode,
        initialMinor: input.amountMinor,
        balanceMinor: input.amountMinor,
        customerId,
        note: input.note ?? null,
        expiresOn: input.expiresOn ?? null,
        disabledAt: null,
        orderId: input.orderId ?? null,
        createdAt: now,
        updatedAt: now,
      });
    });
  }

  change(id: number, changes: Parameters<GiftCardsRoom['change']>[1]): GiftCard {
    const card = this.#require(id);
    return this.#cards.put({ ...card, ...changes, updatedAt: this.#context.world().clock.nowInstant() });
  }

  deactivate(id: number): GiftCard {
    const card = this.#require(id);
    if (card.disabledAt !== null) return card;
    const now = this.#context.world().clock.nowInstant();
    return this.#cards.put({ ...card, disabledAt: now, updatedAt: now });
  }

  book(input: Parameters<GiftCardsRoom['book']>[0]): { card: GiftCard; transaction: GiftCardTransaction } {
    return this.#context.db.transaction(() => {
      const card = this.#require(input.giftCardId);
      const isCredit = input.amountMinor > 0;
      const side = isCredit ? 'credit' : 'debit';
      const field = [`${side}Input`, `${side}Amount`];
      if (!Number.isInteger(input.amountMinor) || input.amountMinor === 0) {
        refuse('NEGATIVE_OR_ZERO_AMOUNT', 'A positive amount must be used', [...field, 'amount']);
      }
      if (input.currencyCode !== card.currencyCode) {
        refuse('MISMATCHING_CURRENCY', "The currency provided does not match the gift card's currency", field);
      }
      if (card.disabledAt !== null) refuse('INVALID', 'The gift card is deactivated.', ['id']);
      if (card.balanceMinor + input.amountMinor < 0) {
        refuse('INSUFFICIENT_FUNDS', 'The gift card does not have sufficient funds to satisfy the request', field);
      }
      const now = this.#context.world().clock.nowInstant();
      const changed = this.#cards.put({ ...card, balanceMinor: card.balanceMinor + input.amountMinor, updatedAt: now });
      const transaction = this.#transactions.put({
        id: this.#context.db.nextId(),
        giftCardId: card.id,
        amountMinor: input.amountMinor,
        note: input.note ?? null,
        orderId: input.orderId ?? null,
        processedAt: now,
      });
      return { card: changed, transaction };
    });
  }

  #require(id: number): GiftCard {
    return this.get(id) ?? refuse('GIFT_CARD_NOT_FOUND', 'The gift card could not be found.', ['id']);
  }
}
