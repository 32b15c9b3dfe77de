/**
 * Shopify's segment query language, as far as loyalty needs it: attributes of a customer, `=`, `!=`, `<`, `>`, `<=`, `>=`,
 * `CONTAINS`, `NOT CONTAINS`, `IS NULL`, `IS NOT NULL`, AND, OR, brackets. What it does not know is refused by name.
 * Source: shopify.dev/docs/api/shopifyql/segment-query-language-reference. Pure.
 */
import { refuse } from './refusal.ts';

/** What a query may ask of a customer. */
export interface SegmentSubject {
  tags: string[];
  numberOfOrders: number;
  /** In units of the shop's currency, as queries name it. */
  amountSpent: number;
  emailSubscription: string;
  smsSubscription: string;
  accountStatus: string;
  language: string;
  countries: string[];
  addedOn: string;
  lastOrderOn: string | null;
  firstOrderOn: string | null;
}

type Value = string | number | null | string[];
type Test = (subject: SegmentSubject) => boolean;

const ATTRIBUTES: Record<string, (subject: SegmentSubject) => Value> = {
  customer_tags: (subject) => subject.tags,
  number_of_orders: (subject) => subject.numberOfOrders,
  amount_spent: (subject) => subject.amountSpent,
  email_subscription_status: (subject) => subject.emailSubscription,
  sms_subscription_status: (subject) => subject.smsSubscription,
  customer_account_status: (subject) => subject.accountStatus,
  customer_language: (subject) => subject.language,
  customer_countries: (subject) => subject.countries,
  customer_added_date: (subject) => subject.addedOn,
  last_order_date: (subject) => subject.lastOrderOn,
  first_order_date: (subject) => subject.firstOrderOn,
};

interface Tokens {
  list: string[];
  at: number;
  today: string;
}

/** @param today the date in the shop's time zone, for `-30d` and the like. Throws a refusal when the query is wrong. */
export function parseSegmentQuery(query: string, today: string): Test {
  const list = query.match(/'[^']*'|"[^"]*"|\(|\)|<=|>=|!=|=|<|>|[^\s()=<>!]+/g) ?? [];
  const tokens: Tokens = { list, at: 0, today };
  if (list.length === 0) return () => true;
  const test = either(tokens);
  if (tokens.at < list.length) wrong(`'${list[tokens.at] ?? ''}' is unexpected`);
  return test;
}

function wrong(what: string): never {
  return refuse('INVALID', `Query ${what}.`, ['query']);
}

function either(tokens: Tokens): Test {
  const first = both(tokens);
  if (!takes(tokens, 'OR')) return first;
  const rest = either(tokens);
  return (subject) => first(subject) || rest(subject);
}

function both(tokens: Tokens): Test {
  const first = clause(tokens);
  if (!takes(tokens, 'AND')) return first;
  const rest = both(tokens);
  return (subject) => first(subject) && rest(subject);
}

function clause(tokens: Tokens): Test {
  if (takes(tokens, '(')) {
    const inner = either(tokens);
    if (!takes(tokens, ')')) wrong('lacks a closing bracket');
    return inner;
  }
  const name = next(tokens).toLowerCase();
  const read = ATTRIBUTES[name] ?? wrong(`has the filter '${name}', which the sandbox does not know`);
  if (takes(tokens, 'IS')) {
    const isNot = takes(tokens, 'NOT');
    if (!takes(tokens, 'NULL')) wrong(`needs NULL after IS in '${name}'`);
    return (subject) => {
      const value = read(subject);
      const isNothing = value === null || (Array.isArray(value) && value.length === 0);
      return isNothing !== isNot;
    };
  }
  const isNegated = takes(tokens, 'NOT');
  const operator = next(tokens).toUpperCase();
  const wanted = literal(tokens);
  if (operator === 'CONTAINS') {
    return (subject) => {
      const value = read(subject);
      const own = Array.isArray(value) ? value : [String(value ?? '')];
      return own.some((one) => one.toLowerCase() === wanted.toLowerCase()) !== isNegated;
    };
  }
  if (isNegated || !['=', '!=', '<', '>', '<=', '>='].includes(operator)) {
    return wrong(`has the operator '${operator}', which '${name}' does not know`);
  }
  return (subject) => compares(read(subject), operator, wanted);
}

function compares(value: Value, operator: string, wanted: string): boolean {
  if (value === null) return operator === '!=';
  if (Array.isArray(value)) {
    const has = value.some((one) => one.toLowerCase() === wanted.toLowerCase());
    return operator === '!=' ? !has : has;
  }
  const order =
    typeof value === 'number' ? value - Number(wanted) : value.toLowerCase().localeCompare(wanted.toLowerCase());
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    default:
      return order >= 0;
  }
}

/** A text, a number, a date, or days, weeks, months, years ago (`-30d`). */
function literal(tokens: Tokens): string {
  const raw = next(tokens);
  const quoted = /^(['"])(.*)\1$/s.exec(raw);
  if (quoted) return quoted[2] ?? '';
  const ago = /^-(\d+)([dwmy])$/i.exec(raw);
  if (!ago && raw.toLowerCase() !== 'today') return raw;
  const date = new Date(`${tokens.today}T00:00:00Z`);
  const count = Number(ago?.[1] ?? 0);
  const unit = ago?.[2]?.toLowerCase();
  if (unit === 'd') date.setUTCDate(date.getUTCDate() - count);
  if (unit === 'w') date.setUTCDate(date.getUTCDate() - 7 * count);
  if (unit === 'm') date.setUTCMonth(date.getUTCMonth() - count);
  if (unit === 'y') date.setUTCFullYear(date.getUTCFullYear() - count);
  return date.toISOString().slice(0, 10);
}

function takes(tokens: Tokens, word: string): boolean {
  if (tokens.list[tokens.at]?.toUpperCase() !== word) return false;
  tokens.at += 1;
  return true;
}

function next(tokens: Tokens): string {
  const token = tokens.list[tokens.at] ?? wrong('ends too early');
  tokens.at += 1;
  return token;
}
