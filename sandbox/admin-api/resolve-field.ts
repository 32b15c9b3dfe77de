/** How every field of every answer is read: input sizes, access scopes, then the answer's own field or an honest error. */
import type { GraphQLFieldResolver } from 'graphql';
import { GraphQLError } from 'graphql';
import { accessDenied, missingAccess } from './access.ts';
import type { Answer, ApiContext } from './context.ts';
import { isRecord, notImplemented } from './context.ts';

/** Shopify's limit for arrays in arguments. Source: shopify.dev/docs/api/usage/limits. */
const MAX_INPUT_ITEMS = 250;

export function resolveType(value: unknown): string | undefined {
  return isRecord(value) && typeof value['__typename'] === 'string' ? value['__typename'] : undefined;
}

export const resolveField: GraphQLFieldResolver<unknown, ApiContext> = (source, args, context, info) => {
  checkInputSizes(args, [info.fieldName]);
  const lacking = missingAccess(context.admin, info.parentType.name, info.fieldName, info.returnType, context.granted);
  if (lacking) throw accessDenied(info.fieldName, lacking);
  if (!isRecord(source) || !Object.hasOwn(source, info.fieldName)) {
    throw notImplemented(`${info.parentType.name}.${info.fieldName}`);
  }
  const field: unknown = source[info.fieldName];
  const value: unknown = typeof field === 'function' ? field.call(source, args) : field;
  refuseHiddenObject(value, context, info.fieldName);
  return value;
};

/** `node(id:)` and unions say only at run time what they return. */
function refuseHiddenObject(value: unknown, context: ApiContext, fieldName: string): void {
  if (!isRecord(value) || typeof value['__typename'] !== 'string') return;
  const demand = context.admin.access.get((value as Answer).__typename);
  if (demand && !demand.scopes.some((scope) => context.granted.has(scope))) throw accessDenied(fieldName, demand);
}

function checkInputSizes(value: unknown, path: string[]): void {
  if (Array.isArray(value)) {
    if (value.length > MAX_INPUT_ITEMS) {
      throw new GraphQLError(
        `The input array size of ${value.length} is greater than the maximum allowed of ${MAX_INPUT_ITEMS}.`,
        { extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' } },
      );
    }
    for (const item of value) checkInputSizes(item, path);
  } else if (isRecord(value)) {
    for (const [name, item] of Object.entries(value)) checkInputSizes(item, [...path, name]);
  }
}
