/**
 * As much of Shopify's Admin API as the histories need, in memory: codes that are made, refused, found and taken out of use,
 * and orders that were edited. The sandbox stands for Shopify everywhere else; here tens of thousands of shops are needed.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CreditVariables, StubCredit } from './credit-stub.ts';

export interface StubShop {
  credit: StubCredit;
  /** By code: how often it was used, and whether it works. */
  codes: Map<string, { uses: number; live: boolean }>;
  /** Codes that Shopify will never make, however often it is asked. */
  refused: Set<string>;
  /** What becomes of the next call that makes a code. */
  nextCode: 'made' | 'refused' | 'lost';
  order(id: number): Record<string, unknown> | null;
}

export interface Stub {
  shops: Map<string, StubShop>;
  handle(request: IncomingMessage, response: ServerResponse): void;
}

export function makeStub(): Stub {
  const shops = new Map<string, StubShop>();
  return {
    shops,
    handle(request, response) {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => answer(request, response, Buffer.concat(chunks).toString(), shops));
    },
  };
}

/** The stub at an address of its own, for runs without the test kit. */
export async function openStub(): Promise<Stub & { origin: string; close(): Promise<void> }> {
  const stub = makeStub();
  const server = createServer((request, response) => stub.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...stub,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Call {
  query: string;
  variables: CreditVariables & { code?: string; discount?: { code: string } };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  shops: ReadonlyMap<string, StubShop>,
): void {
  const shop = shops.get(/^\/shops\/([^/]+)\//.exec(request.url ?? '')?.[1] ?? '');
  const { query, variables } = JSON.parse(body) as Call;
  const data = shop ? resolve(shop, query, variables) : null;
  if (data === null) {
    // The deed is done, and nobody hears of it.
    response.writeHead(503, { 'Content-Type': 'application/json' });
    response.end('{}');
    return;
  }
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ data }));
}

const gidOf = (code: string) => `gid://shopify/DiscountCodeNode/${Buffer.from(code).toString('hex')}`;

function resolve(shop: StubShop, query: string, variables: Call['variables']): Record<string, unknown> | null {
  const create = /discountCode(?:Basic|FreeShipping)Create(?=\()/.exec(query)?.[0];
  if (create) {
    const code = variables.discount?.code ?? '';
    const payload = (codeDiscountNode: unknown, userErrors: unknown[]) => ({
      [create]: { codeDiscountNode, userErrors },
    });
    if (shop.codes.has(code))
      return payload(null, [{ field: ['code'], code: 'TAKEN', message: 'Code must be unique.' }]);
    const fate = shop.nextCode;
    shop.nextCode = 'made';
    if (fate === 'refused') shop.refused.add(code);
    if (shop.refused.has(code)) return payload(null, [{ field: ['code'], code: 'INVALID', message: 'Not possible.' }]);
    shop.codes.set(code, { uses: 0, live: true });
    return fate === 'lost' ? null : payload({ id: gidOf(code) }, []);
  }
  if (query.includes('codeDiscountNodeByCode')) {
    const found = shop.codes.get(variables.code ?? '');
    return {
      codeDiscountNodeByCode: found
        ? { id: gidOf(variables.code ?? ''), codeDiscount: { asyncUsageCount: found.uses } }
        : null,
    };
  }
  if (query.includes('discountCodeDeactivate')) {
    const found = shop.codes.get(Buffer.from((variables.id ?? '').split('/').at(-1) ?? '', 'hex').toString());
    if (found) found.live = false;
    return {
      discountCodeDeactivate: {
        codeDiscountNode: found ? { codeDiscount: { asyncUsageCount: found.uses } } : null,
        userErrors: [],
      },
    };
  }
  const ofCredit = shop.credit.answer(query, variables);
  if (ofCredit !== undefined) return ofCredit;
  if (query.includes('order(id:')) return { order: shop.order(Number((variables.id ?? '').split('/').at(-1))) };
  return {};
}
