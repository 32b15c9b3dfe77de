/**
 * Starts Regulars: `node server.ts [web|worker|all]`. One build holds both; web and worker processes keep no state and can
 * be many. Needs `npm run build` first, and the environment of docs/operations.md.
 */
import { enableCompileCache, flushCompileCache } from 'node:module';

// A process that was killed is back sooner when what it loads is compiled already. What is imported below uses it.
enableCompileCache();

const role = process.argv[2] ?? 'all';
if (!['web', 'worker', 'all'].includes(role)) {
  console.error(`Say which part to start: web, worker or all (not "${role}").`);
  process.exit(2);
}

const buildFile = './build/server/index.js';
const build = await import(buildFile).catch((error: unknown) => {
  console.error(
    `The build could not be loaded; run "npm run build" first. ${error instanceof Error ? error.message : ''}`,
  );
  process.exit(2);
});
const { startRegulars } = build.entry.module.runtime;

/** What only web processes need: Remix behind Express, for everything that is no hot door. */
async function createFallback() {
  const [{ createRequestHandler }, { default: compression }, { default: express }] = await Promise.all([
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
  return app;
}

await startRegulars({ role, fallback: role === 'worker' ? () => {} : await createFallback() });
flushCompileCache();
