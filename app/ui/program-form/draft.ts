/**
 * What the editor holds while a merchant types: the whole program document, in its own shape, where a number that cannot be
 * read (yet) is the text as it was typed. Parts that no screen shows are in it too, so that editing a part loses nothing; the
 * document's own check names what is wrong, at the same paths. Pure.
 */
import type { z } from 'zod';
import { defaultProgram } from '../../program/default-program.ts';
import { programSchema, type Program } from '../../program/document.ts';
import { migrateDocument } from '../../program/migrate-document.ts';

/** A part of a document whose numbers may still be typed text. */
export type Draft<T> = T extends number
  ? number | string
  : T extends string | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? Draft<Item>[]
      : { [Key in keyof T]: Draft<T[Key]> };

export type ProgramDraft = Draft<Program>;

/**
 * Opens a stored document, right or wrong, for editing. What is missing comes from the proposal for the currency; a list's
 * entries that are of no known kind are left out.
 * @param currencyCode the shop's currency: amounts of a document in another one are kept as numbers, to be looked at.
 */
export function toDraft(document: unknown, currencyCode: string): ProgramDraft {
  const proposal: Record<string, unknown> = { ...defaultProgram(currencyCode) };
  const source = {
    ...proposal,
    ...asRecord(migrateDocument(document)),
    schemaVersion: proposal.schemaVersion,
    currencyCode,
  };
  // The reader below answers in the shape of the schema that it is given, which TypeScript cannot follow.
  return readLoosely(programSchema, source) as ProgramDraft;
}

/** A part of a document with everything that has a default filled in; right or wrong, it is not checked here. */
export function draftOf<Schema extends z.ZodType>(
  schema: Schema,
  input: Draft<z.input<Schema>>,
): Draft<z.output<Schema>> {
  return readLoosely(schema, input) as Draft<z.output<Schema>>;
}

/** The value in the shape of a schema of the program, as far as it has it; limits and references are not looked at. */
function readLoosely(schema: z.core.$ZodType, value: unknown): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object': {
      const source = asRecord(value);
      return Object.fromEntries(Object.entries(def.shape).map(([key, part]) => [key, readLoosely(part, source[key])]));
    }
    case 'array':
      return asList(value).flatMap((item) => {
        const read = readLoosely(def.element, item);
        return read === undefined ? [] : [read];
      });
    case 'union': {
      const kind = asRecord(value).kind;
      const option = def.options.find((candidate) => kindsOf(candidate).includes(kind));
      return option && readLoosely(option, value);
    }
    case 'nullable':
      return value === null || value === undefined ? null : readLoosely(def.innerType, value);
    case 'default':
    case 'prefault': {
      const read = value === undefined ? undefined : readLoosely(def.innerType, value);
      return read === undefined ? readLoosely(def.innerType, def.defaultValue) : read;
    }
    case 'number':
      return typeof value === 'number' || typeof value === 'string' ? value : '';
    case 'string':
      return typeof value === 'string' ? value : '';
    case 'boolean':
      return value === true;
    case 'enum': {
      const allowed = Object.values(def.entries);
      return allowed.find((entry) => entry === value) ?? allowed[0];
    }
    case 'literal':
      return def.values[0];
    default:
      return value;
  }
}

/** The kinds that an option of a union is for. */
function kindsOf(option: z.core.$ZodType): unknown[] {
  const { def } = (option as z.core.$ZodTypes)._zod;
  if (def.type !== 'object') return [];
  const kind = def.shape.kind && (def.shape.kind as z.core.$ZodTypes)._zod.def;
  if (kind?.type === 'literal') return kind.values;
  return kind?.type === 'enum' ? Object.values(kind.entries) : [];
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
