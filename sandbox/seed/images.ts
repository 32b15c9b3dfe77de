/** The product pictures that are committed beside this file. */
import { readFileSync } from 'node:fs';

const NAME = /^[a-z0-9-]+\.svg$/;

/** Null when there is no such picture. Names with a path are refused. */
export function readSeedImage(file: string): { body: Buffer; contentType: string } | null {
  if (!NAME.test(file)) return null;
  try {
    return { body: readFileSync(new URL(`./images/${file}`, import.meta.url)), contentType: 'image/svg+xml' };
  } catch {
    return null;
  }
}
