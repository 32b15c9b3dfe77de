/**
 * Store credit: one account for each customer and currency. Credits are spent in the order in which they expire, and what is
 * left of one at its expiry is taken back. Gift cards are in gift-cards.ts, how orders are paid with either in payments.ts.
 */
import { toInstant } from './clock.ts';
import type { Context } from './context.ts';
import type { CreditsRoom } from './selling-contract.ts';
import { Table } from './database.ts';
import { refuse } from './refusal.ts';
import type { StoreCreditAccount, StoreCreditTransaction } from './types.ts';

type Booked = { account: StoreCreditAccount; transaction: StoreCreditTransaction };
type NewTransaction = Pick<StoreCreditTransaction, 'kind' | 'amountMinor'> & Partial<StoreCreditTransaction>;

export class Credits implements CreditsRoom {
  readonly #context: Context;
  readonly #accounts: Table<StoreCreditAccount>;
  readonly #transactions: Table<StoreCreditTransaction>;

  constructor(context: Context) {
    this.#context = context;
    this.#accounts = new Table<StoreCreditAccount>(context.db, 'store_credit_accounts', {
      customer_id: { type: 'INTEGER', of: (account) => account.customerId },
    });
    this.#transactions = new Table<StoreCreditTransaction>(context.db, 'store_credit_transactions', {
      account_id: { type: 'INTEGER', of: (transaction) => transaction.accountId },
      // Only while there is something left that can expire.
      expires_at: {
        type: 'TEXT',
        of: (transaction) => (transaction.remainingMinor > 0 ? transaction.expiresAt : null),
      },
    });
  }

  storeCreditAccount(id: number): StoreCreditAccount | null {
    this.expireDue();
    return this.#accounts.get(id);
  }

  storeCreditAccounts(customerId: number): StoreCreditAccount[] {
    this.expireDue();
    return this.#accounts.find([{ column: 'customer_id', value: customerId }]);
  }

  storeCreditTransactions(
    accountId: number,
    options: Parameters<CreditsRoom['storeCreditTransactions']>[1] = {},
  ): StoreCreditTransaction[] {
    this.expireDue();
    return this.#transactions.find([{ column: 'account_id', value: accountId }], options);
  }

  storeCreditTransaction(id: number): StoreCreditTransaction | null {
    return this.#transactions.get(id);
  }

  creditStoreCredit(input: Parameters<CreditsRoom['creditStoreCredit']>[0]): Booked {
    return this.#context.db.transaction(() => {
      const { customerId, currencyCode, amountMinor } = input;
      const world = this.#context.world();
      if (!world.customers.get(customerId)) refuse('OWNER_NOT_FOUND', 'Owner does not exist', ['id']);
      const shop = world.shop.get();
      const currencies = [shop.currencyCode, ...shop.presentmentCurrencies.map((one) => one.currencyCode)];
      if (!currencies.includes(currencyCode)) {
        refuse('UNSUPPORTED_CURRENCY', 'Currency is not supported', ['creditInput', 'creditAmount', 'currencyCode']);
      }
      const expiresAt = input.expiresAt ? toInstant(Date.parse(input.expiresAt)) : null;
      if (expiresAt !== null && expiresAt <= world.clock.nowInstant()) {
        refuse('EXPIRES_AT_IN_PAST', 'The expiry date must be in the future', ['creditInput', 'expiresAt']);
      }
      const account = this.storeCreditAccounts(customerId).find((one) => one.currencyCode === currencyCode) ?? {
        id: this.#context.db.nextId(),
        customerId,
        currencyCode,
        balanceMinor: 0,
      };
      const { event, orderId, orderTransactionId } = input;
      const more = { expiresAt, event, orderId, orderTransactionId };
      return this.#book(account, { kind: 'credit', amountMinor, ...more });
    });
  }

  debitStoreCredit(input: Parameters<CreditsRoom['debitStoreCredit']>[0]): Booked {
    return this.#context.db.transaction(() => {
      const account = this.storeCreditAccount(input.accountId);
      if (!account) refuse('ACCOUNT_NOT_FOUND', 'The store credit account could not be found', ['id']);
      const { amountMinor } = input;
      if (account.currencyCode !== input.currencyCode) {
        refuse('MISMATCHING_CURRENCY', "The currency provided does not match the store credit account's currency", [
          'debitInput',
          'debitAmount',
        ]);
      }
      if (amountMinor > account.balanceMinor) {
        refuse('INSUFFICIENT_FUNDS', 'The store credit account does not have sufficient funds to satisfy the request', [
          'debitInput',
          'debitAmount',
        ]);
      }
      const { event, orderId, orderTransactionId } = input;
      const booked = this.#book(account, { kind: 'debit', amountMinor, event, orderId, orderTransactionId });
      this.#spend(account.id, amountMinor);
      return booked;
    });
  }

  revertDebit(input: Parameters<CreditsRoom['revertDebit']>[0]): Booked {
    return this.#context.db.transaction(() => {
      const account = this.storeCreditAccount(input.accountId);
      if (!account) refuse('ACCOUNT_NOT_FOUND', 'The store credit account could not be found', ['id']);
      const debit = this.#transactions
        .find([{ column: 'account_id', value: account.id }])
        .find((one) => one.kind === 'debit' && one.orderTransactionId === input.paidByTransactionId);
      const { amountMinor, event, orderId, orderTransactionId } = input;
      const more = { event, orderId, orderTransactionId, ofTransactionId: debit?.id ?? null };
      return this.#book(account, { kind: 'debit_revert', amountMinor, ...more });
    });
  }

  nextDueMs(): number | null {
    const [first] = this.#transactions.find([{ column: 'expires_at', is: '>', value: '' }], {
      orderBy: 'expires_at',
      limit: 1,
    });
    return first?.expiresAt ? Date.parse(first.expiresAt) : null;
  }

  expireDue(): void {
    const now = this.#context.world().clock.nowInstant();
    const due = this.#transactions.find([{ column: 'expires_at', is: '<=', value: now }], { orderBy: 'expires_at' });
    if (due.length === 0) return;
    this.#context.db.transaction(() => {
      for (const credit of due) {
        const account = this.#accounts.get(credit.accountId);
        if (!account) continue;
        this.#transactions.put({ ...credit, remainingMinor: 0 });
        this.#book(account, { kind: 'expiration', amountMinor: credit.remainingMinor, ofTransactionId: credit.id });
      }
    });
  }

  /** Takes the amount from what is left of the credits: what expires first goes first, what never expires last. */
  #spend(accountId: number, amountMinor: number): void {
    const open = this.#transactions
      .find([{ column: 'account_id', value: accountId }])
      .filter((transaction) => transaction.remainingMinor > 0)
      .sort((a, b) => (a.expiresAt ?? '9999').localeCompare(b.expiresAt ?? '9999') || a.id - b.id);
    let left = amountMinor;
    for (const credit of open) {
      const taken = Math.min(left, credit.remainingMinor);
      left -= taken;
      if (taken > 0) this.#transactions.put({ ...credit, remainingMinor: credit.remainingMinor - taken });
    }
  }

  #book(before: StoreCreditAccount, input: NewTransaction): Booked {
    const { kind, amountMinor } = input;
    const isIn = kind === 'credit' || kind === 'debit_revert';
    if (!Number.isInteger(amountMinor) || amountMinor <= 0) {
      const side = isIn ? 'credit' : 'debit';
      refuse('NEGATIVE_OR_ZERO_AMOUNT', 'A positive amount must be used', [`${side}Input`, `${side}Amount`, 'amount']);
    }
    const balanceMinor = before.balanceMinor + (isIn ? amountMinor : -amountMinor);
    const account = this.#accounts.put({ ...before, balanceMinor });
    const transaction = this.#transactions.put({
      id: this.#context.db.nextId(),
      accountId: account.id,
      kind,
      amountMinor,
      balanceAfterMinor: balanceMinor,
      expiresAt: input.expiresAt ?? null,
      remainingMinor: isIn ? amountMinor : 0,
      event: input.event ?? 'adjustment',
      orderId: input.orderId ?? null,
      orderTransactionId: input.orderTransactionId ?? null,
      ofTransactionId: input.ofTransactionId ?? null,
      createdAt: this.#context.world().clock.nowInstant(),
    });
    return { account, transaction };
  }
}
