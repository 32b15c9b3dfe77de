/**
 * Owns Shopify's calculated query cost and the leaky bucket. Source: shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits:
 * scalars and enums cost 0, objects 1, mutations 10, interfaces and unions the dearest of their possible selections, and
 * connections are "sized by first and last". How, Shopify does not publish, but not in proportion any more: in
 * community.shopify.dev/t/23101 a product with `variants(first: 250) { nodes { inventoryItem { … } } }` cost 25. The
 * curve in `sized` meets that figure; between it and one item it is our reckoning, of the right size and not exact.
 */
import type {
  DocumentNode,
  FieldNode,
  GraphQLCompositeType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import {
  GraphQLError,
  Kind,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { PlanName } from '#sandbox/world/types.ts';

export const SINGLE_QUERY_MAX = 1000;
const MUTATION_COST = 10;
const CONNECTION_BASE_COST = 2;

/** How many times an item's cost a connection of this size is charged: 1 for 1, 5 for 10, 9 for 100, 11 for 250. */
function sized(items: number): number {
  return items === 0 ? 0 : Math.max(1, Math.round(2 * Math.log(items)));
}
/** What a list without a page size is taken for; Shopify does not say. */
const PLAIN_LIST_SIZE = 1;

/** Points a second; the bucket holds twenty seconds' worth. */
const RESTORE_RATE: Record<PlanName, number> = { basic: 100, grow: 100, advanced: 200, plus: 1000 };

interface Walk {
  schema: GraphQLSchema;
  document: DocumentNode;
  variables: Readonly<Record<string, unknown>>;
}

/** What a request may cost at most, before it is run. */
export function requestedCost(walk: Walk, operation: OperationDefinitionNode): number {
  const root = walk.schema.getRootType(operation.operation);
  if (!root) return 0;
  if (operation.operation !== 'mutation') return Math.max(selectionCost(walk, operation.selectionSet, root, null), 0);
  return MUTATION_COST * fieldsOf(walk, operation.selectionSet).length;
}

/** What it did cost: the same sum over the answer that was given. */
export function actualCost(walk: Walk, operation: OperationDefinitionNode, data: unknown): number {
  const root = walk.schema.getRootType(operation.operation);
  if (!root || data === null || data === undefined) return 0;
  if (operation.operation === 'mutation') return MUTATION_COST * fieldsOf(walk, operation.selectionSet).length;
  return selectionCost(walk, operation.selectionSet, root, data);
}

/** `data` null = nothing known yet, count what was asked for. */
function selectionCost(walk: Walk, set: SelectionSetNode, parent: GraphQLCompositeType, data: unknown): number {
  let fixed = 0;
  let dearest = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      fixed += fieldCost(walk, selection, parent, data);
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : findFragment(walk.document, selection.name.value);
    if (!fragment) continue;
    const named = fragment.typeCondition ? walk.schema.getType(fragment.typeCondition.name.value) : parent;
    const type = isCompositeType(named) ? named : parent;
    const cost = selectionCost(walk, fragment.selectionSet, type, data);
    // On an abstract parent only one of the fragments on object types can apply.
    if (isAbstractType(parent) && isObjectType(type)) dearest = Math.max(dearest, cost);
    else fixed += cost;
  }
  return fixed + dearest;
}

function fieldCost(walk: Walk, field: FieldNode, parent: GraphQLCompositeType, data: unknown): number {
  if (!field.selectionSet || isUnionType(parent)) return 0;
  const definition = (isObjectType(parent) || isInterfaceType(parent)) && parent.getFields()[field.name.value];
  if (!definition) return 0;
  const named = getNamedType(definition.type);
  if (!isCompositeType(named)) return 0;
  const known = data !== null;
  const value = known && isRecord(data) ? data[field.alias?.value ?? field.name.value] : null;
  if (known && (value === null || value === undefined)) return 0;
  if (named.name.endsWith('Connection')) return connectionCost(walk, field, named, known, value);
  if (named.name === 'PageInfo') return 0;
  const listed = isListType(getNullableType(definition.type));
  if (!listed) return 1 + selectionCost(walk, field.selectionSet, named, known ? value : null);
  if (!known) {
    const size = pageSize(walk, field) ?? listArgumentSize(walk, field) ?? PLAIN_LIST_SIZE;
    return size * (1 + selectionCost(walk, field.selectionSet, named, null));
  }
  return sumOver(value, (item) => 1 + selectionCost(walk, field.selectionSet ?? emptySet, named, item));
}

const emptySet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

function connectionCost(
  walk: Walk,
  field: FieldNode,
  connection: GraphQLCompositeType,
  known: boolean,
  value: unknown,
): number {
  let cost = CONNECTION_BASE_COST;
  for (const child of fieldsOf(walk, field.selectionSet ?? emptySet)) {
    const name = child.name.value;
    if ((name !== 'nodes' && name !== 'edges') || !child.selectionSet || !isObjectType(connection)) continue;
    const childType = connection.getFields()[name];
    if (!childType) continue;
    const named = getNamedType(childType.type);
    if (!isCompositeType(named)) continue;
    // An edge itself is free: its node is what counts.
    const extra = name === 'nodes' ? 1 : 0;
    const set = child.selectionSet;
    if (!known) {
      cost += sized(pageSize(walk, field) ?? 0) * (extra + selectionCost(walk, set, named, null));
      continue;
    }
    const list = isRecord(value) ? value[child.alias?.value ?? name] : null;
    const count = Array.isArray(list) ? list.length : 0;
    if (count === 0) continue;
    const mean = sumOver(list, (item) => extra + selectionCost(walk, set, named, item)) / count;
    cost += Math.round(sized(count) * mean);
  }
  return cost;
}

function pageSize(walk: Walk, field: FieldNode): number | null {
  for (const argument of field.arguments ?? []) {
    if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
    if (argument.value.kind === Kind.INT) return Number(argument.value.value);
    if (argument.value.kind === Kind.VARIABLE) {
      const value = walk.variables[argument.value.name.value];
      if (typeof value === 'number') return value;
    }
  }
  return null;
}

/** `nodes(ids: …)` answers as many objects as it was asked for. */
function listArgumentSize(walk: Walk, field: FieldNode): number | null {
  for (const argument of field.arguments ?? []) {
    if (argument.value.kind === Kind.LIST) return argument.value.values.length;
    if (argument.value.kind === Kind.VARIABLE) {
      const value = walk.variables[argument.value.name.value];
      if (Array.isArray(value)) return value.length;
    }
  }
  return null;
}

function fieldsOf(walk: Walk, set: SelectionSetNode): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : findFragment(walk.document, selection.name.value);
    return fragment ? fieldsOf(walk, fragment.selectionSet) : [];
  });
}

function findFragment(document: DocumentNode, name: string) {
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name) return definition;
  }
  return null;
}

function sumOver(value: unknown, each: (item: unknown) => number): number {
  if (!Array.isArray(value)) return 0;
  return value.reduce<number>((sum, item) => sum + (item === null ? 0 : each(item)), 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

/** One bucket for each app and shop. It refills by real time: moving the sandbox's clock must not buy points. */
export class CostBucket {
  private available: number | null = null;
  private updatedAtMs = 0;
  private readonly realNowMs: () => number;

  constructor(realNowMs: () => number) {
    this.realNowMs = realNowMs;
  }

  /** Takes the requested cost; false = throttled, nothing taken. */
  take(plan: PlanName, cost: number): boolean {
    const { currentlyAvailable } = this.status(plan);
    if (currentlyAvailable < cost) return false;
    this.available = currentlyAvailable - cost;
    return true;
  }

  /** Shopify gives back what a query did not use. */
  giveBack(plan: PlanName, cost: number): void {
    const { currentlyAvailable, maximumAvailable } = this.status(plan);
    this.available = Math.min(maximumAvailable, currentlyAvailable + Math.max(0, cost));
  }

  status(plan: PlanName): ThrottleStatus {
    const restoreRate = RESTORE_RATE[plan];
    const maximumAvailable = restoreRate * 20;
    const nowMs = this.realNowMs();
    const refilled =
      this.available === null ? maximumAvailable : this.available + ((nowMs - this.updatedAtMs) / 1000) * restoreRate;
    this.available = Math.min(maximumAvailable, refilled);
    this.updatedAtMs = nowMs;
    return { maximumAvailable, currentlyAvailable: Math.floor(this.available), restoreRate };
  }
}

const RATE_LIMITS = 'https://shopify.dev/api/usage/rate-limits';

export function throttledError(): GraphQLError {
  return new GraphQLError('Throttled', { extensions: { code: 'THROTTLED', documentation: RATE_LIMITS } });
}

export function maxCostError(cost: number): GraphQLError {
  const message = `Query cost is ${cost}, which exceeds the single query max cost limit (${SINGLE_QUERY_MAX}).

See https://shopify.dev/concepts/about-apis/rate-limits for more information on how the
cost of a query is calculated.

To query larger amounts of data with fewer limits, bulk operations should be used instead.
See https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage details.
`;
  return new GraphQLError(message, {
    extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: SINGLE_QUERY_MAX, documentation: RATE_LIMITS },
  });
}
