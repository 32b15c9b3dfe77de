/**
 * Runs one GraphQL request: parse, validate against the published schema, cost, execute. Every refusal looks as
 * Shopify's does. It knows no HTTP and no tokens.
 */
import type { DocumentNode, GraphQLFormattedError } from 'graphql';
import {
  GraphQLError,
  Kind,
  executeSync,
  getOperationAST,
  getVariableValues,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { WorldRefusal } from '#sandbox/world/refusal.ts';
import type { PlanName } from '#sandbox/world/types.ts';
import type { ApiContext } from './context.ts';
import type { CostBucket, ThrottleStatus } from './cost.ts';
import { SINGLE_QUERY_MAX, actualCost, maxCostError, requestedCost, throttledError } from './cost.ts';
import { mutationRoot } from './resolvers/mutations.ts';
import { queryRoot } from './resolvers/queries.ts';
import { resolveField, resolveType } from './resolve-field.ts';
import { translateValidationErrors, translateVariableErrors } from './validation-errors.ts';

export interface GraphqlRequest {
  query: string;
  operationName: string | null;
  variables: Record<string, unknown>;
}

export interface GraphqlAnswer {
  data?: unknown;
  errors?: GraphQLFormattedError[];
  extensions?: {
    cost: { requestedQueryCost: number; actualQueryCost: number | null; throttleStatus: ThrottleStatus };
  };
}

/** What a request is about, for faults and for the log; empty when it cannot even be parsed. */
export interface RequestOutline {
  operationName: string | null;
  operationKind: 'query' | 'mutation' | null;
  rootFields: string[];
}

export function outlineOf(request: GraphqlRequest): RequestOutline {
  try {
    const operation = getOperationAST(parse(request.query), request.operationName);
    if (!operation) return { operationName: request.operationName, operationKind: null, rootFields: [] };
    return {
      operationName: operation.name?.value ?? null,
      operationKind: operation.operation === 'mutation' ? 'mutation' : 'query',
      rootFields: operation.selectionSet.selections.flatMap((selection) =>
        selection.kind === Kind.FIELD ? [selection.name.value] : [],
      ),
    };
  } catch {
    return { operationName: request.operationName, operationKind: null, rootFields: [] };
  }
}

export function runGraphql(
  request: GraphqlRequest,
  context: ApiContext,
  bucket: CostBucket,
  plan: PlanName,
): GraphqlAnswer {
  const { schema } = context.admin;
  let document: DocumentNode;
  try {
    document = parse(request.query);
  } catch (error) {
    return { errors: [parseError(error)] };
  }
  const operation = getOperationAST(document, request.operationName);
  if (!operation) return { errors: [noOperation(document, request.operationName)] };

  const invalid = validate(schema, document, specifiedRules, { maxErrors: 10 });
  if (invalid.length > 0) return { errors: translateValidationErrors(invalid, document) };

  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables);
  if (coerced.errors) return { errors: translateVariableErrors(coerced.errors, request.variables) };

  const walk = { schema, document, variables: coerced.coerced };
  const requested = requestedCost(walk, operation);
  if (requested > SINGLE_QUERY_MAX) return { errors: [maxCostError(requested).toJSON()] };
  if (!bucket.take(plan, requested)) {
    return { errors: [throttledError().toJSON()], extensions: costOf(requested, null, bucket, plan) };
  }
  const result = executeSync({
    schema,
    document,
    operationName: request.operationName,
    variableValues: request.variables,
    contextValue: context,
    rootValue: operation.operation === 'mutation' ? mutationRoot(context) : queryRoot(context),
    fieldResolver: resolveField,
    typeResolver: resolveType,
  });
  const actual = Math.min(requested, actualCost(walk, operation, result.data));
  bucket.giveBack(plan, requested - actual);
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors ? { errors: result.errors.map(formatted) } : {}),
    extensions: costOf(requested, actual, bucket, plan),
  };
}

function costOf(requested: number, actual: number | null, bucket: CostBucket, plan: PlanName) {
  return { cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: bucket.status(plan) } };
}

function parseError(error: unknown): GraphQLFormattedError {
  if (!(error instanceof GraphQLError)) throw error;
  return {
    message: error.message.replace(/^Syntax Error: /, 'syntax error, '),
    ...(error.locations ? { locations: error.locations } : {}),
  };
}

function noOperation(document: DocumentNode, operationName: string | null): GraphQLFormattedError {
  if (operationName) return { message: `No operation named "${operationName}"` };
  const several = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION).length > 1;
  return { message: several ? 'An operation name is required' : 'No query string was present' };
}

function formatted(error: GraphQLError): GraphQLFormattedError {
  const original = error.originalError;
  // A refusal that no mutation turned into a user error, or a bug of the sandbox: said aloud, both.
  if (original instanceof WorldRefusal) {
    return { ...error.toJSON(), extensions: { code: original.refusals[0]?.code ?? 'BAD_REQUEST' } };
  }
  if (original && !(original instanceof GraphQLError)) {
    process.stderr.write(`Sandbox Admin API: ${original.stack ?? original.message}\n`);
    return {
      ...error.toJSON(),
      message: `Internal error. Looks like something went wrong on our end. (${original.message})`,
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    };
  }
  return error.toJSON();
}
