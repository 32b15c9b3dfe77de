/**
 * Bulk queries: the inner query is run over whole connections and written as JSONL with `__parentId`. The mutation answers
 * CREATED; then it is RUNNING for `settings.bulkDurationMs` of the sandbox's clock and COMPLETED at last, so an app must poll (or
 * wait for `bulk_operations/finish`). At most five run at once. Without `groupObjects` no child need follow its parent: here
 * all children come at the end. Source: shopify.dev/docs/api/usage/bulk-operations/queries and shopify.dev/changelog/faster-bulk-operations.
 */
import type { GraphQLFieldResolver } from 'graphql';
import {
  Kind,
  TypeInfo,
  executeSync,
  getNamedType,
  getNullableType,
  isListType,
  parse,
  specifiedRules,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { toGid } from '#sandbox/world/gid.ts';
import { WHOLE_CONNECTION, connection } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { booleanOf, idFromGid, isRecord, requiredText, textOf } from '../context.ts';
import { resolveField, resolveType } from '../resolve-field.ts';
import { searchFilter } from '../search.ts';
import { queryRoot } from './queries.ts';
import { refused } from './user-errors.ts';

interface BulkOperation {
  [key: string]: string | number | null;
  id: number;
  status: string;
  query: string;
  createdAt: string;
  completedAt: string | null;
  errorCode: string | null;
  objectCount: number;
  rootObjectCount: number;
  url: string | null;
  jsonl: string;
}

const COLLECTION = 'bulk-operations';
const MOST_AT_ONCE = 5;
const MOST_CONNECTIONS = 5;
const DEEPEST_NESTING = 2;

const resolveWhole: GraphQLFieldResolver<unknown, ApiContext> = (source, args, context, info) =>
  resolveField(source, { ...args, [WHOLE_CONNECTION]: true }, context, info);

class Unsupported extends Error {}

export const bulkMutations = {
  bulkOperationRunQuery: (context: ApiContext, args: Args): Answer => {
    const payload = 'BulkOperationRunQueryPayload';
    const query = requiredText(args, 'query');
    const problem = problemOf(context, query);
    const say = (message: string) =>
      refused(payload, { bulkOperation: null }, [{ field: ['query'], message, code: 'INVALID' }]);
    if (problem) return say(problem);
    if (allOperations(context).filter((operation) => operation.status === 'RUNNING').length >= MOST_AT_ONCE) {
      const message = 'Bulk operations limit reached. Please try again later.';
      return refused(payload, { bulkOperation: null }, [{ field: null, message, code: 'LIMIT_REACHED' }]);
    }
    const result = executeSync({
      schema: context.admin.schema,
      document: parse(query),
      contextValue: context,
      rootValue: queryRoot(context),
      fieldResolver: resolveWhole,
      typeResolver: resolveType,
    });
    const failed = result.errors?.[0];
    if (failed) return say(failed.message);
    try {
      const grouped = booleanOf(args, 'groupObjects') ?? false;
      const operation = store(context, query, isRecord(result.data) ? result.data : {}, grouped);
      // The caller sees it as just created, whatever the store already knows.
      const created = {
        ...operation,
        status: 'CREATED',
        completedAt: null,
        url: null,
        objectCount: 0,
        rootObjectCount: 0,
      };
      return { __typename: payload, bulkOperation: bulkOperationAnswer(created), userErrors: [] };
    } catch (error) {
      if (error instanceof Unsupported) return say(error.message);
      throw error;
    }
  },
  bulkOperationCancel: (context: ApiContext, args: Args): Answer => {
    const payload = 'BulkOperationCancelPayload';
    const operation = findBulkOperation(context, idFromGid(requiredText(args, 'id'), 'BulkOperation'));
    if (!operation) {
      return refused(payload, { bulkOperation: null }, [{ field: ['id'], message: 'Bulk operation does not exist' }]);
    }
    if (operation.status !== 'RUNNING') {
      const message = `A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`;
      return refused(payload, { bulkOperation: bulkOperationAnswer(operation) }, [{ field: null, message }]);
    }
    const canceled = { ...operation, status: 'CANCELED', url: null };
    context.world.documents.set(COLLECTION, String(operation.id), canceled);
    return {
      __typename: payload,
      bulkOperation: bulkOperationAnswer({ ...canceled, status: 'CANCELING' }),
      userErrors: [],
    };
  },
};

function problemOf(context: ApiContext, query: string): string | null {
  try {
    const document = parse(query);
    const [invalid] = validate(context.admin.schema, document, specifiedRules, { maxErrors: 1 });
    if (invalid) return `Invalid bulk query: ${invalid.message}`;
    const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    if (operation?.kind !== Kind.OPERATION_DEFINITION || operation.operation !== 'query') {
      return 'Invalid bulk query: it must be a query';
    }
    if (operation.selectionSet.selections.length > 1) return 'Bulk queries cannot contain multiple top level fields';
    return tooMuchOf(context, query);
  } catch (error) {
    return `Invalid bulk query: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Shopify's limits on connections: five in all, two levels below the first. */
function tooMuchOf(context: ApiContext, query: string): string | null {
  const types = new TypeInfo(context.admin.schema);
  let count = 0;
  let depth = 0;
  let deepest = 0;
  let lists = 0;
  let isInList = false;
  const isConnection = () => getNamedType(types.getType())?.name.endsWith('Connection') === true;
  /** A list of its own, such as `Order.refunds`; the edges of a connection are none. */
  const isPlainList = () =>
    isListType(getNullableType(types.getType())) && !types.getParentType()?.name.endsWith('Connection');
  visit(
    parse(query),
    visitWithTypeInfo(types, {
      Field: {
        enter: () => {
          if (isPlainList()) lists++;
          if (!isConnection()) return;
          isInList ||= lists > 0;
          count++;
          deepest = Math.max(deepest, ++depth);
        },
        leave: () => {
          if (isPlainList()) lists--;
          if (isConnection()) depth--;
        },
      },
    }),
  );
  if (isInList) return 'Queries that contain a connection field within a list field are not currently supported.';
  if (count > MOST_CONNECTIONS) return `Bulk queries cannot contain more than ${MOST_CONNECTIONS} connections.`;
  if (deepest > DEEPEST_NESTING + 1) {
    return `Bulk queries cannot contain connections with a nesting depth greater than ${DEEPEST_NESTING}.`;
  }
  return null;
}

function store(context: ApiContext, query: string, data: Record<string, unknown>, grouped: boolean): BulkOperation {
  const { world } = context;
  const written: { line: string; parentId: string | null }[] = [];
  const [root] = Object.values(data);
  const roots = childrenOf(root);
  if (!roots) throw new Unsupported('Bulk queries must contain at least one connection.');
  for (const node of roots) flatten(node, null, written);
  const lines = (
    grouped
      ? written
      : [...written.filter((entry) => entry.parentId === null), ...written.filter((entry) => entry.parentId !== null)]
  ).map((entry) => entry.line);
  const id = world.nextId();
  const at = world.clock.nowInstant();
  const operation: BulkOperation = {
    id,
    status: 'RUNNING',
    query,
    createdAt: at,
    completedAt: null,
    errorCode: null,
    objectCount: lines.length,
    rootObjectCount: roots.length,
    url: lines.length > 0 ? `${context.adminOrigin}/bulk/${id}.jsonl` : null,
    jsonl: lines.map((line) => `${line}\n`).join(''),
  };
  world.documents.set(COLLECTION, String(id), operation);
  return operation;
}

/** Brings an operation up to date with the clock: one whose time is over is completed, and the app is told. */
function settled(context: ApiContext, operation: BulkOperation | null): BulkOperation | null {
  const { world } = context;
  if (operation?.status !== 'RUNNING') return operation;
  if (world.clock.nowMs() < Date.parse(operation.createdAt) + world.settings().bulkDurationMs) return operation;
  const completed = { ...operation, status: 'COMPLETED', completedAt: world.clock.nowInstant() };
  world.documents.set(COLLECTION, String(operation.id), completed);
  world.webhooks.emit('bulk_operations/finish', {
    admin_graphql_api_id: toGid('BulkOperation', operation.id),
    completed_at: completed.completedAt,
    created_at: operation.createdAt,
    error_code: null,
    status: 'completed',
    type: 'query',
  });
  return completed;
}

function childrenOf(value: unknown): Record<string, unknown>[] | null {
  if (!isRecord(value)) return null;
  if (Array.isArray(value['edges'])) {
    return value['edges']
      .filter(isRecord)
      .map((edge) => edge['node'])
      .filter(isRecord);
  }
  return Array.isArray(value['nodes']) ? value['nodes'].filter(isRecord) : null;
}

/** One line for the node, then one for each node of its connections, in their order. */
function flatten(
  node: Record<string, unknown>,
  parentId: string | null,
  written: { line: string; parentId: string | null }[],
): void {
  const own: Record<string, unknown> = {};
  const nested: Record<string, unknown>[][] = [];
  for (const [name, value] of Object.entries(node)) {
    const children = childrenOf(value);
    if (children) nested.push(children);
    else own[name] = value;
  }
  if (parentId !== null) own['__parentId'] = parentId;
  written.push({ line: JSON.stringify(own), parentId });
  const id = node['id'];
  if (nested.length > 0 && typeof id !== 'string') {
    throw new Unsupported('The parent `node` field for a nested connection must select the `id` field.');
  }
  for (const child of nested.flat()) flatten(child, typeof id === 'string' ? id : null, written);
}

export function findBulkOperation(context: ApiContext, id: number): BulkOperation | null {
  return settled(context, context.world.documents.get<BulkOperation>(COLLECTION, String(id)));
}

function allOperations(context: ApiContext): BulkOperation[] {
  return context.world.documents
    .keys(COLLECTION)
    .map((id) => findBulkOperation(context, Number(id)))
    .filter((operation) => operation !== null);
}

export function latestBulkOperation(context: ApiContext): BulkOperation | null {
  return allOperations(context).sort((a, b) => b.id - a.id)[0] ?? null;
}

/** Newest first, as Shopify sorts them. */
export function bulkOperationsConnection(context: ApiContext, args: Args): Answer {
  const matching = allOperations(context).filter(
    searchFilter(textOf(args, 'query'), {
      list: 'bulkOperations',
      nowMs: () => context.world.clock.nowMs(),
      text: (operation) => operation.query,
      fields: {
        id: { kind: 'id', value: (operation) => operation.id },
        status: { kind: 'text', value: (operation) => operation.status.toLowerCase() },
        operation_type: { kind: 'text', value: () => 'query' },
        created_at: { kind: 'instant', value: (operation) => operation.createdAt },
      },
    }),
  );
  return connection({ ...args, reverse: !(booleanOf(args, 'reverse') ?? false) }, matching, {
    typeName: 'BulkOperation',
    id: (operation) => operation.id,
    sortKey: (operation) =>
      textOf(args, 'sortKey') === 'COMPLETED_AT' ? (operation.completedAt ?? '') : operation.createdAt,
    node: bulkOperationAnswer,
  });
}

/** The result file, for the admin's `/bulk/<id>.jsonl`. */
export function bulkResult(world: ApiContext['world'], id: string): string | null {
  const operation = world.documents.get<BulkOperation>(COLLECTION, id);
  return operation?.status === 'COMPLETED' ? operation.jsonl : null;
}

export function bulkOperationAnswer(operation: BulkOperation): Answer {
  const url = operation.status === 'COMPLETED' ? operation.url : null;
  return {
    __typename: 'BulkOperation',
    id: toGid('BulkOperation', operation.id),
    status: operation.status,
    type: 'QUERY',
    query: operation.query,
    errorCode: operation.errorCode,
    createdAt: operation.createdAt,
    completedAt: operation.completedAt,
    objectCount: String(operation.objectCount),
    rootObjectCount: String(operation.rootObjectCount),
    fileSize: url ? String(Buffer.byteLength(operation.jsonl)) : null,
    url,
    partialDataUrl: null,
  };
}
