/** The tree as a whole: what must be there, and what no file may hold. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Files that are longer than the limit and may be; each with its reason. Empty, and meant to stay so. */
const LONG_FILES: Record<string, string> = {};
const LONGEST = 400;

const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '' && existsSync(file));
const isText = (file: string) => !/\.(png|jpe?g|gif|webp|avif|ico|woff2?|sqlite|pdf|gz)$/.test(file);
const isGenerated = (file: string) => file === 'package-lock.json' || file.startsWith('prisma/migrations/');
const texts = files
  .filter((file) => isText(file) && !isGenerated(file))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
const code = texts.filter(({ file }) => /\.(ts|tsx|js|mjs|css|liquid)$/.test(file));

/** Built from parts, so that this file does not hold what it looks for. */
const word = (...parts: string[]) => parts.join('');

describe('the tree', () => {
  it.each(['LICENSE', 'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'shopify.app.toml', '.ci/run'])(
    'Has %s',
    (file) => {
      expect(files).toContain(file);
      expect(readFileSync(file, 'utf8').length).toBeGreaterThan(100);
    },
  );

  it('Is under the MIT license, in LICENSE and in package.json', () => {
    expect(readFileSync('LICENSE', 'utf8')).toContain('MIT License');
    expect((JSON.parse(readFileSync('package.json', 'utf8')) as { license: string }).license).toBe('MIT');
  });

  it.each<[string, RegExp]>([
    [
      'path of one machine',
      new RegExp(
        `(^|[\\s'"\`(=:])/(${word('wo', 'rk')}|${word('ro', 'ot')}|${word('ho', 'me')}/[a-z]+|${word('Us', 'ers')})/[\\w.-]`,
        'm',
      ),
    ],
    ['folder for temporary files by name', new RegExp(`(^|[\\s'"\`(=])/${word('t', 'mp')}/`, 'm')],
    [
      'host of a package registry',
      new RegExp(word('registry\\.', 'npm|npm', 'mirror|verd', 'accio|jf', 'rog|arti', 'factory'), 'i'),
    ],
    [
      'note of something left undone',
      new RegExp(`\\b(${word('TO', 'DO')}|${word('FIX', 'ME')}|${word('X', 'XX')})\\b`),
    ],
    ['merge conflict', new RegExp(`^(${'<'.repeat(7)}|${'>'.repeat(7)}) `, 'm')],
  ])('Has no %s in any file', (_name, pattern) => {
    expect(
      texts.filter(({ text }) => pattern.test(text)).map(({ file, text }) => `${file}: ${pattern.exec(text)?.[0]}`),
    ).toEqual([]);
  });

  it('Has no registry host in the lock file but the public one, and every package has its hash', () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
    };
    const hosts = Object.values(lock.packages).flatMap(({ resolved }) =>
      resolved?.startsWith('http') ? [new URL(resolved).host] : [],
    );
    expect([...new Set(hosts)].filter((host) => host !== word('registry.', 'npmjs.org'))).toEqual([]);
  });

  it(`Has no file of code longer than ${LONGEST} lines`, () => {
    const long = code
      .map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > LONGEST);
    expect(long.filter(({ file }) => !LONG_FILES[file])).toEqual([]);
  });

  it('Names its files in kebab case, and has no utils, misc or helpers', () => {
    const own = code.map(({ file }) => file).filter((file) => /^(app|sandbox|tests|bench|prisma)\//.test(file));
    // Routes are named by Remix: dots between the parts of an address, $ before a parameter, _ for what shows no part of it.
    // A theme's private blocks begin with _, as Shopify asks.
    const odd = own.filter(
      (file) => !file.startsWith('app/routes/') && !/^[a-z0-9./-]+$/.test(file.replace('/blocks/_', '/blocks/')),
    );
    expect(odd).toEqual([]);
    expect(own.filter((file) => /(^|[/.-])(utils?|misc|helpers?|common)([/.-]|$)/.test(file))).toEqual([]);
  });

  it('Has no test that is skipped, alone, or left for later', () => {
    const tests = texts.filter(({ file }) => /\.test\.tsx?$/.test(file));
    expect(tests.length).toBeGreaterThan(20);
    const pattern = new RegExp(
      `\\b(it|test|describe)\\.(${word('sk', 'ip')}|${word('on', 'ly')}|${word('to', 'do')}|fails)\\b|\\bx(it|describe)\\(`,
    );
    expect(tests.filter(({ text }) => pattern.test(text)).map(({ file }) => file)).toEqual([]);
  });

  it('Asks no host but its own for anything a page shows', () => {
    const shown = code.filter(({ file }) => /^(extensions|app\/(ui|routes|root))/.test(file));
    const external = /(src|href|url)\s*[=:(]\s*["'`{]*https?:\/\/(?!www\.w3\.org)[\w.-]+/i;
    const allowed = (file: string) => file.endsWith('.toml');
    expect(
      shown
        .filter(({ file, text }) => !allowed(file) && external.test(text))
        .map(({ file, text }) => `${file}: ${external.exec(text)?.[0]}`),
    ).toEqual([]);
  });
});
