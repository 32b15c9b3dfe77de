/**
 * The Admin API's door: HTTP in, GraphQL or OAuth out, with Shopify's headers, faults on request and a log of calls.
 * The app reaches it at `/shops/<shop>/admin/…` (its SHOPIFY_ADDRESS_OVERRIDE). It decides nothing about shops.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiFault } from '#sandbox/world/machine-types.ts';
import type { Json } from '#sandbox/world/types.ts';
import type { World } from '#sandbox/world/world.ts';
import { withImpliedScopes } from './access.ts';
import { isRecord } from './context.ts';
import { CostBucket, throttledError } from './cost.ts';
import type { GraphqlAnswer, GraphqlRequest } from './execute.ts';
import { outlineOf, runGraphql } from './execute.ts';
import { accessTokenAnswer } from './oauth.ts';
import { answeringVersion, loadAdminSchema } from './schema.ts';
import { isTokenAlive } from './token-life.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;

export interface AdminApiOptions {
  /** Address of the admin as a browser sees it. */
  adminOrigin: () => string;
  storeOrigin: () => string;
  /** Real time; session tokens and the cost bucket live by it. */
  realNowMs?: () => number;
}

/** Answers true when the request was its own. */
export type AdminApiHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const BAD_TOKEN = '[API] Invalid API key or access token (unrecognized login or wrong password)';

export function createAdminApi(world: World, options: AdminApiOptions): AdminApiHandler {
  const realNowMs = options.realNowMs ?? Date.now;
  const bucket = new CostBucket(realNowMs);

  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
    const match = /^\/shops\/([^/]+)(\/admin\/.+)$/.exec(pathname);
    if (!match) return false;
    const [, shop = '', path = ''] = match;
    response.setHeader('X-Request-Id', randomUUID());
    response.setHeader('X-ShopId', String(world.shop.get().id));
    if (shop !== world.shop.get().domain) return json(response, 404, { errors: 'Not Found' });

    if (path === '/admin/oauth/access_token') {
      if (request.method !== 'POST') return json(response, 404, { errors: 'Not Found' });
      const fields = formFields(request, await readBody(request));
      const { status, body } = accessTokenAnswer(world, fields, realNowMs());
      return json(response, status, body);
    }
    const api = /^\/admin\/api\/([^/]+)\/graphql\.json$/.exec(path);
    if (api) return graphql(request, response, path, api[1] ?? '');
    if (path === '/admin/api_permissions/current.json' && request.method === 'DELETE') {
      if (!tokenOf(request)) return json(response, 401, { errors: BAD_TOKEN });
      world.apps.uninstall();
      return json(response, 200, {});
    }
    return json(response, 404, { errors: 'Not Found' });
  };

  function tokenOf(request: IncomingMessage) {
    const header = request.headers['x-shopify-access-token'];
    const token = typeof header === 'string' ? world.apps.findToken(header) : null;
    return token && world.apps.installation() && isTokenAlive(world, token.token, realNowMs()) ? token : null;
  }

  async function graphql(request: IncomingMessage, response: ServerResponse, path: string, asked: string) {
    const startedMs = performance.now();
    const version = answeringVersion(asked);
    const raw = await readBody(request);
    if (!version || request.method !== 'POST') return json(response, 404, { errors: 'Not Found' });
    response.setHeader('X-Shopify-API-Version', version);
    const token = tokenOf(request);
    if (!token) {
      record(null, 401, { errors: BAD_TOKEN }, null);
      return json(response, 401, { errors: BAD_TOKEN });
    }
    const call = parseRequest(request, raw);
    if (!call) {
      const body = { errors: { query: 'Required parameter missing or invalid' } };
      record(null, 400, body, null);
      return json(response, 400, body);
    }
    const outline = outlineOf(call);
    const fault = world.apiFaults.take(outline.operationName, outline.rootFields);
    if (fault && fault.kind !== 'timeout_after_success') return strike(fault);

    const answer = runGraphql(
      call,
      {
        world,
        admin: loadAdminSchema(version),
        appId: token.appId,
        granted: withImpliedScopes(world.apps.installation()?.grantedScopes ?? token.scopes),
        adminOrigin: options.adminOrigin(),
        storeOrigin: options.storeOrigin(),
      },
      bucket,
      world.shop.get().planName,
    );
    if (fault) {
      record(call, null, answer, fault);
      return hang(response, fault);
    }
    record(call, 200, answer, null);
    return json(response, 200, answer);

    function strike(struck: ApiFault): Promise<boolean> | boolean {
      if (struck.kind === 'timeout') {
        record(call, null, {}, struck);
        return hang(response, struck);
      }
      if (struck.kind === 'server_error') {
        const status = struck.httpStatus ?? 503;
        const body = { errors: status === 503 ? 'Service Unavailable' : 'Internal Server Error' };
        record(call, status, body, struck);
        return json(response, status, body);
      }
      const status = bucket.status(world.shop.get().planName);
      const body: GraphqlAnswer = {
        errors: [throttledError().toJSON()],
        extensions: {
          cost: { requestedQueryCost: 10, actualQueryCost: null, throttleStatus: { ...status, currentlyAvailable: 0 } },
        },
      };
      // GraphQL throttles with 200; a proxy in front of it may answer 429, which a fault can ask for.
      const httpStatus = struck.httpStatus ?? 200;
      if (httpStatus === 429) response.setHeader('Retry-After', '2.0');
      record(call, httpStatus, body, struck);
      return json(response, httpStatus, body);
    }

    function record(
      made: GraphqlRequest | null,
      httpStatus: number | null,
      answer: object,
      struck: ApiFault | null,
    ): void {
      const about = made ? outlineOf(made) : { operationName: null, operationKind: null, rootFields: [] };
      const graphqlAnswer: GraphqlAnswer = answer;
      const cost = graphqlAnswer.extensions?.cost;
      world.log.recordApiCall({
        requestId: String(response.getHeader('X-Request-Id')),
        path,
        ...about,
        query: made?.query ?? '',
        variables: jsonOf(made?.variables ?? {}),
        httpStatus,
        errors: jsonOf(graphqlAnswer.errors ?? null),
        userErrors: jsonOf(userErrorsOf(graphqlAnswer.data)),
        requestedQueryCost: cost?.requestedQueryCost ?? null,
        actualQueryCost: cost?.actualQueryCost ?? null,
        durationMs: Math.round(performance.now() - startedMs),
        fault: struck?.kind ?? null,
      });
    }
  }
}

/** Nothing is answered; the connection is cut after a while, as a lost answer looks to the app. */
async function hang(response: ServerResponse, fault: ApiFault): Promise<boolean> {
  const { socket } = response;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, fault.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    socket?.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  socket?.destroy();
  return true;
}

function userErrorsOf(data: unknown): unknown[] | null {
  if (!isRecord(data)) return null;
  const all = Object.values(data).flatMap((payload) => {
    const errors = isRecord(payload) ? payload['userErrors'] : null;
    return Array.isArray(errors) ? errors : [];
  });
  return all.length > 0 ? all : null;
}

/** Answers are made of null-prototype objects; a round trip makes plain JSON of them. */
function jsonOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null)) as Json;
}

function json(response: ServerResponse, status: number, body: object): true {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
  return true;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new Error('The request body is larger than 10 MB.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function formFields(request: IncomingMessage, raw: string): Record<string, string> {
  if (request.headers['content-type']?.includes('application/json')) {
    const parsed = parseJson(raw);
    if (!isRecord(parsed)) return {};
    return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
  }
  return Object.fromEntries(new URLSearchParams(raw));
}

function parseRequest(request: IncomingMessage, raw: string): GraphqlRequest | null {
  if (request.headers['content-type']?.startsWith('application/graphql')) {
    return raw.trim() === '' ? null : { query: raw, operationName: null, variables: {} };
  }
  const parsed = parseJson(raw);
  if (!isRecord(parsed) || typeof parsed['query'] !== 'string' || parsed['query'].trim() === '') return null;
  return {
    query: parsed['query'],
    operationName: typeof parsed['operationName'] === 'string' ? parsed['operationName'] : null,
    variables: isRecord(parsed['variables']) ? parsed['variables'] : {},
  };
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    return null;
  }
}
