/**
 * The house rules as lint. Direction of imports: routes, jobs, doors -> features -> ledger -> db; everyone -> program, lib;
 * the sandbox, the tests and the extensions stand outside of the app. Every message says why, and what to do instead.
 * tests/house/lint-rules.test.ts proves that the rules bite.
 */
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** The address of a room, from wherever in app/ it is imported. */
const room = (names) => `^(#app/|\\./|(\\.\\./)+)(${names})/`;

/** Nothing in app/ may import these. */
const outsideOfApp = [
  {
    regex: '^#(sandbox|tests)/|^(\\.\\./)+(sandbox|tests|bench)/',
    message: 'The app never knows of the sandbox, the tests or the bench: it must run unchanged at Shopify.',
  },
  {
    regex: room('routes'),
    message: 'Nothing imports a route: it is a door. Move what is shared into the feature that owns it.',
  },
];

/** A file that the browser may load must not pull in the database, the environment or a secret; their types are fine. */
const serverOnly = {
  regex: '\\.server(\\.tsx?)?$',
  allowTypeImports: true,
  message:
    'Only a .server file (or a route, root or entry) may import a .server file: the rest may end up in the browser. Import types with "import type", or name this file .server.ts.',
};

const noCallers = {
  regex: room('jobs|doors'),
  message: 'Jobs and doors call features, not the other way round. Take what you need as an argument.',
};

/** What each room may not import, beside what nobody may. */
const roomRules = {
  ledger: [
    {
      // Its own files, the database, and lib.
      regex: '^(?!\\./|\\.\\./(db\\.server\\.ts$|lib/|program/)|node:|pg$)',
      message: 'The ledger imports only db and lib: it knows no feature, no Shopify and no HTTP.',
    },
    {
      regex: '^\\.\\./program/',
      allowTypeImports: true,
      message: 'The ledger imports only db and lib. Of the program it may know the types of what it records, no code.',
    },
  ],
  program: [
    {
      regex:
        '^(?!\\./|\\.\\./[a-z-]+\\.ts$|(\\.\\./)+lib/|(\\.\\./)+(checks|conditions|goals|rewards|rules|templates)/|zod$)',
      message: 'The program is pure and runs in the browser too: it imports only lib and zod.',
    },
  ],
  lib: [
    {
      regex: '^(#app/|\\.\\./)',
      message: 'lib stands below every room: it imports no other.',
    },
  ],
  analytics: [
    noCallers,
    {
      regex: '/(post|redeem|cancel|return|used-codes|adjust|merge|erase|enroll|join|apply|code-tasks)\\.server\\.ts$',
      message: 'Analytics only reads: it posts, redeems and changes nothing.',
    },
  ],
  shopify: [
    noCallers,
    {
      regex: room(
        'admin-actions|analytics|enrollment|intake|ledger|members|orders|outbox|publishing|rewards|shops|storefront|ui',
      ),
      allowTypeImports: true,
      message:
        'Features call the gateway. It may know the types of our words that it answers with, no code of a feature.',
    },
  ],
};

const featureRules = [noCallers];
const appRooms = (name) => `app/${name}/**/*.{ts,tsx}`;
const serverFiles = (name) => [`app/${name}/**/*.server.{ts,tsx}`, `app/${name}/**/*.cli.ts`];
const restrict = (patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });

/** The rules of one room: its files for the server, and those that the browser may load. */
function imports(name, patterns) {
  const all = [...outsideOfApp, ...patterns];
  return [
    { files: [appRooms(name)], rules: restrict([...all, serverOnly]) },
    { files: serverFiles(name), rules: restrict(all) },
  ];
}

const barrels = [
  {
    selector: 'ExportAllDeclaration[exported=null]',
    message: 'No barrels: import from the file that has the thing, so that a reader finds it with one step.',
  },
  {
    selector: "ExportNamedDeclaration[source] > ExportSpecifier[local.name='default']",
    message: 'No barrels of default exports: import from the file that has the thing.',
  },
];
const doubleCast = {
  selector: "TSAsExpression > TSAsExpression.expression[typeAnnotation.type='TSUnknownKeyword']",
  message: 'A cast through unknown hides a wrong type: parse the value instead.',
};
const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'The environment has one door: app/lib/env.server.ts parses it once, with names and units. Use env().',
};
const clockAndChance = [
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Chance comes in as an argument here, so that the same input always gives the same answer.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time comes in as an argument here, so that the same input always gives the same answer.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time comes in as an argument here, so that the same input always gives the same answer.',
  },
];
const everywhere = [...barrels, doubleCast];

const browserGlobals = Object.fromEntries(
  [
    ...[
      'window',
      'document',
      'customElements',
      'HTMLElement',
      'Element',
      'Node',
      'Event',
      'CustomEvent',
      'fetch',
      'URL',
    ],
    ...['URLSearchParams', 'Intl', 'console', 'navigator', 'location', 'history', 'localStorage', 'sessionStorage'],
    ...[
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'requestAnimationFrame',
      'crypto',
      'AbortController',
    ],
    ...['MutationObserver', 'IntersectionObserver', 'FormData', 'Headers', 'Response', 'Request', 'queueMicrotask'],
    ...[
      'matchMedia',
      'getComputedStyle',
      'Shopify',
      'HTMLDialogElement',
      'HTMLFormElement',
      'HTMLButtonElement',
      'AbortSignal',
      'getSelection',
      'HTMLInputElement',
      'structuredClone',
    ],
    ...[
      'performance',
      'cancelAnimationFrame',
      'top',
      'parent',
      'self',
      'addEventListener',
      'removeEventListener',
      'dispatchEvent',
    ],
  ].map((name) => [name, 'readonly']),
);

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'build/',
      'app/generated/',
      '.regulars/',
      '.shopify/',
      'coverage/',
      'tests/artifacts/',
      '**/dist/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx,js,mjs}'],
    extends: [tseslint.configs.recommended],
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      'no-restricted-syntax': ['error', ...everywhere],
    },
  },
  {
    files: ['app/**/*.{ts,tsx}'],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...everywhere, environment],
      ...restrict([...outsideOfApp, serverOnly]),
    },
  },
  {
    files: ['app/**/*.tsx', 'app/**/use-*.ts'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    // The answer of an action closes its dialog and shows its toast: an effect is the place where it arrives.
    rules: { 'react-hooks/set-state-in-effect': 'off' },
  },
  // Features: every room below app/, before the rooms that have rules of their own.
  ...imports('*', featureRules),
  ...Object.entries(roomRules).flatMap(([name, patterns]) => imports(name, patterns)),
  // The callers: doors, jobs, routes and the entry files may import what they call.
  { files: [appRooms('{doors,jobs}'), 'app/*.server.ts'], rules: restrict(outsideOfApp) },
  { files: ['app/routes/**/*.{ts,tsx}', 'app/root.tsx', 'app/entry.server.tsx'], rules: restrict(outsideOfApp) },
  { files: ['app/lib/env.server.ts'], rules: { 'no-restricted-syntax': ['error', ...everywhere] } },
  {
    files: [appRooms('program'), appRooms('ledger')],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, environment, ...clockAndChance] },
  },
  {
    // Commands for a terminal: they read its environment, reach the local database and speak to a person.
    files: ['app/**/*.cli.ts'],
    rules: {
      'no-console': 'off',
      'no-restricted-syntax': ['error', ...everywhere],
      ...restrict(outsideOfApp),
    },
  },
  {
    files: ['sandbox/**/*.{ts,tsx}'],
    rules: restrict([
      {
        regex: '^#app/|^(\\.\\./)+app/',
        message:
          'The sandbox is Shopify: it never knows the app, or the tests would prove that the app agrees with itself.',
      },
    ]),
  },
  {
    files: ['extensions/**/*.js'],
    languageOptions: { globals: browserGlobals },
    rules: {
      'no-undef': 'error',
      ...restrict([
        {
          regex: '^#|(^|/)(app|sandbox|tests)/|^[a-z@]',
          message: 'An extension runs at Shopify by itself: it imports only its own files.',
        },
      ]),
    },
  },
  {
    // Scripts of the sandbox's pages, joined into one when they are served: what one defines another uses.
    files: ['sandbox/**/assets/**/*.js'],
    rules: { '@typescript-eslint/no-unused-vars': ['error', { vars: 'local', args: 'after-used' }] },
  },
  {
    // Tests may reach everywhere, and set up the environment of what they start.
    files: ['**/*.test.{ts,tsx}', 'tests/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere],
      '@typescript-eslint/no-restricted-imports': 'off',
    },
  },
);
