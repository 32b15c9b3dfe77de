/**
 * Store credit at Shopify. Its mutations have no key that names the fact: what is sent twice is done twice. Whoever sends one
 * notes the newest transaction of the account before, and after a lost answer looks for what came since.
 */
import { formatMinorAsDecimal, parseDecimalToMinor } from '../lib/money.ts';
import { callAdmin, ShopifyRefusal, type UserError } from './admin-client.server.ts';
import { storeCreditAccounts, storeCreditCredit, storeCreditDebit } from './documents-rewards.ts';

export interface CreditTransaction {
  gid: string;
  kind: 'credit' | 'debit' | 'other';
  /** Positive in both directions. */
  amountMinor: number;
  createdAt: string;
}

/** The newest that was there before a call: its second, and all of that second. Null for an account without any. */
export type Newest = { at: string; gids: string[] } | null;

export interface CreditAccount {
  currencyCode: string;
  /** Null when the customer has no account in this currency yet. */
  gid: string | null;
  balanceMinor: number;
  /** The last fifty, newest first. */
  transactions: CreditTransaction[];
}

interface AccountAnswer {
  id: string;
  balance: { amount: string; currencyCode: string };
  transactions: {
    nodes: { __typename: string; id?: string; event: string; createdAt: string; amount: { amount: string } }[];
  };
}

interface Answer {
  customer: { storeCreditAccounts: { nodes: AccountAnswer[] } } | null;
}

/** @throws ShopifyUnavailable, or ShopifyRefusal when the customer is gone. */
export async function readCreditAccount(
  shopDomain: string,
  customerId: string,
  currencyCode: string,
): Promise<CreditAccount> {
  const accounts = await readCreditAccounts(shopDomain, customerId);
  const account = accounts.find((candidate) => candidate.currencyCode === currencyCode);
  return account ?? { currencyCode, gid: null, balanceMinor: 0, transactions: [] };
}

/** The customer's accounts: one for each currency. @throws ShopifyUnavailable, or ShopifyRefusal when the customer is gone. */
export async function readCreditAccounts(shopDomain: string, customerId: string): Promise<CreditAccount[]> {
  const { customer } = await callAdmin<Answer>(shopDomain, storeCreditAccounts, { id: ownerGid(customerId) });
  if (!customer) throw new ShopifyRefusal('The customer does not exist.');
  return customer.storeCreditAccounts.nodes.map(readAccount);
}

function readAccount(account: AccountAnswer): CreditAccount {
  const { currencyCode } = account.balance;
  return {
    currencyCode,
    gid: account.id,
    balanceMinor: parseDecimalToMinor(account.balance.amount, currencyCode) ?? 0,
    transactions: account.transactions.nodes.flatMap((node): CreditTransaction[] =>
      node.id
        ? [
            {
              gid: node.id,
              kind: kindOf(node),
              amountMinor: Math.abs(parseDecimalToMinor(node.amount.amount, currencyCode) ?? 0),
              createdAt: node.createdAt,
            },
          ]
        : [],
    ),
  };
}

export function newestOf({ transactions }: CreditAccount): Newest {
  const at = transactions[0]?.createdAt;
  if (at === undefined) return null;
  return { at, gids: transactions.filter(({ createdAt }) => createdAt === at).map(({ gid }) => gid) };
}

/** What came since, newest first. */
export function since({ transactions }: CreditAccount, before: Newest): CreditTransaction[] {
  if (before === null) return transactions;
  const fromMs = Date.parse(before.at);
  return transactions.filter(({ gid, createdAt }) => Date.parse(createdAt) >= fromMs && !before.gids.includes(gid));
}

export interface CreditInput {
  customerId: string;
  amountMinor: number;
  currencyCode: string;
  expiresAt: Date | null;
}

/** @returns the transaction's gid. @throws ShopifyUnavailable (it may have been done), or ShopifyRefusal. */
export async function creditCustomer(shopDomain: string, input: CreditInput): Promise<string> {
  const { storeCreditAccountCredit: payload } = await callAdmin<{ storeCreditAccountCredit: Payload }>(
    shopDomain,
    storeCreditCredit,
    {
      id: ownerGid(input.customerId),
      input: { creditAmount: moneyOf(input), expiresAt: input.expiresAt?.toISOString() ?? null },
    },
  );
  return transactionOf(payload);
}

/** @returns the transaction's gid. @throws ShopifyUnavailable (it may have been done), or ShopifyRefusal. */
export async function debitAccount(
  shopDomain: string,
  accountGid: string,
  money: { amountMinor: number; currencyCode: string },
): Promise<string> {
  const { storeCreditAccountDebit: payload } = await callAdmin<{ storeCreditAccountDebit: Payload }>(
    shopDomain,
    storeCreditDebit,
    { id: accountGid, input: { debitAmount: moneyOf(money) } },
  );
  return transactionOf(payload);
}

interface Payload {
  storeCreditAccountTransaction: { id: string } | null;
  userErrors: UserError[];
}

function transactionOf({ storeCreditAccountTransaction, userErrors }: Payload): string {
  if (storeCreditAccountTransaction && userErrors.length === 0) return storeCreditAccountTransaction.id;
  throw new ShopifyRefusal(
    userErrors.map(({ message }) => message).join(' ') || 'Shopify booked no store credit.',
    userErrors.flatMap(({ code }) => code ?? []),
  );
}

function moneyOf({ amountMinor, currencyCode }: { amountMinor: number; currencyCode: string }) {
  return { amount: formatMinorAsDecimal(amountMinor, currencyCode), currencyCode };
}

function ownerGid(customerId: string): string {
  return `gid://shopify/Customer/${customerId}`;
}

/** Of an order's payment with credit, or a refund to it, the event is another: it is none of ours. */
function kindOf({ __typename, event }: { __typename: string; event: string }): CreditTransaction['kind'] {
  if (event !== 'ADJUSTMENT') return 'other';
  if (__typename === 'StoreCreditAccountCreditTransaction') return 'credit';
  return __typename === 'StoreCreditAccountDebitTransaction' ? 'debit' : 'other';
}
