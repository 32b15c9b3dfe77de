/** Store credit. There is no idempotency key at Shopify: what is sent twice is done twice. */
import { toGid } from '#sandbox/world/gid.ts';
import { formatMinor } from '#sandbox/world/money.ts';
import type { StoreCreditAccount, StoreCreditTransaction } from '#sandbox/world/types.ts';
import { connection } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { booleanOf, idFromGid, idOrNull, recordOf, requiredText, textOf } from '../context.ts';
import type { SearchFields } from '../search.ts';
import { searchFilter } from '../search.ts';
import { customerAnswer } from './customers.ts';
import { moneyInput, moneyV2 } from './money.ts';
import { transactionAnswer as orderTransactionAnswer } from './orders.ts';
import { refused, userErrors } from './user-errors.ts';

export function storeCreditAccountAnswer(context: ApiContext, account: StoreCreditAccount): Answer {
  const owner = context.world.customers.get(account.customerId);
  return {
    __typename: 'StoreCreditAccount',
    id: toGid('StoreCreditAccount', account.id),
    balance: moneyV2(account.balanceMinor, account.currencyCode),
    owner: () => (owner ? customerAnswer(context, owner) : null),
    transactions: (args: Args) => {
      const all = context.world.credits.storeCreditTransactions(account.id);
      return connection(args, all.filter(searchFilter(textOf(args, 'query'), transactionSearch(context))), {
        typeName: 'StoreCreditAccountTransaction',
        id: (transaction) => transaction.id,
        sortKey: (transaction) =>
          textOf(args, 'sortKey') === 'EXPIRES_AT' ? (transaction.expiresAt ?? '9999') : transaction.createdAt,
        node: (transaction) => transactionAnswer(context, account, transaction),
      });
    },
  };
}

export function storeCreditAccountsConnection(context: ApiContext, args: Args, customerId: number): Answer {
  const matching = context.world.credits.storeCreditAccounts(customerId).filter(
    searchFilter(textOf(args, 'query'), {
      list: 'storeCreditAccounts',
      nowMs: () => context.world.clock.nowMs(),
      text: (account) => account.currencyCode,
      fields: {
        id: { kind: 'id', value: (account) => account.id },
        currency_code: { kind: 'text', value: (account) => account.currencyCode },
      },
    }),
  );
  return connection(args, matching, {
    typeName: 'StoreCreditAccount',
    id: (account) => account.id,
    node: (account) => storeCreditAccountAnswer(context, account),
  });
}

const TYPES: Record<StoreCreditTransaction['kind'], string> = {
  credit: 'StoreCreditAccountCreditTransaction',
  debit: 'StoreCreditAccountDebitTransaction',
  debit_revert: 'StoreCreditAccountDebitRevertTransaction',
  expiration: 'StoreCreditAccountExpirationTransaction',
};

function transactionSearch(context: ApiContext): SearchFields<StoreCreditTransaction> {
  return {
    list: 'storeCreditAccountTransactions',
    nowMs: () => context.world.clock.nowMs(),
    text: (transaction) => transaction.kind,
    fields: {
      id: { kind: 'id', value: (transaction) => transaction.id },
      type: { kind: 'text', value: (transaction) => transaction.kind },
      created_at: { kind: 'instant', value: (transaction) => transaction.createdAt },
      expires_at: { kind: 'instant', value: (transaction) => transaction.expiresAt },
    },
  };
}

export function transactionAnswer(
  context: ApiContext,
  account: StoreCreditAccount,
  transaction: StoreCreditTransaction,
): Answer {
  const { kind, amountMinor } = transaction;
  const { credits, orders } = context.world;
  const isIn = kind === 'credit' || kind === 'debit_revert';
  const of = () => {
    const found =
      transaction.ofTransactionId === null ? null : credits.storeCreditTransaction(transaction.ofTransactionId);
    return found ? transactionAnswer(context, account, found) : null;
  };
  return {
    __typename: TYPES[kind],
    id: toGid(TYPES[kind], transaction.id),
    // What lowers the balance is negative at Shopify.
    amount: moneyV2(isIn ? amountMinor : -amountMinor, account.currencyCode),
    balanceAfterTransaction: moneyV2(transaction.balanceAfterMinor, account.currencyCode),
    createdAt: transaction.createdAt,
    event: transaction.event.toUpperCase(),
    origin: () => {
      const order = transaction.orderId === null ? null : orders.get(transaction.orderId);
      const payment = order?.transactions.find(({ id }) => id === transaction.orderTransactionId);
      return order && payment ? orderTransactionAnswer(context, order, payment) : null;
    },
    account: () => storeCreditAccountAnswer(context, account),
    ...(kind === 'credit'
      ? { expiresAt: transaction.expiresAt, remainingAmount: moneyV2(transaction.remainingMinor, account.currencyCode) }
      : {}),
    ...(kind === 'debit_revert' ? { debitTransaction: of } : {}),
    ...(kind === 'expiration' ? { creditTransaction: of } : {}),
  };
}

const CREDITED = 'StoreCreditAccountCreditPayload';
const DEBITED = 'StoreCreditAccountDebitPayload';
const NONE = { storeCreditAccountTransaction: null };

export const creditMutations = {
  storeCreditAccountCredit: (context: ApiContext, args: Args): Answer => {
    const input = recordOf(args, 'creditInput') ?? {};
    const gid = requiredText(args, 'id');
    const money = moneyInput(input, 'creditAmount');
    const customerId = ownerOf(context, gid);
    if (customerId === null) return refused(CREDITED, NONE, [notFound(gid)]);
    const named = idOrNull(gid, 'StoreCreditAccount');
    const account = named === null ? null : context.world.credits.storeCreditAccount(named);
    if (account && money && account.currencyCode !== money.currencyCode) {
      const message = 'The currency provided does not match the currency of the store credit account';
      const field = ['creditInput', 'creditAmount', 'currencyCode'];
      return refused(CREDITED, NONE, [{ field, message, code: 'MISMATCHING_CURRENCY' }]);
    }
    if (!money || money.amountMinor === null || money.amountMinor <= 0) {
      return refused(CREDITED, NONE, [
        {
          field: ['creditInput', 'creditAmount', 'amount'],
          message: 'A positive amount must be used to credit a store credit account',
          code: 'NEGATIVE_OR_ZERO_AMOUNT',
        },
      ]);
    }
    const { amountMinor, currencyCode } = money;
    return userErrors(CREDITED, NONE, ['creditInput'], () => {
      const expiresAt = textOf(input, 'expiresAt') ?? null;
      const done = context.world.credits.creditStoreCredit({ customerId, amountMinor, currencyCode, expiresAt });
      const to = context.world.customers.get(customerId)?.email;
      if (booleanOf(input, 'notify') && to) {
        const { name } = context.world.shop.get();
        const text = `${formatMinor(amountMinor, currencyCode)} ${currencyCode} of store credit is yours to spend at ${name}.`;
        context.world.log.sendMail({ to, subject: `${name}: store credit`, text });
      }
      return { storeCreditAccountTransaction: transactionAnswer(context, done.account, done.transaction) };
    });
  },

  storeCreditAccountDebit: (context: ApiContext, args: Args): Answer => {
    const input = recordOf(args, 'debitInput') ?? {};
    const gid = requiredText(args, 'id');
    const money = moneyInput(input, 'debitAmount');
    const accountId = accountOf(context, gid, money?.currencyCode ?? '');
    if (accountId === null) return refused(DEBITED, NONE, [notFound(gid)]);
    if (!money || money.amountMinor === null || money.amountMinor <= 0) {
      return refused(DEBITED, NONE, [
        {
          field: ['debitInput', 'debitAmount', 'amount'],
          message: 'A positive amount must be used to debit a store credit account',
          code: 'NEGATIVE_OR_ZERO_AMOUNT',
        },
      ]);
    }
    const { amountMinor, currencyCode } = money;
    return userErrors(DEBITED, NONE, ['debitInput'], () => {
      const done = context.world.credits.debitStoreCredit({ accountId, amountMinor, currencyCode });
      return { storeCreditAccountTransaction: transactionAnswer(context, done.account, done.transaction) };
    });
  },
};

/** `id` names the account or its owner. */
function ownerOf(context: ApiContext, gid: string): number | null {
  const accountId = idOrNull(gid, 'StoreCreditAccount');
  if (accountId !== null) return context.world.credits.storeCreditAccount(accountId)?.customerId ?? null;
  const customerId = idFromGid(gid, 'Customer');
  return context.world.customers.get(customerId) ? customerId : null;
}

function accountOf(context: ApiContext, gid: string, currencyCode: string): number | null {
  const accountId = idOrNull(gid, 'StoreCreditAccount');
  if (accountId !== null) return context.world.credits.storeCreditAccount(accountId)?.id ?? null;
  const accounts = context.world.credits.storeCreditAccounts(idFromGid(gid, 'Customer'));
  return accounts.find((account) => account.currencyCode === currencyCode)?.id ?? null;
}

function notFound(gid: string) {
  const account = gid.includes('/StoreCreditAccount/');
  return {
    field: ['id'],
    message: account ? 'Store credit account does not exist' : 'Owner does not exist',
    code: account ? 'ACCOUNT_NOT_FOUND' : 'OWNER_NOT_FOUND',
  };
}
