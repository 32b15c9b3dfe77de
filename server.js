/**
 * Starts Regulars: `node server.js [web|worker|all]`. One build holds both; web and worker processes keep no state and can
 * be many. Needs `npm run build` first, and the environment of docs/operations.md.
 *
 * What is started here answers webhooks and the storefront at once. The pages of the admin (Remix, Polaris) are loaded by the first
 * request for one of them: it waits a second or two longer, and a process that nobody asks stays small. Plain JavaScript, since the
 * part of Node that reads TypeScript takes 17 MB and 50 ms of processor time by itself.
 */
import { enableCompileCache, flushCompileCache } from 'node:module';

// A process that was killed is back sooner when what it loads is compiled already. What is imported below uses it.
enableCompileCache();

const role = process.argv[2] ?? 'all';
if (!['web', 'worker', 'all'].includes(role)) {
  console.error(`Say which part to start: web, worker or all (not "${role}").`);
  process.exit(2);
}

const runtime = await import('./build/server/runtime.js').catch((error) => {
  console.error(
    `The build could not be loaded; run "npm run build" first. ${error instanceof Error ? error.message : ''}`,
  );
  process.exit(2);
});

/** Remix behind Express, for everything that is no hot door. */
async function loadAdmin() {
  const [build, { createRequestHandler }, { default: compression }, { default: express }] = await Promise.all([
    import('./build/server/index.js'),
    import('@remix-run/express'),
    import('compression'),
    import('express'),
  ]);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', true);
  app.use(compression());
  app.use('/assets', express.static('build/client/assets', { immutable: true, maxAge: '1y' }));
  app.use(express.static('build/client', { maxAge: '1h' }));
  app.all('*', createRequestHandler({ build }));
  flushCompileCache();
  return app;
}

/** @type {ReturnType<typeof loadAdmin> | undefined} */
let loading;

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function fallback(request, response) {
  loading ??= loadAdmin();
  const admin = await loading;
  admin(request, response);
}

await runtime.startRegulars({ role, fallback });
flushCompileCache();
