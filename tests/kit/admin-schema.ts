/** Shopify's published schema of the Admin API, in the version that the app calls. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';

export const ADMIN_API_VERSION = '2026-10';

export function adminSchema(): GraphQLSchema {
  const file = gunzipSync(readFileSync(`node_modules/@shopify/dev-mcp/dist/data/admin_${ADMIN_API_VERSION}.json.gz`));
  const introspection = JSON.parse(file.toString('utf8')) as { data?: IntrospectionQuery } & IntrospectionQuery;
  return buildClientSchema(introspection.data ?? introspection);
}
