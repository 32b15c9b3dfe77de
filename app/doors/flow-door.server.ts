/** The door of Shopify Flow's actions: the signature over the raw body first. Source: Shopify's "Create Flow action endpoints". */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { flowActions, runFlowAction } from '../activities/flow/actions.server.ts';
import { env } from '../lib/env.server.ts';
import { parseExactJson } from '../lib/exact-json.ts';
import { log, messageOf } from '../lib/log.server.ts';
import { count } from './counters.server.ts';
import { readBody } from './read-body.server.ts';

const BODY_LIMIT_BYTES = 64 * 1024;

export async function flowDoor(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const body = await readBody(request, BODY_LIMIT_BYTES);
  if (body === null) return send(response, 413, { message: 'too large' });
  const expected = createHmac('sha256', env().SHOPIFY_API_SECRET).update(body).digest();
  const given = Buffer.from(String(request.headers['x-shopify-hmac-sha256'] ?? ''), 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    count('flow.bad_signature');
    return send(response, 401, { message: 'not signed' });
  }
  const action = flowActions.find((name) => url.pathname === `/flow/${name}`);
  if (!action || request.method !== 'POST') return send(response, 404, { message: 'There is no such action.' });
  try {
    count('flow.accepted');
    const answer = await runFlowAction(action, parseExactJson(body.toString('utf8')), new Date());
    return send(response, answer.status, answer.body);
  } catch (error) {
    if (error instanceof SyntaxError) return send(response, 422, { message: 'The body is not JSON.' });
    // Flow sends the run again.
    log.error('a run of a Flow action failed', { action, error: messageOf(error) });
    return send(response, 503, { message: 'Try again.' });
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) });
  response.end(text);
}
