/**
 * The address at which "Shopify" answers in a test file. It is known before any code of the app reads the environment; who
 * answers there is said later with `answerAsShopify`. Until then it answers 503, like a Shopify that is down.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

const down: Handler = (request, response) => {
  request.resume();
  response.writeHead(503, { 'Content-Type': 'application/json' });
  response.end('{"errors":"Service Unavailable"}');
};

let handler: Handler = down;
const server = createServer((request, response) => void handler(request, response));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
export const shopifyOrigin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Says who answers; nobody, when null. */
export function answerAsShopify(next: Handler | null): void {
  handler = next ?? down;
}

export async function closeShopifyAddress(): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
