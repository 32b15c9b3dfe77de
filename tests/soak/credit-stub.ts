/** Store credit at the soak's Shopify: an account for each customer and currency, and every movement of it. No call has a key: what is sent twice is done twice. */
import { formatMinor } from './truth.ts';

export interface Movement {
  gid: string;
  kind: 'credit' | 'debit';
  /** Whether the app asked for it, or the shopper paid with it. */
  by: 'app' | 'shopper';
  amountMinor: number;
  createdAt: string;
}

export interface Account {
  gid: string;
  customerId: string;
  currencyCode: string;
  balanceMinor: number;
  /** Oldest first. */
  movements: Movement[];
}

/** What becomes of a call that moves money: done and told, turned down, done and not told, or never arrived. */
export const fates = ['made', 'refused', 'lost', 'dropped'] as const;
export type Fate = (typeof fates)[number];

interface Money {
  amount: string;
  currencyCode: string;
}
export interface CreditVariables {
  id?: string;
  input?: { creditAmount?: Money; debitAmount?: Money };
}

/** Several movements fall into one second, as they do at Shopify. */
const PER_SECOND = 3;
const START_MS = Date.parse('2026-11-21T12:00:00Z');
const decimalsOf = (text: string) => text.split('.')[1]?.length ?? 0;

export class StubCredit {
  readonly accounts: Account[] = [];
  /** In which Shopify gives no credit. */
  readonly refusedCurrency: string | null;
  next: Fate = 'made';
  private count = 0;

  constructor(refusedCurrency: string | null) {
    this.refusedCurrency = refusedCurrency;
  }

  /** The shopper pays with it. */
  spend(account: Account, amountMinor: number): void {
    if (amountMinor > 0) this.move(account, 'debit', 'shopper', amountMinor);
  }

  /** @returns undefined for what is no question about credit, null for an answer that is lost. */
  answer(query: string, variables: CreditVariables): Record<string, unknown> | null | undefined {
    const id = (variables.id ?? '').split('/').at(-1) ?? '';
    if (query.includes('storeCreditAccounts(')) return { customer: id === '' ? null : this.tell(id) };
    const mutation = /storeCreditAccount(?:Credit|Debit)(?=\()/.exec(query)?.[0];
    if (!mutation) return undefined;
    const fate = this.next;
    this.next = 'made';
    if (fate === 'dropped') return null;
    const refuse = (code: string) => ({
      [mutation]: { storeCreditAccountTransaction: null, userErrors: [{ field: ['id'], code, message: code }] },
    });
    if (fate === 'refused') return refuse('CREDIT_LIMIT_EXCEEDED');
    const money = variables.input?.creditAmount ?? variables.input?.debitAmount;
    const { amount = '', currencyCode = '' } = money ?? {};
    const amountMinor = Number(amount.replace('.', ''));
    if (!(amountMinor > 0)) return refuse('NEGATIVE_OR_ZERO_AMOUNT');
    const isCredit = mutation === 'storeCreditAccountCredit';
    if (isCredit && currencyCode === this.refusedCurrency) return refuse('UNSUPPORTED_CURRENCY');
    const account = isCredit ? this.open(id, currencyCode) : this.accounts.find(({ gid }) => gid === variables.id);
    if (!account) return refuse('ACCOUNT_NOT_FOUND');
    if (account.currencyCode !== currencyCode) return refuse('MISMATCHING_CURRENCY');
    if (decimalsOf(amount) !== decimalsOf(formatMinor(0, currencyCode))) return refuse('INVALID');
    if (!isCredit && amountMinor > account.balanceMinor) return refuse('INSUFFICIENT_FUNDS');
    const { gid } = this.move(account, isCredit ? 'credit' : 'debit', 'app', amountMinor);
    return fate === 'lost' ? null : { [mutation]: { storeCreditAccountTransaction: { id: gid }, userErrors: [] } };
  }

  private open(customerId: string, currencyCode: string): Account {
    let account = this.accounts.find((one) => one.customerId === customerId && one.currencyCode === currencyCode);
    if (!account) {
      const gid = `gid://shopify/StoreCreditAccount/${++this.count}`;
      account = { gid, customerId, currencyCode, balanceMinor: 0, movements: [] };
      this.accounts.push(account);
    }
    return account;
  }

  private move(account: Account, kind: Movement['kind'], by: Movement['by'], amountMinor: number): Movement {
    const number = ++this.count;
    const type = kind === 'credit' ? 'Credit' : 'Debit';
    const movement: Movement = {
      ...{ gid: `gid://shopify/StoreCreditAccount${type}Transaction/${number}`, kind, by, amountMinor },
      createdAt: new Date(START_MS + Math.floor(number / PER_SECOND) * 1000).toISOString(),
    };
    account.balanceMinor += kind === 'credit' ? amountMinor : -amountMinor;
    account.movements.push(movement);
    return movement;
  }

  private tell(customerId: string): Record<string, unknown> {
    const nodes = this.accounts.filter((account) => account.customerId === customerId);
    return {
      id: `gid://shopify/Customer/${customerId}`,
      storeCreditAccounts: {
        nodes: nodes.map(({ gid, currencyCode, balanceMinor, movements }) => ({
          id: gid,
          balance: { amount: formatMinor(balanceMinor, currencyCode), currencyCode },
          transactions: {
            nodes: movements.toReversed().map((movement) => ({
              __typename: `StoreCreditAccount${movement.kind === 'credit' ? 'Credit' : 'Debit'}Transaction`,
              id: movement.gid,
              event: movement.by === 'app' ? 'ADJUSTMENT' : 'ORDER_PAYMENT',
              createdAt: movement.createdAt,
              amount: {
                amount: formatMinor(
                  movement.kind === 'credit' ? movement.amountMinor : -movement.amountMinor,
                  currencyCode,
                ),
              },
            })),
          },
        })),
      },
    };
  }
}
