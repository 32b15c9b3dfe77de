/**
 * The local Shopify as one process: admin, Admin API and control on one port, the online store on another, and the pump that
 * delivers webhooks. It only wires the rooms together. Run it with `node sandbox/server.ts`, or `startSandbox()` in a test.
 */
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdminHandler } from '#sandbox/admin/handler.ts';
import { readAppConfig } from '#sandbox/app-config.ts';
import { handleControl } from '#sandbox/control/control.ts';
import type { ControlOptions } from '#sandbox/control/control.ts';
import { handleMail } from '#sandbox/mail/mail-pages.ts';
import { startMailServer, type MailServer } from '#sandbox/mail/mail-server.ts';
import { seedWorld } from '#sandbox/seed/seed.ts';
import { createStoreHandler } from '#sandbox/store/handler.ts';
import type { StoreOptions } from '#sandbox/store/handler.ts';
import { DeliveryPump } from '#sandbox/world/delivery-pump.ts';
import { openWorld } from '#sandbox/world/world.ts';
import type { World } from '#sandbox/world/world.ts';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

export interface SandboxOptions {
  /** SQLite file, or `:memory:` (the default, for tests). */
  file?: string;
  /** 0 (the default) takes any free port. */
  adminPort?: number;
  storePort?: number;
  /** Where mail is taken by SMTP, to be read at `/mail`; 0 takes any free port, none when not given. */
  mailPort?: number;
  /** Interface to listen on; default 127.0.0.1. */
  host?: string;
  /** Where the app runs. Without it no webhook finds a receiver, but everything else works. */
  appUrl?: string;
  apiKey?: string;
  apiSecret?: string;
  tomlFile?: string;
  /** `demo` (default): the Copenhagen coffee shop with a year of orders; `small`: the same shop without past orders; `none`: empty. */
  seed?: 'demo' | 'small' | 'none';
  /** Where a new world's clock starts; default real now. */
  startAt?: string;
  frozen?: boolean;
  realNowMs?: () => number;
  controlToken?: string;
  store?: StoreOptions;
  /** False leaves webhooks in the queue until `pump.pump()` is called. */
  deliver?: boolean;
  log?: (message: string) => void;
}

export interface Sandbox {
  world: World;
  pump: DeliveryPump;
  /** `http://localhost:4500`: admin, `/shops/<shop>/admin/…`, `/control/…`, `/app-bridge.js`. */
  adminUrl: string;
  storeUrl: string;
  controlToken: string;
  close: () => Promise<void>;
}

/** Starts everything and answers when both ports listen. Rejects when a port is taken (`EADDRINUSE`). */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const log = options.log ?? (() => undefined);
  const world = openWorld({
    file: options.file ?? ':memory:',
    realNowMs: options.realNowMs,
    startAt: options.startAt,
    frozen: options.frozen,
  });
  const controlToken = options.controlToken ?? 'sandbox';
  const pump = new DeliveryPump(world, { onError: (error) => log(`delivery: ${String(error)}`) });
  const urls = { admin: '', store: '' };
  try {
    if (!world.shop.exists() && options.seed !== 'none') {
      seedWorld(world, { pastOrders: options.seed === 'small' ? 0 : undefined });
    }
    world.apps.register(
      readAppConfig({
        tomlFile: options.tomlFile ?? path.join(ROOT, 'shopify.app.toml'),
        appUrl: options.appUrl ?? 'http://localhost:4502',
        apiKey: options.apiKey,
        apiSecret: options.apiSecret ?? 'sandbox-secret',
      }),
    );
    const control: ControlOptions = { token: controlToken, pump, urls: () => urls };
    const admin = createAdminHandler(world, { adminOrigin: () => urls.admin, storeOrigin: () => urls.store, pump });
    const store = createStoreHandler(world, options.store ?? {});
    const host = options.host ?? '127.0.0.1';
    const adminServer = serve(log, async (request, response) => {
      if (await handleControl(world, request, response, control)) return;
      if (await handleMail(world, request, response)) return;
      await admin(request, response);
    });
    const storeServer = serve(log, store);
    const adminPort = await listen(adminServer, options.adminPort ?? 0, host);
    let storePort: number;
    try {
      storePort = await listen(storeServer, options.storePort ?? 0, host);
    } catch (error) {
      await shut(adminServer);
      throw error;
    }
    let mail: MailServer | undefined;
    try {
      if (options.mailPort !== undefined) mail = await startMailServer(world, options.mailPort, host);
    } catch (error) {
      await Promise.all([shut(adminServer), shut(storeServer)]);
      throw error;
    }
    urls.admin = `http://localhost:${adminPort}`;
    urls.store = `http://localhost:${storePort}`;
    if (options.deliver ?? true) pump.start();
    return {
      world,
      pump,
      adminUrl: urls.admin,
      storeUrl: urls.store,
      controlToken,
      close: async () => {
        await Promise.all([shut(adminServer), shut(storeServer), mail?.close(), pump.stop()]);
        world.close();
      },
    };
  } catch (error) {
    world.close();
    throw error;
  }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function serve(log: (message: string) => void, handler: Handler): Server {
  return createServer((request, response) => {
    if (request.url === '/healthz') {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"ok"}');
      return;
    }
    handler(request, response).catch((error: unknown) => {
      log(
        `${request.method ?? ''} ${request.url ?? ''}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain' });
      response.end('The sandbox made a mistake; see its log.');
    });
  });
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function portOf(name: string, fallback: number): number {
  const port = Number(process.env[name] ?? fallback);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${name} must be a port number.`);
  return port;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!('code' in error) || error.code !== 'EADDRINUSE') return error.message;
  return `${error.message}. Stop what listens there, or set SANDBOX_PORT and SANDBOX_STORE_PORT to free ports.`;
}

async function main(): Promise<void> {
  const { env } = process;
  const dataDir = env['SANDBOX_DATA_DIR'] ?? path.join(ROOT, '.regulars', 'sandbox');
  mkdirSync(dataDir, { recursive: true });
  const apiSecret = env['SHOPIFY_API_SECRET'];
  if (!apiSecret)
    throw new Error('Set SHOPIFY_API_SECRET: the sandbox signs with the same secret as the app verifies.');
  const sandbox = await startSandbox({
    file: path.join(dataDir, 'sandbox.sqlite'),
    adminPort: portOf('SANDBOX_PORT', 4500),
    storePort: portOf('SANDBOX_STORE_PORT', 4501),
    mailPort: env['SANDBOX_MAIL_PORT'] ? portOf('SANDBOX_MAIL_PORT', 4504) : undefined,
    host: env['SANDBOX_HOST'],
    appUrl: env['APP_URL'] ?? 'http://localhost:4502',
    apiKey: env['SHOPIFY_API_KEY'],
    apiSecret,
    tomlFile: env['SANDBOX_APP_TOML'],
    controlToken: env['SANDBOX_CONTROL_TOKEN'],
    log: (message) => console.error(`[sandbox] ${message}`),
  });
  console.log(`[sandbox] admin ${sandbox.adminUrl}, store ${sandbox.storeUrl}`);
  let closing = false;
  const stop = (): void => {
    if (closing) return;
    closing = true;
    void sandbox.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    console.error(`[sandbox] ${explain(error)}`);
    process.exit(1);
  });
}
