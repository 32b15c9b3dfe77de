import { PrismaPg } from '@prisma/adapter-pg';
import { defineConfig } from 'prisma/config';

// The Prisma CLI looks for native engines that it would download. The JavaScript engine below needs none, so we name any
// existing file in their place; then the command line works on a machine that reaches nothing but a package registry.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
process.env.PRISMA_QUERY_ENGINE_LIBRARY ??= process.execPath;
process.env.DATABASE_URL ??= 'postgresql://unset.invalid/regulars';

// The engine guards its lock with a timer of ten seconds that it never clears, and leaves its connections open: the command
// line would wait for both at its end.
const startTimer = globalThis.setTimeout;
globalThis.setTimeout = Object.assign((...input: Parameters<typeof startTimer>) => {
  const timer = startTimer(...input);
  return input[1] === 10_000 ? timer.unref() : timer;
}, startTimer);

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => new PrismaPg({ connectionString: process.env.DATABASE_URL, allowExitOnIdle: true }),
});
