import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '#sandbox/server.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { CONTROL_ROUTES } from './control.ts';

interface Example {
  command: string;
  method: string;
  path: string;
  body: string | undefined;
}

/** The `sandbox …` lines of the page, as requests. */
function examplesOf(markdown: string): Example[] {
  const blocks = [...markdown.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  return blocks.flatMap((block) =>
    [...block.matchAll(/^sandbox (?!\()((?:'[^']*'|[^\n'])*)/gm)].map((match) => {
      const command = match[1] ?? '';
      const path = /\$CONTROL(\/[^\s"]*)/.exec(command)?.[1] ?? '';
      const body = /-d '([^']*)'/.exec(command)?.[1];
      const method = /-X (\w+)/.exec(command)?.[1] ?? (body === undefined ? 'GET' : 'POST');
      return { command, method, path, body };
    }),
  );
}

const examples = examplesOf(readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8'));

let app: Server;
let sandbox: Sandbox;
const received: string[] = [];

async function call(method: string, path: string, body?: string, token = 'test-token') {
  const response = await fetch(`${sandbox.adminUrl}/control${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body,
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

beforeAll(async () => {
  app = createServer((request, response) => {
    received.push(String(request.headers['x-shopify-topic']));
    request.resume().on('end', () => response.writeHead(200).end());
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const address = app.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  sandbox = await startSandbox({
    appUrl: `http://127.0.0.1:${port}`,
    controlToken: 'test-token',
    startAt: '2026-11-21T12:00:00Z',
  });
}, 60_000);

afterAll(async () => {
  await sandbox.close();
  app.closeAllConnections();
  app.close();
});

describe('The page about the sandbox', () => {
  it('shows an example of every call that there is', () => {
    const shown = (route: { method: string; path: string }): boolean => {
      const pattern = new RegExp(`^${route.path.replace(/:\w+/g, '[^/?]+')}(\\?.*)?$`);
      return examples.some(({ method, path }) => method === route.method && pattern.test(path));
    };
    expect(CONTROL_ROUTES.filter((route) => !shown(route)).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it('shows only examples that work, one after another', async () => {
    expect(examples.length).toBeGreaterThan(50);
    const { world } = sandbox;
    for (const { command, method, path, body } of examples) {
      const real = path
        .replace('$CUSTOMER_ID', String(world.customers.byEmail('freja.holm@example.com')?.id))
        .replace('$CONTRACT_ID', String(world.subscriptions.list()[0]?.id))
        .replace('$DELIVERY_ID', String(world.webhooks.deliveries({ reverse: true, limit: 1 })[0]?.id));
      const { status, json } = await call(method, real, body);
      expect([command, status, json['errors']]).toEqual([command, 200, undefined]);
    }
    await sandbox.pump.settle();
    expect(received).toEqual(
      expect.arrayContaining([
        'orders/paid',
        'refunds/create',
        'orders/edited',
        'orders/cancelled',
        'customers/merge',
        'app/uninstalled',
      ]),
    );
  });
});

describe('The control API', () => {
  it('wants its token', async () => {
    expect((await call('GET', '/state', undefined, 'wrong')).status).toBe(401);
    const bare = await fetch(`${sandbox.adminUrl}/control/state`);
    expect(bare.status).toBe(401);
  });

  it('answers what it does not know, cannot read or may not do with a clear refusal', async () => {
    expect((await call('GET', '/nowhere')).status).toBe(404);
    expect((await call('GET', '/orders/9999999')).status).toBe(404);
    expect((await call('GET', '/customers/%E0%A4%A')).status).toBe(400);
    expect((await call('POST', '/clock', '{')).status).toBe(400);
    const refused = await call('POST', '/clock', '{ "advanceMs": -5 }');
    expect([refused.status, refused.json]).toMatchObject([422, { errors: [{ field: ['advanceMs'] }] }]);
    const unknown = await call('POST', '/orders', '{ "lines": [{ "variant": "NOPE" }] }');
    expect([unknown.status, unknown.json]).toMatchObject([422, { errors: [{ code: 'NOT_FOUND' }] }]);
  });

  it('places no order with a code that does not apply, and says why', async () => {
    const before = sandbox.world.orders.count();
    const body = JSON.stringify({ email: 'x@example.com', lines: [{ variant: 'NE-250' }], codes: ['NOPE'] });
    const { status, json } = await call('POST', '/orders', body);
    expect([status, json]).toMatchObject([422, { errors: [{ code: 'DISCOUNT_REJECTED', field: ['codes'] }] }]);
    expect([sandbox.world.orders.count(), sandbox.world.customers.byEmail('x@example.com')]).toEqual([before, null]);
  });

  it('is beside a health check on both ports', async () => {
    for (const url of [sandbox.adminUrl, sandbox.storeUrl]) {
      const response = await fetch(`${url}/healthz`);
      expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
    }
  });
});
