/**
 * Bulk queries: the inner query is run over whole connections and written as JSONL with `__parentId`, at once. The
 * mutation answers CREATED and the next look COMPLETED, so an app must poll (or wait for `bulk_operations/finish`).
 * Source: shopify.dev/docs/api/usage/bulk-operations/queries.
 */
import type { GraphQLFieldResolver } from 'graphql';
import { Kind, executeSync, parse, specifiedRules, validate } from 'graphql';
import { toGid } from '#sandbox/world/gid.ts';
import { WHOLE_CONNECTION } from '../connection.ts';
import type { Answer, ApiContext, Args } from '../context.ts';
import { isRecord, requiredText } from '../context.ts';
import { resolveField, resolveType } from '../resolve-field.ts';
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
      const operation = store(context, query, isRecord(result.data) ? result.data : {});
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
    return null;
  } catch (error) {
    return `Invalid bulk query: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function store(context: ApiContext, query: string, data: Record<string, unknown>): BulkOperation {
  const { world } = context;
  const lines: string[] = [];
  const [root] = Object.values(data);
  const roots = childrenOf(root);
  if (!roots) throw new Unsupported('Bulk queries must contain at least one connection.');
  for (const node of roots) flatten(node, null, lines);
  const id = world.nextId();
  const at = world.clock.nowInstant();
  const operation: BulkOperation = {
    id,
    status: 'COMPLETED',
    query,
    createdAt: at,
    completedAt: at,
    errorCode: null,
    objectCount: lines.length,
    rootObjectCount: roots.length,
    url: lines.length > 0 ? `${context.adminOrigin}/bulk/${id}.jsonl` : null,
    jsonl: lines.map((line) => `${line}\n`).join(''),
  };
  world.documents.set(COLLECTION, String(id), operation);
  world.webhooks.emit('bulk_operations/finish', {
    admin_graphql_api_id: toGid('BulkOperation', id),
    completed_at: at,
    created_at: at,
    error_code: null,
    status: 'completed',
    type: 'query',
  });
  return operation;
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
function flatten(node: Record<string, unknown>, parentId: string | null, lines: string[]): void {
  const own: Record<string, unknown> = {};
  const nested: Record<string, unknown>[][] = [];
  for (const [name, value] of Object.entries(node)) {
    const children = childrenOf(value);
    if (children) nested.push(children);
    else {
      if (Array.isArray(value) && value.some((item) => isRecord(item) && Object.values(item).some(childrenOf))) {
        throw new Unsupported(
          'Queries that contain a connection field within a list field are not currently supported.',
        );
      }
      own[name] = value;
    }
  }
  if (parentId !== null) own['__parentId'] = parentId;
  lines.push(JSON.stringify(own));
  const id = node['id'];
  if (nested.length > 0 && typeof id !== 'string') {
    throw new Unsupported('The parent `node` field for a nested connection must select the `id` field.');
  }
  for (const child of nested.flat()) flatten(child, typeof id === 'string' ? id : null, lines);
}

export function findBulkOperation(context: ApiContext, id: number): BulkOperation | null {
  return context.world.documents.get<BulkOperation>(COLLECTION, String(id));
}

export function latestBulkOperation(context: ApiContext): BulkOperation | null {
  const ids = context.world.documents.keys(COLLECTION).map(Number);
  return ids.length === 0 ? null : findBulkOperation(context, Math.max(...ids));
}

/** The result file, for the admin's `/bulk/<id>.jsonl`. */
export function bulkResult(world: ApiContext['world'], id: string): string | null {
  return world.documents.get<BulkOperation>(COLLECTION, id)?.jsonl ?? null;
}

export function bulkOperationAnswer(operation: BulkOperation): Answer {
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
    fileSize: operation.url ? String(Buffer.byteLength(operation.jsonl)) : null,
    url: operation.url,
    partialDataUrl: null,
  };
}
