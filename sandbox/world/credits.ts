/** Gift cards and store credit: what the Admin API can issue besides discounts. */
import { createHash } from 'node:crypto';
import type { Context } from './context.ts';
import type { CreditsRoom } from './selling-contract.ts';
import { Table } from './database.ts';
import { refuse } from './refusal.ts';
import type { GiftCard, StoreCreditAccount, StoreCreditTransaction } from './types.ts';

export class Credits implements CreditsRoom {
  readonly #context: Context;
  readonly #giftCards: Table<GiftCard>;
  readonly #accounts: Table<StoreCreditAccount>;
  readonly #transactions: Table<StoreCreditTransaction>;

  constructor(context: Context) {
    this.#context = context;
    this.#giftCards = new Table<GiftCard>(context.db, 'gift_cards', {
      code: { type: 'TEXT', of: (card) => card.code, unique: true },
      customer_id: { type: 'INTEGER', of: (card) => card.customerId },
    });
    this.#accounts = new Table<StoreCreditAccount>(context.db, 'store_credit_accounts', {
      customer_id: { type: 'INTEGER', of: (account) => account.customerId },
    });
    this.#transactions = new Table<StoreCreditTransaction>(context.db, 'store_credit_transactions', {
      account_id: { type: 'INTEGER', of: (transaction) => transaction.accountId },
    });
  }

  giftCard(id: number): GiftCard | null {
    return this.#giftCards.get(id);
  }

  giftCards(options: Parameters<CreditsRoom['giftCards']>[0] = {}): GiftCard[] {
    const { customerId } = options;
    return this.#giftCards.find(
      customerId === undefined ? [] : [{ column: 'customer_id', value: customerId }],
      options,
    );
  }

  createGiftCard(input: Parameters<CreditsRoom['createGiftCard']>[0]): GiftCard {
    return this.#context.db.transaction(() => {
      const world = this.#context.world();
      const id = this.#context.db.nextId();
      const code = (
        input.code ?? createHash('sha256').update(`gift card ${id}`).digest('hex').slice(0, 16)
      ).toLowerCase();
      if (!/^[a-z0-9]{8,20}$/.test(code))
        refuse('INVALID', 'Code must be 8 to 20 letters and digits.', ['input', 'code']);
      if (this.#giftCards.first({ column: 'code', value: code }))
        refuse('TAKEN', 'Code has already been taken', ['input', 'code']);
      if (!Number.isInteger(input.amountMinor) || input.amountMinor <= 0) {
        refuse('GREATER_THAN', 'Initial value must be greater than 0', ['input', 'initialValue']);
      }
      const customerId = input.customerId ?? null;
      if (customerId !== null && !world.customers.get(customerId)) {
        refuse('CUSTOMER_NOT_FOUND', 'The customer could not be found.', ['input', 'customerId']);
      }
      const now = world.clock.nowInstant();
      return this.#giftCards.put({
        id,
        code,
        currencyCode: input.currencyCode ?? world.shop.get().currencyCode,
        initialMinor: input.amountMinor,
        balanceMinor: input.amountMinor,
        customerId,
        note: input.note ?? null,
        expiresOn: input.expiresOn ?? null,
        disabledAt: null,
        createdAt: now,
        updatedAt: now,
      });
    });
  }

  storeCreditAccount(id: number): StoreCreditAccount | null {
    return this.#accounts.get(id);
  }

  storeCreditAccounts(customerId: number): StoreCreditAccount[] {
    return this.#accounts.find([{ column: 'customer_id', value: customerId }]);
  }

  storeCreditTransactions(
    accountId: number,
    options: Parameters<CreditsRoom['storeCreditTransactions']>[1] = {},
  ): StoreCreditTransaction[] {
    return this.#transactions.find([{ column: 'account_id', value: accountId }], options);
  }

  creditStoreCredit(
    input: Parameters<CreditsRoom['creditStoreCredit']>[0],
  ): ReturnType<CreditsRoom['creditStoreCredit']> {
    return this.#context.db.transaction(() => {
      const { customerId, currencyCode, amountMinor } = input;
      if (!this.#context.world().customers.get(customerId)) {
        refuse('OWNER_NOT_FOUND', 'Owner does not exist', ['id']);
      }
      const account = this.storeCreditAccounts(customerId).find(
        (candidate) => candidate.currencyCode === currencyCode,
      ) ?? {
        id: this.#context.db.nextId(),
        customerId,
        currencyCode,
        balanceMinor: 0,
      };
      return this.#book(account, 'credit', amountMinor, input.expiresAt ?? null);
    });
  }

  debitStoreCredit(input: Parameters<CreditsRoom['debitStoreCredit']>[0]): ReturnType<CreditsRoom['debitStoreCredit']> {
    return this.#context.db.transaction(() => {
      const account = this.#accounts.get(input.accountId);
      if (!account) refuse('ACCOUNT_NOT_FOUND', 'The store credit account could not be found', ['id']);
      if (account.currencyCode !== input.currencyCode) {
        refuse('MISMATCHING_CURRENCY', "The currency provided does not match the store credit account's currency", [
          'debitInput',
          'debitAmount',
        ]);
      }
      if (input.amountMinor > account.balanceMinor) {
        refuse('INSUFFICIENT_FUNDS', 'The store credit account does not have sufficient funds to satisfy the request', [
          'debitInput',
          'debitAmount',
        ]);
      }
      return this.#book(account, 'debit', input.amountMinor, null);
    });
  }

  #book(
    before: StoreCreditAccount,
    kind: StoreCreditTransaction['kind'],
    amountMinor: number,
    expiresAt: string | null,
  ): { account: StoreCreditAccount; transaction: StoreCreditTransaction } {
    if (!Number.isInteger(amountMinor) || amountMinor <= 0) {
      refuse('NEGATIVE_OR_ZERO_AMOUNT', 'A positive amount must be used', [`${kind}Input`, `${kind}Amount`, 'amount']);
    }
    const balanceMinor = before.balanceMinor + (kind === 'credit' ? amountMinor : -amountMinor);
    const account = this.#accounts.put({ ...before, balanceMinor });
    const transaction = this.#transactions.put({
      id: this.#context.db.nextId(),
      accountId: account.id,
      kind,
      amountMinor,
      balanceAfterMinor: balanceMinor,
      expiresAt,
      createdAt: this.#context.world().clock.nowInstant(),
    });
    return { account, transaction };
  }
}
