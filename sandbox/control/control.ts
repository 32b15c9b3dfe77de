/**
 * The control API: how an outside script drives a running sandbox (docs/sandbox.md lists every call). JSON in and out under
 * `/control`, a bearer token, and no rules of its own: it only calls what the world offers.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { WorldRefusal } from '#sandbox/world/refusal.ts';
import type { World } from '#sandbox/world/world.ts';
import { NotFound } from './find.ts';
import { CATALOG_ROUTES } from './catalog-routes.ts';
import { MACHINE_ROUTES } from './machine-routes.ts';
import { ORDER_ROUTES } from './order-routes.ts';
import { PEOPLE_ROUTES } from './people-routes.ts';
import { PROGRAM_ROUTES } from './program-routes.ts';
import type { ControlOptions, ControlRoute } from './route.ts';

export type { ControlOptions } from './route.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;
export const CONTROL_ROUTES: ControlRoute[] = [
  ...MACHINE_ROUTES,
  ...CATALOG_ROUTES,
  ...ORDER_ROUTES,
  ...PEOPLE_ROUTES,
  ...PROGRAM_ROUTES,
];

class BadRequest extends Error {}

/** Answers true when the request was for the control API, whatever came of it. */
export async function handleControl(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  options: ControlOptions,
): Promise<boolean> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  if (url.pathname !== '/control' && !url.pathname.startsWith('/control/')) return false;
  const answer = (status: number, body: unknown): true => {
    response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(`${JSON.stringify(body, null, 2)}\n`);
    return true;
  };
  const problem = (status: number, message: string): true =>
    answer(status, { errors: [{ field: null, code: 'ERROR', message }] });
  if (!isAuthorized(request, options.token)) {
    return problem(
      401,
      'Send the header "Authorization: Bearer <token>" with SANDBOX_CONTROL_TOKEN (default: sandbox).',
    );
  }
  try {
    const found = findRoute(request.method ?? 'GET', url.pathname.slice('/control'.length) || '/');
    if (!found) return problem(404, `There is no ${request.method ?? 'GET'} ${url.pathname}. See docs/sandbox.md.`);
    const body = await readJson(request);
    const result = await found.route.run({ world, options, params: found.params, query: url.searchParams, body });
    if (url.searchParams.get('settle') === '1') await options.pump.settle();
    return answer(200, result);
  } catch (error) {
    if (error instanceof WorldRefusal) return answer(422, { errors: error.refusals });
    if (error instanceof NotFound) return problem(404, error.message);
    if (error instanceof BadRequest) return problem(400, error.message);
    throw error;
  }
}

function isAuthorized(request: IncomingMessage, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function findRoute(method: string, path: string): { route: ControlRoute; params: Record<string, string> } | null {
  const parts = path.split('/').filter(Boolean);
  let best: { route: ControlRoute; params: Record<string, string> } | null = null;
  for (const route of CONTROL_ROUTES) {
    const pattern = route.path.split('/').filter(Boolean);
    if (route.method !== method || pattern.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const matches = pattern.every((name, index) => {
      const part = parts[index] ?? '';
      if (!name.startsWith(':')) return name === part;
      params[name.slice(1)] = safeDecode(part);
      return true;
    });
    // A path without names wins over one with: /deliveries/pause is no delivery.
    if (matches && (!best || Object.keys(params).length < Object.keys(best.params).length)) best = { route, params };
  }
  return best;
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new BadRequest('The path is not well encoded.');
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += buffer.length;
    if (bytes > MAX_BODY_BYTES) throw new BadRequest('The body is larger than 10 MB.');
    chunks.push(buffer);
  }
  const text = Buffer.concat(chunks).toString('utf8').trim();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new BadRequest('The body is not JSON.');
  }
}
