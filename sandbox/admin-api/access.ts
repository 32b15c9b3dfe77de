/**
 * Owns the question "may this token read this field?". The answer comes from Shopify's own introspection
 * (`requiredAccess`), not from a list of ours.
 */
import type { GraphQLOutputType } from 'graphql';
import { GraphQLError, getNamedType } from 'graphql';
import type { AdminSchema, RequiredAccess } from './schema.ts';

const DOCUMENTATION = 'https://shopify.dev/api/usage/access-scopes';

/** A `write_` scope includes its `read_` scope. Source: shopify.dev, access scopes. */
export function withImpliedScopes(scopes: readonly string[]): Set<string> {
  const all = new Set(scopes);
  for (const scope of scopes) {
    const resource = /^write_(.+)$/.exec(scope)?.[1];
    if (resource) all.add(`read_${resource}`);
  }
  return all;
}

/**
 * What `Type.field` asks for and `granted` lacks, or null. A field's own demand goes before that of the type that it
 * returns. A connection asks for what its nodes ask for.
 */
export function missingAccess(
  admin: AdminSchema,
  typeName: string,
  fieldName: string,
  returns: GraphQLOutputType,
  granted: ReadonlySet<string>,
): RequiredAccess | null {
  const returned = getNamedType(returns).name.replace(/Connection$/, '');
  const demands = [admin.access.get(`${typeName}.${fieldName}`), admin.access.get(returned)];
  for (const demand of demands) {
    if (demand && !demand.scopes.some((scope) => granted.has(scope))) return demand;
  }
  return null;
}

export function accessDenied(fieldName: string, demand: RequiredAccess): GraphQLError {
  return new GraphQLError(`Access denied for ${fieldName} field. Required access: ${demand.words}`, {
    extensions: { code: 'ACCESS_DENIED', documentation: DOCUMENTATION, requiredAccess: demand.words },
  });
}

/** For mutations whose demand depends on their input (metafields, tags): "write access to the owner". */
export function requireScope(granted: ReadonlySet<string>, scope: string, fieldName: string): void {
  if (!granted.has(scope)) throw accessDenied(fieldName, { words: `\`${scope}\` access scope.`, scopes: [scope] });
}
