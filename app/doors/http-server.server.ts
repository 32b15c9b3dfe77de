/**
 * The HTTP server: the hot doors (webhooks, app proxy, public API, Flow) stand in front of the framework as plain handlers; everything else
 * is Remix. Also says whether it is alive and whether it can reach the database.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pool } from '../db.server.ts';
import { store, type StoreDelivery } from '../intake/inbox.server.ts';
import { env } from '../lib/env.server.ts';
import { log, messageOf } from '../lib/log.server.ts';
import { counters } from './counters.server.ts';
import { proxyDoor } from './proxy-door.server.ts';
import { webhookDoor } from './webhook-door.server.ts';

/** Stands for this server's own origin, which a request's address leaves out. */
const ORIGIN = 'http://door.invalid';

type Door = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export type Fallback = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/**
 * @param fallback answers what no door of ours does: the Remix application.
 * @param storeDelivery where webhooks are kept before they are answered; the bench compares others.
 * @param answerLimitMs after which a webhook that is not kept yet is answered with 503.
 */
export function createHttpServer(
  fallback: Fallback,
  storeDelivery: StoreDelivery = store,
  answerLimitMs = env().WEBHOOK_ANSWER_LIMIT_MS,
): Server {
  const takeWebhook: Door = (request, response) => webhookDoor(request, response, storeDelivery, answerLimitMs);
  const server = createServer((request, response) => {
    route(request, response, fallback, takeWebhook).catch((error: unknown) => {
      log.error('a request failed', { error: messageOf(error) });
      if (!response.headersSent) response.writeHead(500, { 'Content-Length': '0' });
      response.end();
    });
  });
  // Longer than the idle time of common load balancers, so that they never send into a closing connection.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 66_000;
  return server;
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  fallback: Fallback,
  takeWebhook: Door,
): Promise<void> {
  const address = request.url ?? '/';
  // The busiest address comes as it is, without a query.
  if (address === '/webhooks') return takeWebhook(request, response);
  const url = URL.parse(address, ORIGIN);
  if (!url) {
    response.writeHead(400, { 'Content-Length': '0' });
    response.end();
    return;
  }
  if (url.pathname === '/webhooks') return takeWebhook(request, response);
  if (url.pathname === '/proxy' || url.pathname.startsWith('/proxy/')) return proxyDoor(request, response, url);
  if (url.pathname.startsWith('/api/v1/')) {
    const { apiDoor } = await import('./api-door.server.ts');
    return apiDoor(request, response, url);
  }
  if (url.pathname.startsWith('/flow/')) {
    const { flowDoor } = await import('./flow-door.server.ts');
    return flowDoor(request, response, url);
  }
  if (url.pathname === '/healthz') return health(response);
  await fallback(request, response);
}

async function health(response: ServerResponse): Promise<void> {
  const reachable = await pool()
    .query('SELECT 1')
    .then(() => true)
    .catch(() => false);
  const text = JSON.stringify({ ok: reachable, doors: counters() });
  response.writeHead(reachable ? 200 : 503, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(text);
}
