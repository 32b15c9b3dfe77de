import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { PrismaPg } from '@prisma/adapter-pg';
import express from 'express';
import { PrismaClient } from '../../app/generated/prisma/client.ts';

/** What many apps do: Express, the body as bytes, an HMAC, and one Prisma `create` for each webhook. */
export function expressWithPrisma(): Server {
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
