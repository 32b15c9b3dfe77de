/** Posted forms: read, run, and go back with a sentence about what happened. */
import type { IncomingMessage } from 'node:http';
import { WorldRefusal } from '#sandbox/world/refusal.ts';
import type { AdminReply } from './page.ts';

const MAX_BYTES = 1024 * 1024;

export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > MAX_BYTES) throw new Error('The form is larger than 1 MB.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Runs a form's action; a refusal of the world comes back as `?error=`, success as `?done=`. */
export function act(backTo: string, run: () => string | { done: string; location: string }): AdminReply {
  try {
    const result = run();
    const { done, location } = typeof result === 'string' ? { done: result, location: backTo } : result;
    return { status: 303, location: withParam(location, 'done', done) };
  } catch (error) {
    if (!(error instanceof WorldRefusal) && !(error instanceof FormProblem)) throw error;
    return { status: 303, location: withParam(backTo, 'error', error.message) };
  }
}

/** Something in a form that a person must put right. */
export class FormProblem extends Error {}

function withParam(path: string, name: string, value: string): string {
  const url = new URL(path, 'http://sandbox');
  url.searchParams.set(name, value);
  return `${url.pathname}${url.search}`;
}

/** A whole number of a field; `fallback` when it was left empty. */
export function wholeNumber(form: URLSearchParams, name: string, fallback: number): number {
  const text = (form.get(name) ?? '').trim();
  if (text === '') return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new FormProblem(`"${text}" is not a whole number.`);
  return value;
}
