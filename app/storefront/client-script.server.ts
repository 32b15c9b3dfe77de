/** The typed client for theme developers, as the app proxy serves it: the same file that headless shops take from `public/`. */
import { readFile } from 'node:fs/promises';

let script: Promise<string> | undefined;

export function clientScript(): Promise<string> {
  return (script ??= readFile(new URL('../../public/storefront/client.js', import.meta.url), 'utf8'));
}
