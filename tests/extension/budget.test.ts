import { readFileSync, readdirSync, statSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { transformWithEsbuild } from 'vite';
import { expect, test } from 'vitest';
import { extensionRoot, member, renderBlock } from './render-block.ts';
import { clubProgram } from './rich-program.ts';

const kilobyte = 1024;
const brotli = (text: string | Buffer) =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length;
const filesIn = (folder: string) =>
  readdirSync(`${extensionRoot}/${folder}`).map((name) => `${extensionRoot}/${folder}/${name}`);
const scripts = filesIn('assets').filter((file) => file.endsWith('.js'));

function inlineScripts(html: string): string {
  return [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('');
}

/** As Shopify's CDN serves it: minified and compressed (shopify.dev, "The Shopify platform"). */
async function served(file: string): Promise<number> {
  const { code } = await transformWithEsbuild(readFileSync(file, 'utf8'), file, { minify: true, target: 'es2022' });
  return brotli(code);
}

test('All JavaScript together is at most 10 KB as it is served, file by file, though no page needs all of it (W1)', async () => {
  const sizes = await Promise.all(scripts.map(served));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(total + brotli(inlineScripts(renderBlock('launcher', { program: clubProgram })))).toBeLessThanOrEqual(
    10 * kilobyte,
  );
});

test('Before a touch there is only the loader of at most 1 KB, and it is the only script that runs', () => {
  const html = renderBlock('launcher', { program: clubProgram, member: member() });
  expect(brotli(inlineScripts(html))).toBeLessThanOrEqual(kilobyte);
  expect(html).not.toMatch(/<script[^>]+src=/);
  expect(html.replace(/<noscript>.*?<\/noscript>/g, '')).not.toMatch(/<link|<img|<iframe|@import|url\(/);
});

test('No file names a host', () => {
  for (const file of [...filesIn('assets'), ...filesIn('blocks'), ...filesIn('snippets')]) {
    expect(readFileSync(file, 'utf8'), file).not.toMatch(/https?:\/\/|src="\/\//);
  }
});

test('The Liquid leaves a twelfth of the 100 KB free that Shopify allows', () => {
  const total = [...filesIn('blocks'), ...filesIn('snippets')].reduce((sum, file) => sum + statSync(file).size, 0);
  expect(total).toBeLessThan(92 * kilobyte);
});
