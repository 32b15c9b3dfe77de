/** Gift cards and store credit. Neither has an idempotency key at Shopify: what is sent twice is done twice. */
import { toGid } from '#sandbox/world/gid.ts';
import type { GiftCard, StoreCreditAccount, StoreCreditTransaction } from '#sandbox/world/types.ts';
import { connection } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { idFromGid, idOrNull, recordOf, requiredText, textOf } from '../context.ts';
import { customerAnswer } from './customers.ts';
import { minorOf, moneyInput, moneyV2 } from './money.ts';
import { refused, userErrors } from './user-errors.ts';

export function giftCardAnswer(context: ApiContext, card: GiftCard): Answer {
  const last = card.code.slice(-4);
  const customer = card.customerId === null ? null : context.world.customers.get(card.customerId);
  return {
    __typename: 'GiftCard',
    id: toGid('GiftCard', card.id),
    balance: moneyV2(card.balanceMinor, card.currencyCode),
    initialValue: moneyV2(card.initialMinor, card.currencyCode),
    enabled: card.disabledAt === null,
    deactivatedAt: card.disabledAt,
    isRedeemable: card.disabledAt === null && card.balanceMinor > 0,
    expiresOn: card.expiresOn,
    lastCharacters: last,
    maskedCode: `•••• •••• •••• ${last}`,
    note: card.note,
    customer: () => (customer ? customerAnswer(context, customer) : null),
    createdAt: card.createdAt,
    updatedAt: card.updatedAt,
  };
}

export function storeCreditAccountAnswer(context: ApiContext, account: StoreCreditAccount): Answer {
  const owner = context.world.customers.get(account.customerId);
  return {
    __typename: 'StoreCreditAccount',
    id: toGid('StoreCreditAccount', account.id),
    balance: moneyV2(account.balanceMinor, account.currencyCode),
    owner: () => (owner ? customerAnswer(context, owner) : null),
    transactions: (args: Args) =>
      connection(args, context.world.credits.storeCreditTransactions(account.id), {
        typeName: 'StoreCreditAccountTransaction',
        id: (transaction) => transaction.id,
        node: (transaction) => transactionAnswer(context, account, transaction),
      }),
  };
}

function transactionAnswer(
  context: ApiContext,
  account: StoreCreditAccount,
  transaction: StoreCreditTransaction,
): Answer {
  const credit = transaction.kind === 'credit';
  const type = credit ? 'StoreCreditAccountCreditTransaction' : 'StoreCreditAccountDebitTransaction';
  return {
    __typename: type,
    id: toGid(type, transaction.id),
    // A debit's amount is negative at Shopify.
    amount: moneyV2(credit ? transaction.amountMinor : -transaction.amountMinor, account.currencyCode),
    balanceAfterTransaction: moneyV2(transaction.balanceAfterMinor, account.currencyCode),
    createdAt: transaction.createdAt,
    event: 'ADJUSTMENT',
    origin: null,
    account: () => storeCreditAccountAnswer(context, account),
    ...(credit ? { expiresAt: transaction.expiresAt } : {}),
  };
}

const CREDITED = 'StoreCreditAccountCreditPayload';
const DEBITED = 'StoreCreditAccountDebitPayload';
const NONE = { storeCreditAccountTransaction: null };

export const creditMutations = {
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
      const card = context.world.credits.createGiftCard({
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

  storeCreditAccountCredit: (context: ApiContext, args: Args): Answer => {
    const input = recordOf(args, 'creditInput') ?? {};
    const gid = requiredText(args, 'id');
    const money = moneyInput(input, 'creditAmount');
    const customerId = ownerOf(context, gid);
    if (customerId === null) return refused(CREDITED, NONE, [notFound(gid)]);
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
