import { readFileSync, readdirSync, statSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { expect, test } from 'vitest';
import { extensionRoot, member, renderBlock } from './render-block.ts';

const kilobyte = 1024;
const brotli = (text: string | Buffer) =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length;
const filesIn = (folder: string) =>
  readdirSync(`${extensionRoot}/${folder}`).map((name) => `${extensionRoot}/${folder}/${name}`);
const scripts = filesIn('assets').filter((file) => file.endsWith('.js'));

function inlineScripts(html: string): string {
  return [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('');
}

test('All JavaScript together is at most 10 KB, compressed file by file', () => {
  const total = scripts.reduce((sum, file) => sum + brotli(readFileSync(file)), 0);
  expect(total + brotli(inlineScripts(renderBlock('launcher')))).toBeLessThanOrEqual(10 * kilobyte);
});

test('Before a touch there is only the loader of at most 1 KB, and it is the only script that runs', () => {
  const html = renderBlock('launcher', { member: member() });
  expect(brotli(inlineScripts(html))).toBeLessThanOrEqual(kilobyte);
  expect(html).not.toMatch(/<script[^>]+src=/);
  expect(html.replace(/<noscript>.*?<\/noscript>/g, '')).not.toMatch(/<link|<img|<iframe|@import|url\(/);
});

test('No file names a host', () => {
  for (const file of [...filesIn('assets'), ...filesIn('blocks'), ...filesIn('snippets')]) {
    expect(readFileSync(file, 'utf8'), file).not.toMatch(/https?:\/\/|src="\/\//);
  }
});

test('The Liquid stays far below the 100 KB that Shopify allows', () => {
  const total = [...filesIn('blocks'), ...filesIn('snippets')].reduce((sum, file) => sum + statSync(file).size, 0);
  expect(total).toBeLessThan(60 * kilobyte);
});
