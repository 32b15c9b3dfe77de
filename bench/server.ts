/**
 * The servers of the bench, each a process of its own: `node bench/server.ts KIND`. Sends its port when it listens, and
 * answers every message with its memory. Each kind loads only what it needs, since memory is measured too.
 */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFixedAnswer } from './kit/fixed-answer.ts';

const notFound = createFixedAnswer(404);

const servers: Record<string, () => Promise<Server>> = {
  /** Ours, as `node server.js web` starts it, without the pages of the admin. */
  web: async () => (await doors()).createHttpServer(notFound),
  /** Ours with the worker's inbox in the same process, as `node server.js all`; there is no Shopify for the outbox here. */
  all: async () => {
    const { startInbox } = await import('../app/jobs/worker.server.ts');
    startInbox(new AbortController().signal);
    return (await doors()).createHttpServer(notFound);
  },
  'row-per-request': rowPerRequest,
  /** The same doors; nothing is kept. */
  'no-database': async () => (await doors()).createHttpServer(notFound, async () => {}),
  'express-prisma': async () => (await import('./kit/express-with-prisma.ts')).expressWithPrisma(),
  'raw-read': rawRead,
  bare: async () => createServer(createFixedAnswer(200)),
};

const doors = () => import('../app/doors/http-server.server.ts');

/** The same doors; each delivery is a statement and a commit of its own. */
async function rowPerRequest(): Promise<Server> {
  const { pool } = await import('../app/db.server.ts');
  return (await doors()).createHttpServer(notFound, async (delivery) => {
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
  });
}

/** The least that can answer a balance: no signature, one prepared statement by the customer's id in the address. */
async function rawRead(): Promise<Server> {
  const { pool } = await import('../app/db.server.ts');
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
const server = await start();
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', () => process.send?.({ residentBytes: process.memoryUsage.rss() }));
process.on('SIGTERM', () => process.exit(0));
