/**
 * Owns Shopify's published Admin schemas, as shipped (gzipped introspection) by `@shopify/dev-mcp`, made executable.
 * It must not know World: what a field answers is decided in `resolvers/`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { GraphQLSchema, IntrospectionQuery } from 'graphql';
import { GraphQLError, GraphQLScalarType, Kind, buildClientSchema } from 'graphql';

/** Which access scopes (one of each list's alternatives) a type or a field asks for, in Shopify's own words. */
export interface RequiredAccess {
  /** The sentence that Shopify puts into its error, for example "`read_customers` access scope." */
  words: string;
  /** Any one of these scopes suffices. */
  scopes: string[];
}

export interface AdminSchema {
  /** For example "2026-10". */
  version: string;
  schema: GraphQLSchema;
  /** Keys are "Type" and "Type.field". */
  access: Map<string, RequiredAccess>;
}

const cache = new Map<string, AdminSchema>();

function dataFolder(): string {
  const manifest = findPackageJSON('@shopify/dev-mcp', import.meta.url);
  if (!manifest) throw new Error('@shopify/dev-mcp is not installed: the sandbox reads the published schema from it.');
  return join(dirname(manifest), 'dist', 'data');
}

/** The versions that the installed package ships, oldest first ("unstable" left out). */
export function shippedVersions(): string[] {
  return readdirSync(dataFolder())
    .map((name) => /^admin_(\d{4}-\d{2})\.json\.gz$/.exec(name)?.[1])
    .filter((version) => version !== undefined)
    .sort();
}

/**
 * The version that answers a request for `asked`. Shopify "falls forward" from a version that is no longer supported
 * to the oldest supported one; a version that never existed has no answer (null, HTTP 404).
 * Source: shopify.dev/docs/api/usage/versioning.
 */
export function answeringVersion(asked: string): string | null {
  if (!/^\d{4}-(01|04|07|10)$/.test(asked)) return null;
  const versions = shippedVersions();
  const oldest = versions[0];
  if (oldest === undefined) return null;
  if (versions.includes(asked)) return asked;
  return asked < oldest ? oldest : null;
}

/** Loads and caches a version's schema. It takes about half a second the first time, so nothing calls it at start. */
export function loadAdminSchema(version: string): AdminSchema {
  const known = cache.get(version);
  if (known) return known;
  const bytes = gunzipSync(readFileSync(join(dataFolder(), `admin_${version}.json.gz`)));
  const parsed: unknown = JSON.parse(bytes.toString('utf8'));
  const introspection = introspectionOf(parsed);
  const schema = buildClientSchema(introspection, { assumeValid: true });
  installScalars(schema);
  const loaded: AdminSchema = { version, schema, access: accessOf(introspection) };
  cache.set(version, loaded);
  return loaded;
}

function introspectionOf(parsed: unknown): IntrospectionQuery {
  if (typeof parsed === 'object' && parsed !== null) {
    if ('data' in parsed) return parsed.data as IntrospectionQuery;
    if ('__schema' in parsed) return parsed as IntrospectionQuery;
  }
  throw new Error('The published schema is not an introspection result.');
}

interface WithAccess {
  name: string;
  requiredAccess?: string | null;
  fields?: readonly WithAccess[] | null;
}

/** Shopify's introspection carries `requiredAccess` on types and fields: that is the truth about scopes. */
function accessOf(introspection: IntrospectionQuery): Map<string, RequiredAccess> {
  const access = new Map<string, RequiredAccess>();
  const types = introspection.__schema.types as readonly WithAccess[];
  for (const type of types) {
    const ofType = readAccess(type.requiredAccess);
    if (ofType) access.set(type.name, ofType);
    for (const field of type.fields ?? []) {
      const ofField = readAccess(field.requiredAccess);
      if (ofField) access.set(`${type.name}.${field.name}`, ofField);
    }
  }
  return access;
}

function readAccess(words: string | null | undefined): RequiredAccess | null {
  if (!words) return null;
  // Only the first sentence lists alternatives; an "Also:" part asks for user permissions that the sandbox has not.
  const [alternatives = ''] = words.split(/\sAlso:/);
  const scopes = [...alternatives.matchAll(/`((?:read|write|unauthenticated)_[a-z_]+)`/g)].flatMap((m) => m[1] ?? []);
  return scopes.length > 0 ? { words: words.trim(), scopes } : null;
}

/** Custom scalars arrive from an introspection without behavior; these are the ones that Shopify checks. */
function installScalars(schema: GraphQLSchema): void {
  setScalar(schema, 'DateTime', (value) => {
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)) {
      const at = Date.parse(value);
      if (!Number.isNaN(at)) return new Date(at).toISOString();
    }
    throw new GraphQLError(`invalid DateTime '${String(value)}'`);
  });
  setScalar(schema, 'Decimal', (value) => {
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text.trim())) return text.trim();
    throw new GraphQLError(`invalid decimal '${String(value)}'`);
  });
  setScalar(schema, 'Date', (value) => {
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
    throw new GraphQLError(`invalid Date '${String(value)}'`);
  });
  setScalar(schema, 'URL', (value) => {
    if (typeof value === 'string' && URL.canParse(value)) return value;
    throw new GraphQLError(`Invalid url '${String(value)}'`);
  });
}

function setScalar(schema: GraphQLSchema, name: string, parse: (value: unknown) => unknown): void {
  const type = schema.getType(name);
  if (!(type instanceof GraphQLScalarType)) return;
  type.parseValue = parse;
  type.parseLiteral = (node) => {
    if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT) return parse(node.value);
    throw new GraphQLError(`invalid ${name}`);
  };
}
