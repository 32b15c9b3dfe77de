/**
 * Prisma over the same database, for the session storage of Shopify's library and nothing else. It weighs 18 MB, so no hot door and
 * no worker's loop may load it: everything of ours is SQL over `pool`.
 */
import { PrismaPg } from '@prisma/adapter-pg';
import { onDatabaseClosed } from './db.server.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { env } from './lib/env.server.ts';

let prismaInUse: PrismaClient | undefined;

/** bigint columns come as bigint here. */
export function prisma(): PrismaClient {
  if (!prismaInUse) {
    const client = new PrismaClient({
      adapter: new PrismaPg({ connectionString: env().DATABASE_URL, max: Math.min(5, env().DATABASE_POOL_SIZE) }),
    });
    prismaInUse = client;
    onDatabaseClosed(async () => {
      prismaInUse = undefined;
      await client.$disconnect();
    });
  }
  return prismaInUse;
}
