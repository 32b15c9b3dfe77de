/**
 * Brings a document of an older shape to the present one, step by step; each step knows two shapes. Published documents are
 * never rewritten in the store: they are brought up when read.
 */

export const SCHEMA_VERSION = 2;

type Draft = Record<string, unknown>;

const steps: Record<number, (document: Draft) => Draft> = {
  // 1 had one order rule at most and no ways to combine several; nothing that it had means anything else now.
  1: (document) => ({ ...document, schemaVersion: 2, overlap: 'sum', stacking: 'highest' }),
};

const stepOf = ({ schemaVersion }: Draft) => (typeof schemaVersion === 'number' ? steps[schemaVersion] : undefined);

/** @returns the document in the present shape as far as it can be brought there; what is no document comes back as it is. */
export function migrateDocument(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  let document: Draft = { ...input };
  for (let step = stepOf(document); step; step = stepOf(document)) document = step(document);
  return document;
}
