/** Turns a refusal of the world into a payload's `userErrors`, with the field path under the mutation's input. */
import { WorldRefusal } from '#sandbox/world/refusal.ts';
import type { Answer } from '../context.ts';

export interface UserError {
  field: string[] | null;
  message: string;
  code?: string | null;
}

/**
 * Runs a mutation. A refusal answers `empty` with user errors; `prefix` is the argument that the refusal's field path
 * is relative to.
 */
export function userErrors(
  typeName: string,
  empty: Record<string, unknown>,
  prefix: readonly string[],
  run: () => Record<string, unknown>,
): Answer {
  try {
    return { __typename: typeName, userErrors: [], ...run() };
  } catch (error) {
    if (!(error instanceof WorldRefusal)) throw error;
    const errors = error.refusals.map(({ field, code, message }) => userError(under(prefix, field), message, code));
    return { __typename: typeName, ...empty, userErrors: errors };
  }
}

/** A payload that refuses without asking the world. */
export function refused(typeName: string, empty: Record<string, unknown>, errors: UserError[]): Answer {
  return {
    __typename: typeName,
    ...empty,
    userErrors: errors.map((e) => userError(e.field, e.message, e.code ?? null)),
  };
}

function userError(field: string[] | null, message: string, code: string | null): Answer {
  return { __typename: 'UserError', field, message, code, extraInfo: null, elementIndex: null };
}

function under(prefix: readonly string[], field: string[] | null): string[] | null {
  if (field === null) return null;
  return field[0] === prefix[0] ? field : [...prefix, ...field];
}
