/** What every resolver gets: the world, the calling app and what its token may do. No HTTP here. */
import { GraphQLError } from 'graphql';
import { parseGid } from '#sandbox/world/gid.ts';
import type { Id } from '#sandbox/world/types.ts';
import type { World } from '#sandbox/world/world.ts';
import type { AdminSchema } from './schema.ts';

export interface ApiContext {
  world: World;
  admin: AdminSchema;
  appId: Id;
  /** Granted scopes with the implied `read_` ones. */
  granted: ReadonlySet<string>;
  /** Address of the admin as a browser sees it, for urls in answers (`http://localhost:4500`). */
  adminOrigin: string;
  storeOrigin: string;
}

/** GraphQL arguments after coercion by the schema: the names are known, the shapes are the schema's. */
export type Args = Readonly<Record<string, unknown>>;

/**
 * An object of the answer. A field that is not there is one that the sandbox does not implement: asking for it is an
 * error that names it, never a silent null. A field may be a function of its arguments.
 */
export interface Answer {
  __typename: string;
  [field: string]: unknown;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined when absent or null. */
export function textOf(args: Args, name: string): string | undefined {
  const value = args[name];
  return typeof value === 'string' ? value : undefined;
}

export function requiredText(args: Args, name: string): string {
  const value = textOf(args, name);
  if (value === undefined) throw new GraphQLError(`Argument '${name}' is required`);
  return value;
}

export function numberOf(args: Args, name: string): number | undefined {
  const value = args[name];
  return typeof value === 'number' ? value : undefined;
}

export function booleanOf(args: Args, name: string): boolean | undefined {
  const value = args[name];
  return typeof value === 'boolean' ? value : undefined;
}

export function recordOf(args: Args, name: string): Args | undefined {
  const value = args[name];
  return isRecord(value) ? value : undefined;
}

export function recordsOf(args: Args, name: string): Args[] {
  const value = args[name];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function textsOf(args: Args, name: string): string[] {
  const value = args[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The number in a gid of one of the types; refuses as Shopify does. */
export function idFromGid(gid: string, ...types: string[]): Id {
  const parsed = parseGid(gid);
  if (!parsed)
    throw new GraphQLError(`Invalid global id '${gid}'`, { extensions: { code: 'argumentLiteralsIncompatible' } });
  if (!types.includes(parsed.type)) {
    throw new GraphQLError(`Invalid id: ${gid}`, { extensions: { code: 'RESOURCE_NOT_FOUND' } });
  }
  return parsed.id;
}

/** The same for input objects, where a wrong id is a user error and not a failed request: null then. */
export function idOrNull(gid: string, ...types: string[]): Id | null {
  const parsed = parseGid(gid);
  return parsed && types.includes(parsed.type) ? parsed.id : null;
}

export function notImplemented(what: string): GraphQLError {
  return new GraphQLError(`The sandbox does not implement ${what}.`, {
    extensions: { code: 'SANDBOX_NOT_IMPLEMENTED' },
  });
}
