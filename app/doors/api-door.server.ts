/** The door of the public API: the bearer token first, then the body. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerApi, type ApiAnswer } from '../activities/api/answer-api.server.ts';
import { findToken } from '../activities/api/tokens.server.ts';
import { log, messageOf } from '../lib/log.server.ts';
import { count } from './counters.server.ts';
import { readBody } from './read-body.server.ts';

const BODY_LIMIT_BYTES = 16 * 1024;

export async function apiDoor(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const body = await readBody(request, BODY_LIMIT_BYTES);
  const now = new Date();
  try {
    const bearer = /^Bearer (\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
    const token = bearer === undefined ? null : await findToken(bearer, now);
    if (!token) {
      count('api.unauthorized');
      return send(response, error(401, 'unauthorized', 'Send a valid token: Authorization: Bearer rgl_…'));
    }
    if (body === null) return send(response, error(413, 'too_large', 'The body is larger than 16 KB.'));
    count('api.accepted');
    const idempotencyKey = request.headers['idempotency-key'];
    return send(
      response,
      await answerApi({
        method: request.method ?? 'GET',
        path: url.pathname.replace(/^\/api\/v1\/?/, '').replace(/\/$/, ''),
        query: url.searchParams,
        body,
        idempotencyKey: typeof idempotencyKey === 'string' ? idempotencyKey : null,
        token,
        now,
      }),
    );
  } catch (thrown) {
    count('api.failed');
    log.error('a request of the API failed', { path: url.pathname, error: messageOf(thrown) });
    return send(response, error(503, 'unavailable', 'Try again in a moment, with the same Idempotency-Key.'));
  }
}

function error(status: number, code: string, message: string): ApiAnswer {
  return { status, body: { error: { code, message } } };
}

function send(response: ServerResponse, answer: ApiAnswer): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(text)),
    'Cache-Control': 'no-store',
    ...(answer.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
    ...(answer.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(answer.retryAfterSeconds) }),
  });
  response.end(text);
}
