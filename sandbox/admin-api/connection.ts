/** Relay connections as Shopify cuts them: `first`/`last`, opaque cursors, `reverse`, a stable order by (key, id). */
import { GraphQLError } from 'graphql';
import type { Answer, Args } from './context.ts';
import { booleanOf, numberOf, textOf } from './context.ts';

const MAX_PAGE = 250;

/** A bulk operation reads whole connections. No client can send this name: the schema would refuse the argument. */
export const WHOLE_CONNECTION = '__whole';

export interface ConnectionShape<T> {
  /** `Order` makes `OrderConnection` and `OrderEdge`. */
  typeName: string;
  id: (item: T) => number;
  /** What the list is sorted by before the id; the id alone if absent. */
  sortKey?: (item: T) => string | number;
  node: (item: T) => Answer;
}

interface Position {
  key: string | number;
  id: number;
}

export function connection<T>(args: Args, items: readonly T[], shape: ConnectionShape<T>): Answer {
  const first = args[WHOLE_CONNECTION] === true ? items.length : pageSize(args, 'first');
  const last = pageSize(args, 'last');
  if (first === undefined && last === undefined) {
    throw new GraphQLError('you must provide one of first or last', { extensions: { code: 'BAD_REQUEST' } });
  }
  if (first !== undefined && last !== undefined) {
    throw new GraphQLError('providing both first and last is not supported', { extensions: { code: 'BAD_REQUEST' } });
  }
  const direction = booleanOf(args, 'reverse') ? -1 : 1;
  const place = (item: T): Position => ({ key: shape.sortKey?.(item) ?? 0, id: shape.id(item) });
  const sorted = [...items].sort((a, b) => direction * compare(place(a), place(b)));

  const after = cursorOf(args, 'after');
  const before = cursorOf(args, 'before');
  const between = sorted.filter((item) => {
    const at = place(item);
    if (after && direction * compare(at, after) <= 0) return false;
    return !(before && direction * compare(at, before) >= 0);
  });
  const page = first !== undefined ? between.slice(0, first) : between.slice(Math.max(0, between.length - (last ?? 0)));
  const cut = between.length > page.length;
  const cursor = (item: T): string => encodeCursor(place(item));
  const firstItem = page[0];
  const lastItem = page[page.length - 1];
  return {
    __typename: `${shape.typeName}Connection`,
    edges: () =>
      page.map((item) => ({ __typename: `${shape.typeName}Edge`, cursor: cursor(item), node: () => shape.node(item) })),
    nodes: () => page.map(shape.node),
    pageInfo: {
      __typename: 'PageInfo',
      hasNextPage: first !== undefined ? cut : Boolean(before),
      hasPreviousPage: first !== undefined ? Boolean(after) : cut,
      startCursor: firstItem ? cursor(firstItem) : null,
      endCursor: lastItem ? cursor(lastItem) : null,
    },
    totalCount: items.length,
  };
}

/** For `SomethingCount` fields. */
export function countAnswer(count: number): Answer {
  return { __typename: 'Count', count, precision: 'EXACT' };
}

function pageSize(args: Args, name: 'first' | 'last'): number | undefined {
  const size = numberOf(args, name);
  if (size === undefined) return undefined;
  if (size < 0) throw badPage(`${name} cannot be less than 0`);
  if (size > MAX_PAGE) throw badPage(`${name} cannot exceed ${MAX_PAGE}`);
  return size;
}

function badPage(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}

function compare(a: Position, b: Position): number {
  if (a.key !== b.key) {
    if (typeof a.key === 'number' && typeof b.key === 'number') return a.key - b.key;
    return String(a.key) < String(b.key) ? -1 : 1;
  }
  return a.id - b.id;
}

function encodeCursor(at: Position): string {
  return Buffer.from(JSON.stringify({ last_id: at.id, last_value: at.key })).toString('base64url');
}

function cursorOf(args: Args, name: 'after' | 'before'): Position | null {
  const cursor = textOf(args, name);
  if (cursor === undefined) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null && 'last_id' in parsed && 'last_value' in parsed) {
      const { last_id: id, last_value: key } = parsed;
      if (typeof id === 'number' && (typeof key === 'string' || typeof key === 'number')) return { id, key };
    }
  } catch {
    // Said below, in Shopify's words.
  }
  throw new GraphQLError(`Invalid cursor for current pagination sort.`, { extensions: { code: 'BAD_REQUEST' } });
}
