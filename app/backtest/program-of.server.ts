/** The program that a word names on the command line: a template, or a file with a document. */
import { readFile } from 'node:fs/promises';
import { makeProgram, readProgram, type Program } from '../program/document.ts';
import { findTemplate, templates } from '../program/templates/registry.ts';

/** @throws Error with a sentence for the person at the keyboard. */
export async function programOf(name: string, currencyCode: string): Promise<Program> {
  const template = findTemplate(name.toLowerCase());
  if (template) return templateProgram(template.id, currencyCode);
  let text: string;
  try {
    text = await readFile(name, 'utf8');
  } catch {
    throw new Error(
      `"${name}" is neither a file nor a template. The templates: ${templates.map(({ id }) => id).join(', ')}.`,
    );
  }
  const reading = readProgram(JSON.parse(text));
  if (reading.ok) return reading.program;
  throw new Error(
    `${name} is no program: ${reading.problems.map(({ path, code }) => `${path.join('.')}: ${code}`).join('; ')}`,
  );
}

/** A template as a program, with a stand-in for each product that its merchant would have to choose. */
export function templateProgram(id: string, currencyCode: string): Program {
  const template = findTemplate(id);
  if (!template) throw new Error(`There is no template "${id}".`);
  return makeProgram(
    template.document({
      currencyCode,
      membershipProductIds: ['0'],
      freeProductIds: ['0'],
      collectionIds: ['0'],
    }),
  );
}
