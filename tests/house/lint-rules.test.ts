/** The lint rules bite: each bad snippet is reported, with the reason, where it may not be; and not where it may. */
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const eslint = new ESLint();

async function messages(filePath: string, code: string): Promise<string> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath });
  return (result?.messages ?? []).map((message) => message.message).join('\n');
}

const use = (path: string, name = 'thing') => `import { ${name} } from '${path}';\nexport const used = ${name};`;
const useType = (path: string, name = 'Thing') =>
  `import type { ${name} } from '${path}';\nexport type Used = ${name};`;

describe('the direction of imports', () => {
  it.each([
    ['a feature that imports a route', 'app/members/x.server.ts', use('../routes/app.tsx'), 'Nothing imports a route'],
    [
      'a feature that imports a job',
      'app/storefront/x.server.ts',
      use('../jobs/run-outbox.server.ts'),
      'Jobs and doors call features',
    ],
    [
      'a feature that imports a door',
      'app/members/x.server.ts',
      use('../doors/counters.server.ts'),
      'Jobs and doors call features',
    ],
    [
      'the app that imports the sandbox',
      'app/routes/x.tsx',
      use('#sandbox/world/world.ts'),
      'never knows of the sandbox',
    ],
    [
      'the app that imports the tests',
      'app/jobs/x.server.ts',
      use('../../tests/kit/door.ts'),
      'never knows of the sandbox',
    ],
    [
      'a ledger that knows a feature',
      'app/ledger/x.server.ts',
      use('../members/membership.server.ts'),
      'The ledger imports only db and lib',
    ],
    [
      'a ledger that knows Shopify',
      'app/ledger/x.server.ts',
      use('@shopify/shopify-api'),
      'The ledger imports only db and lib',
    ],
    [
      'a ledger that runs the program',
      'app/ledger/x.server.ts',
      use('../program/evaluate.ts'),
      'The ledger imports only db and lib',
    ],
    ['a program that reads the database', 'app/program/x.ts', use('../db.server.ts'), 'The program is pure'],
    ['a program that uses a library', 'app/program/rules/x.ts', use('uuid'), 'The program is pure'],
    ['a lib that knows a room', 'app/lib/x.ts', use('../program/evaluate.ts'), 'lib stands below'],
    ['analytics that posts', 'app/analytics/x.server.ts', use('../ledger/post.server.ts'), 'Analytics only reads'],
    ['analytics that redeems', 'app/analytics/x.server.ts', use('../rewards/redeem.server.ts'), 'Analytics only reads'],
    [
      'a gateway that calls a feature',
      'app/shopify/x.server.ts',
      use('../members/merge.server.ts'),
      'Features call the gateway',
    ],
    ['a page that pulls in the database', 'app/ui/x.tsx', use('../db.server.ts'), 'Only a .server file'],
    ['pure code that pulls in a secret', 'app/orders/x.ts', use('./email-digest.server.ts'), 'Only a .server file'],
    ['a sandbox that knows the app', 'sandbox/world/x.ts', use('#app/lib/money.ts'), 'The sandbox is Shopify'],
    [
      'an extension that imports a library',
      'extensions/regulars-theme/assets/x.js',
      use('lodash'),
      'An extension runs at Shopify',
    ],
  ])('%s is told why not', async (_name, file, code, reason) => {
    expect(await messages(file, code)).toContain(reason);
  });

  it.each([
    ['a route that calls a feature', 'app/routes/x.tsx', use('../members/merge.server.ts')],
    ['a job that calls a feature', 'app/jobs/x.server.ts', use('../members/merge.server.ts')],
    ['a door that calls a job', 'app/doors/x.server.ts', use('../jobs/run-outbox.server.ts')],
    ['a feature that posts', 'app/orders/x.server.ts', use('../ledger/post.server.ts')],
    ['a ledger that uses the database', 'app/ledger/x.server.ts', use('../db.server.ts')],
    ['a ledger that records what the engine says', 'app/ledger/x.ts', useType('../program/award.ts')],
    ['a program that uses lib', 'app/program/rules/x.ts', use('../../lib/shares.ts')],
    ['a page that knows the type of an answer', 'app/ui/x.tsx', useType('../members/member-view.server.ts')],
    ['a test that reaches everywhere', 'app/ledger/x.server.test.ts', use('#tests/kit/door.ts')],
  ])('%s is welcome', async (_name, file, code) => {
    expect(await messages(file, code)).toBe('');
  });
});

describe('the other house rules', () => {
  it.each([
    ['the environment beside its door', 'app/orders/x.server.ts', 'export const x = process.env.SECRET;', 'one door'],
    ['any', 'app/lib/x.ts', 'export const x: any = 1;', 'any'],
    ['a cast through unknown', 'app/lib/x.ts', 'export const x = 1 as unknown as string;', 'parse the value'],
    ['a silenced type error', 'app/lib/x.ts', '// @ts-ignore\nexport const x = 1;', 'ts-expect-error'],
    ['a barrel', 'app/members/x.ts', "export * from './membership.ts';", 'No barrels'],
    ['a barrel of defaults', 'app/ui/x.ts', "export { default as Card } from './card.tsx';", 'No barrels'],
    ['the console', 'app/lib/x.ts', "console.log('x');", 'console'],
    ['chance in the engine', 'app/program/x.ts', 'export const x = () => Math.random();', 'Chance comes in'],
    ['a clock in the engine', 'app/program/x.ts', 'export const x = () => Date.now();', 'Time comes in'],
    ['a clock in the ledger', 'app/ledger/x.server.ts', 'export const x = () => new Date();', 'Time comes in'],
    ['a global that no browser has', 'extensions/regulars-theme/assets/x.js', 'nonsense();', 'not defined'],
  ])('%s is told why not', async (_name, file, code, reason) => {
    expect(await messages(file, code)).toContain(reason);
  });

  it.each([
    ['the environment at its door', 'app/lib/env.server.ts', 'export const x = process.env.SECRET;'],
    ['the environment of the sandbox', 'sandbox/x.ts', 'export const x = process.env.PORT;'],
    ['a date from an argument in the engine', 'app/program/x.ts', 'export const x = (ms: number) => new Date(ms);'],
  ])('%s is fine', async (_name, file, code) => {
    expect(await messages(file, code)).toBe('');
  });
});
