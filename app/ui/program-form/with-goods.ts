/** A draft whose products are still to be chosen, as it will be: for previews, never for the store. Pure. */
import { readProgram, type Program, type ProgramProblem } from '../../program/document.ts';
import type { ProgramDraft } from './draft.ts';

const missing = new Set(['products_missing', 'collections_missing']);

/** @returns the program with one thing standing for those to be chosen; null when something else is wrong with it. */
export function withGoods(draft: ProgramDraft, problems: readonly ProgramProblem[]): Program | null {
  if (problems.length === 0 || !problems.every(({ code }) => missing.has(code))) return null;
  const filled = problems.reduce<unknown>((document, { path }) => setAt(document, path, ['0']), draft);
  const reading = readProgram(filled);
  return reading.ok ? reading.program : null;
}

function setAt(value: unknown, [key, ...rest]: ProgramProblem['path'], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (index === Number(key) ? setAt(item, rest, to) : item));
  }
  const record: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  return { ...record, [key]: setAt(record[String(key)], rest, to) };
}
