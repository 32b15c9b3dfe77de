/** One headless Chromium for a test file. */
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import sparticuz from '@sparticuz/chromium';
import { expect } from 'vitest';

/** A browser that ends with its first page, or that forgets the same-origin rule, would not be a buyer's browser. */
const unwanted = ['--single-process', '--no-zygote', '--disable-web-security'];

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [...sparticuz.args.filter((arg) => !unwanted.includes(arg)), '--no-sandbox'],
  });
}

/** Waits until what a page shows is as expected: long enough for a busy machine, never longer than needed. */
export function soon<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: 15_000, interval: 40 });
}
