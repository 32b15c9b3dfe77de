/** Starts and stops the parts of one process. An entry of the build by itself (vite.config.ts), which server.js starts. */
import type { AddressInfo } from 'node:net';
import { closeDatabase } from './db.server.ts';
import { createHttpServer, type Fallback } from './doors/http-server.server.ts';
import { env } from './lib/env.server.ts';
import { log } from './lib/log.server.ts';

export interface StartOptions {
  role: 'web' | 'worker' | 'all';
  /** Answers what is no hot door: the Remix application. */
  fallback: Fallback;
}

/** Starts the parts that the role names, and stops them in good order at SIGTERM or SIGINT. */
export async function startRegulars({ role, fallback }: StartOptions): Promise<void> {
  // A web process never loads what only a worker does.
  const worker = role === 'web' ? null : (await import('./jobs/worker.server.ts')).startWorker();
  const server = role === 'worker' ? null : createHttpServer(fallback);
  if (server) {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(env().PORT, env().HOST, resolve);
    });
    log.info('the web process listens', { port: (server.address() as AddressInfo).port });
  }
  if (worker) log.info('the worker runs');

  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    if (server) {
      server.close();
      server.closeIdleConnections();
    }
    await worker?.stop();
    await closeDatabase();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}
