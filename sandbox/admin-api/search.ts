/**
 * Shopify's search syntax: `field:value`, `field:>=2026-01-01`, `-field:x`, `NOT`, `AND`, `OR`, parentheses, quotes, `*`.
 * Source: shopify.dev/docs/api/usage/search-syntax. A field that the sandbox cannot search is refused aloud.
 */
import { GraphQLError } from 'graphql';
import { notImplemented } from './context.ts';

export type SearchValue = string | number | boolean | null | readonly string[];
export interface SearchFields<T> {
  /** Names the list in an error, for example `orders`. */
  list: string;
  /** Instants are compared as dates, numbers as numbers, texts without regard to case. */
  fields: Record<string, { kind: 'text' | 'instant' | 'number' | 'id' | 'tokens'; value: (item: T) => SearchValue }>;
  /** What a word without a field is looked for in. */
  text: (item: T) => string;
  nowMs: () => number;
}

type Match<T> = (item: T) => boolean;
interface Token {
  kind: 'term' | 'and' | 'or' | 'not' | 'open' | 'close';
  text: string;
}

/** A predicate for the query; everything matches when there is none. */
export function searchFilter<T>(query: string | undefined, fields: SearchFields<T>): Match<T> {
  const tokens = tokenize(query ?? '');
  if (tokens.length === 0) return () => true;
  const parser = { tokens, at: 0 };
  const match = parseOr(parser, fields);
  if (parser.at < tokens.length) throw new GraphQLError(`Invalid search query: unexpected ")"`);
  return match;
}

interface Parser {
  tokens: Token[];
  at: number;
}

function parseOr<T>(parser: Parser, fields: SearchFields<T>): Match<T> {
  let match = parseAnd(parser, fields);
  while (parser.tokens[parser.at]?.kind === 'or') {
    parser.at += 1;
    const left = match;
    const right = parseAnd(parser, fields);
    match = (item) => left(item) || right(item);
  }
  return match;
}

function parseAnd<T>(parser: Parser, fields: SearchFields<T>): Match<T> {
  let match = parseOne(parser, fields);
  for (;;) {
    const next = parser.tokens[parser.at];
    if (!next || next.kind === 'or' || next.kind === 'close') return match;
    if (next.kind === 'and') parser.at += 1;
    const left = match;
    const right = parseOne(parser, fields);
    match = (item) => left(item) && right(item);
  }
}

function parseOne<T>(parser: Parser, fields: SearchFields<T>): Match<T> {
  const token = parser.tokens[parser.at];
  if (!token) return () => true;
  parser.at += 1;
  if (token.kind === 'not') {
    const inner = parseOne(parser, fields);
    return (item) => !inner(item);
  }
  if (token.kind === 'open') {
    const inner = parseOr(parser, fields);
    if (parser.tokens[parser.at]?.kind === 'close') parser.at += 1;
    return inner;
  }
  return termMatch(token.text, fields);
}

function termMatch<T>(term: string, fields: SearchFields<T>): Match<T> {
  const found = /^([a-z_]+):(>=|<=|>|<)?(.*)$/is.exec(term);
  if (!found) {
    const words = unquote(term).toLowerCase();
    return (item) => fields.text(item).toLowerCase().includes(words.replace(/\*$/, ''));
  }
  const name = (found[1] ?? '').toLowerCase();
  const operator = found[2] ?? '';
  const wanted = unquote(found[3] ?? '');
  const field = fields.fields[name];
  if (!field) throw notImplemented(`the search field "${name}" of ${fields.list}`);
  if (field.kind === 'instant') {
    return rangeMatch(
      (item) => toMs(field.value(item)),
      operator,
      instantWanted(wanted, fields.nowMs()),
      dayLong(wanted),
    );
  }
  if (field.kind === 'number' || field.kind === 'id') {
    const number = Number(wanted.replace(/^gid:\/\/shopify\/\w+\//, '').replace(/^#/, ''));
    return rangeMatch((item) => Number(field.value(item)), operator, number, 0);
  }
  const lowered = wanted.toLowerCase();
  const prefix = lowered.endsWith('*') ? lowered.slice(0, -1) : null;
  return (item) => {
    const value = field.value(item);
    const texts = Array.isArray(value) ? value : [value ?? ''];
    return texts.some((text) => {
      const own = String(text).toLowerCase();
      if (prefix !== null) return prefix === '' ? own !== '' : own.startsWith(prefix);
      return own === lowered;
    });
  };
}

function rangeMatch<T>(read: (item: T) => number, operator: string, wanted: number, span: number): Match<T> {
  return (item) => {
    const value = read(item);
    if (operator === '>') return span > 0 ? value >= wanted + span : value > wanted;
    if (operator === '>=') return value >= wanted;
    if (operator === '<') return value < wanted;
    if (operator === '<=') return span > 0 ? value < wanted + span : value <= wanted;
    return span > 0 ? value >= wanted && value < wanted + span : value === wanted;
  };
}

function toMs(value: SearchValue): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

function instantWanted(text: string, nowMs: number): number {
  if (text.toLowerCase() === 'now') return nowMs;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new GraphQLError(`Invalid search query: "${text}" is not a date`);
  return ms;
}

/** A plain date means the whole day. */
function dayLong(text: string): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? 86_400_000 : 0;
}

function unquote(text: string): string {
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  return quoted ? (quoted[2] ?? '') : text;
}

function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\(|\)|-?(?:[a-z_]+:(?:>=|<=|>|<)?)?(?:"[^"]*"|'[^']*')|[^\s()]+/gi;
  for (const [raw] of query.matchAll(pattern)) {
    if (raw === '(') tokens.push({ kind: 'open', text: raw });
    else if (raw === ')') tokens.push({ kind: 'close', text: raw });
    else if (raw === 'AND') tokens.push({ kind: 'and', text: raw });
    else if (raw === 'OR') tokens.push({ kind: 'or', text: raw });
    else if (raw === 'NOT') tokens.push({ kind: 'not', text: raw });
    else if (raw.startsWith('-') && raw.length > 1) {
      tokens.push({ kind: 'not', text: '-' }, { kind: 'term', text: raw.slice(1) });
    } else tokens.push({ kind: 'term', text: raw });
  }
  return tokens;
}
