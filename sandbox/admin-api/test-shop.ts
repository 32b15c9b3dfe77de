/** For tests: the small shop behind the real admin handler on a free port, with an app installed that has every scope it asks for. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdminHandler } from '#sandbox/admin/handler.ts';
import { seedWorld } from '#sandbox/seed/seed.ts';
import type { World } from '#sandbox/world/world.ts';
import { openWorld } from '#sandbox/world/world.ts';
import { signSessionToken } from './session-token.ts';

export const TEST_APP = {
  appId: 4711,
  handle: 'regulars',
  title: 'Regulars',
  apiKey: 'test-key',
  apiSecret: 'test-secret',
  applicationUrl: 'http://localhost:9/',
  embedded: true,
  scopes: [
    'write_customers',
    'read_orders',
    'read_products',
    'write_discounts',
    'write_gift_cards',
    'read_store_credit_accounts',
    'write_store_credit_account_transactions',
  ],
  optionalScopes: ['read_themes'],
  webhookApiVersion: '2026-10',
  webhookSubscriptions: [],
  appProxy: null,
};

export interface TestShop {
  world: World;
  /** `http://127.0.0.1:<port>` */
  origin: string;
  shopDomain: string;
  graphql: (query: string, variables?: Record<string, unknown>, token?: string) => Promise<TestAnswer>;
  exchange: (fields: Record<string, string>) => Promise<{ status: number; body: Record<string, unknown> }>;
  sessionToken: (changes?: Partial<Parameters<typeof signSessionToken>[0]>) => string;
  /** Real time as the handler sees it; tests move it. */
  time: { nowMs: number };
  close: () => Promise<void>;
}

export interface TestAnswer {
  status: number;
  headers: Headers;
  data: Record<string, unknown> | null | undefined;
  errors: { message: string; path?: unknown; extensions?: Record<string, unknown> }[] | undefined;
  cost:
    { requestedQueryCost: number; actualQueryCost: number | null; throttleStatus: Record<string, number> } | undefined;
  body: Record<string, unknown>;
}

export async function openTestShop(options: { scopes?: string[]; applicationUrl?: string } = {}): Promise<TestShop> {
  const world = openWorld({ file: ':memory:', startAt: '2026-11-20T09:00:00Z', frozen: true });
  seedWorld(world, { pastOrders: 12, customers: 8 });
  const applicationUrl = options.applicationUrl ?? TEST_APP.applicationUrl;
  world.apps.register({ ...TEST_APP, applicationUrl, scopes: options.scopes ?? TEST_APP.scopes });
  world.apps.install();
  const time = { nowMs: Date.parse('2026-11-20T09:00:00Z') };
  const handler = createAdminHandler(world, { realNowMs: () => time.nowMs });
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const shopDomain = world.shop.get().domain;
  const offline = world.apps.issueToken({ kind: 'offline' }).token;
  const base = `${origin}/shops/${shopDomain}/admin`;

  return {
    world,
    origin,
    shopDomain,
    time,
    graphql: async (query, variables = {}, token = offline) => {
      const response = await fetch(`${base}/api/2026-10/graphql.json`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': token },
        body: JSON.stringify({ query, variables }),
      });
      const body = (await response.json()) as Record<string, unknown>;
      const { data, errors, extensions } = body as Partial<TestAnswer> & { extensions?: { cost: TestAnswer['cost'] } };
      return { status: response.status, headers: response.headers, data, errors, cost: extensions?.cost, body };
    },
    exchange: async (fields) => {
      const response = await fetch(`${base}/oauth/access_token`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ client_id: TEST_APP.apiKey, client_secret: TEST_APP.apiSecret, ...fields }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    sessionToken: (changes = {}) =>
      signSessionToken({
        shopDomain,
        apiKey: TEST_APP.apiKey,
        apiSecret: TEST_APP.apiSecret,
        userId: 1,
        sessionId: 'session',
        nowMs: time.nowMs,
        ...changes,
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      world.close();
    },
  };
}

/** Reads `a.b.0.c` out of an answer. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return Object.entries(inner).find(([name]) => name === key)?.[1] as unknown;
  }, value);
}
