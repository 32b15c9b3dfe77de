/**
 * The servers of the bench, each a process of its own: `node bench/server.ts KIND`. Sends its port when it listens, and
 * answers every message with its memory.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import express from 'express';
import { pool } from '../app/db.server.ts';
import { createHttpServer } from '../app/doors/http-server.server.ts';
import { PrismaClient } from '../app/generated/prisma/client.ts';
import { startInbox } from '../app/jobs/worker.server.ts';
import { createFixedAnswer } from './kit/fixed-answer.ts';

const servers: Record<string, () => Server> = {
  /** Ours, as `node server.ts web` starts it, without the pages of the admin. */
  web: () => createHttpServer(createFixedAnswer(404)),
  /** Ours with the worker's inbox in the same process, as `node server.ts all`; there is no Shopify for the outbox here. */
  all: () => {
    startInbox(new AbortController().signal);
    return createHttpServer(createFixedAnswer(404));
  },
  /** The same doors; each delivery is a statement and a commit of its own. */
  'row-per-request': () =>
    createHttpServer(createFixedAnswer(404), async (delivery) => {
      await pool().query({
        name: 'bench-store-one',
        text: `INSERT INTO inbox_events (shop_id, topic, event_id, body_hash, body, triggered_at)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (shop_id, topic, event_id, body_hash) DO NOTHING`,
        values: [
          delivery.shopId,
          delivery.topic,
          delivery.eventId,
          createHash('sha256').update(delivery.body).digest(),
          delivery.body,
          delivery.triggeredAt,
        ],
      });
    }),
  /** The same doors; nothing is kept. */
  'no-database': () => createHttpServer(createFixedAnswer(404), async () => {}),
  'express-prisma': expressWithPrisma,
  'raw-read': rawRead,
  bare: () => createServer(createFixedAnswer(200)),
};

/** What many apps do: Express, the body as bytes, an HMAC, and one Prisma `create` for each webhook. */
function expressWithPrisma(): Server {
  const prisma = new PrismaClient({
    adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL, max: Number(process.env.DATABASE_POOL_SIZE) }),
  });
  const shopIds = new Map<string, number>();
  const app = express();
  app.post('/webhooks', express.raw({ type: '*/*', limit: '32mb' }), async (request, response) => {
    const body = request.body as Buffer<ArrayBuffer>;
    const expected = createHmac('sha256', process.env.SHOPIFY_API_SECRET ?? '')
      .update(body)
      .digest();
    const given = Buffer.from(request.get('x-shopify-hmac-sha256') ?? '', 'base64');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      response.sendStatus(401);
      return;
    }
    const domain = request.get('x-shopify-shop-domain') ?? '';
    let shopId = shopIds.get(domain);
    if (shopId === undefined) {
      shopId = (await prisma.shop.findUniqueOrThrow({ where: { domain } })).id;
      shopIds.set(domain, shopId);
    }
    await prisma.inboxEvent.create({
      data: {
        shopId,
        topic: request.get('x-shopify-topic') ?? '',
        eventId: request.get('x-shopify-event-id') ?? '',
        bodyHash: createHash('sha256').update(body).digest(),
        body,
        triggeredAt: new Date(request.get('x-shopify-triggered-at') ?? ''),
      },
    });
    response.sendStatus(200);
  });
  return createServer(app);
}

/** The least that can answer a balance: no signature, one prepared statement by the customer's id in the address. */
function rawRead(): Server {
  return createServer((request, response) => {
    const query = new URLSearchParams((request.url ?? '').split('?')[1]);
    void pool()
      .query<{ available: number; pending: number }>({
        name: 'bench-balance',
        text: `SELECT b.available, b.pending FROM shops s
               JOIN members m ON m.shop_id = s.id AND m.customer_id = $2
               JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.id WHERE s.domain = $1`,
        values: [query.get('shop'), query.get('logged_in_customer_id')],
      })
      .then(({ rows }) => {
        const text = JSON.stringify(rows[0] ?? null);
        response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
        response.end(text);
      });
  });
}

const kind = process.argv[2] ?? '';
const start = servers[kind];
if (!start) throw new Error(`There is no server "${kind}" in the bench.`);
const server = start();
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', () => process.send?.({ residentBytes: process.memoryUsage.rss() }));
process.on('SIGTERM', () => process.exit(0));
