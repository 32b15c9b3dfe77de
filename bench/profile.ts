/**
 * Where the time goes: `node bench/profile.ts intake|apply|redeem` runs a hot path alone for a while and prints how long each
 * of its statements takes, the work of the process itself being the rest. Add `--cpu-prof` to node for the process's side.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { closeDatabase, pool } from '../app/db.server.ts';
import { applyBatch } from '../app/intake/apply.server.ts';
import { store } from '../app/intake/inbox.server.ts';
import { redeem } from '../app/rewards/redeem.server.ts';
import { shopFactsByDomain } from '../app/shops/shop-store.server.ts';
import { startBenchDatabase } from './kit/database.ts';
import { appEnvironment } from './kit/environment.ts';
import { whole } from './kit/figures.ts';
import { orderBody } from './kit/requests.ts';
import { givePoints, seedMembers, type SeededMember } from './kit/seed.ts';
import { freshAwards, postInBatches, spread } from './rows/apply.ts';

const paths: Record<string, () => Promise<number>> = {
  intake: profileIntake,
  apply: profileApply,
  redeem: profileRedeem,
};
const name = process.argv[2] ?? '';
const path = paths[name];
if (!path) throw new Error(`Say which path: ${Object.keys(paths).join(', ')}.`);

let orders = 8_000_000;

const database = await startBenchDatabase();
Object.assign(process.env, appEnvironment(await database.create('profile')));
const members = await seedMembers(50, 5_000);
await givePoints(members, 1_000_000, 'profile');
const next = spread(members);
await path();
const timings = timeStatements();
const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
const serverBefore = postgresCpuMs();
const done = await path();
const totalMs = performance.now() - startedAt;
const cpu = process.cpuUsage(cpuBefore);
const perThousand = (spentMs: number) => ((spentMs / done) * 1000).toFixed(0);
console.log(`${whole(done / (totalMs / 1000))}/s of ${name}.`);
console.log(
  `Milliseconds of processor time for each thousand: ${perThousand((cpu.user + cpu.system) / 1000)} here, ${perThousand(postgresCpuMs() - serverBefore)} in PostgreSQL.`,
);
console.log('Milliseconds until each statement was answered, for each thousand:');
for (const [statement, timing] of [...timings].sort(([, a], [, b]) => b.ms - a.ms))
  console.log(
    `${((timing.ms / done) * 1000).toFixed(1).padStart(8)}  ${statement}  (${(timing.ms / timing.calls).toFixed(1)} ms x ${timing.calls})`,
  );
await closeDatabase();
await database.stop();
process.exit(0);

/** From now on, how often each statement of this process ran and how long its answers took. */
function timeStatements(): Map<string, { ms: number; calls: number }> {
  const timings = new Map<string, { ms: number; calls: number }>();
  pool().on('acquire', (client: pg.PoolClient & { isTimed?: boolean }) => {
    if (client.isTimed) return;
    client.isTimed = true;
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      const sentAt = performance.now();
      const answer = query(...args);
      const [config] = args;
      const statement = typeof config === 'string' ? config : String((config as pg.QueryConfig).name ?? 'unnamed');
      const note = () => {
        const timing = timings.get(statement) ?? { ms: 0, calls: 0 };
        timings.set(statement, { ms: timing.ms + performance.now() - sentAt, calls: timing.calls + 1 });
      };
      if (answer instanceof Promise) void answer.then(note, note);
      return answer;
    }) as typeof client.query;
  });
  return timings;
}

/** The processor time of the connections to the bench's PostgreSQL until now; 0 where there is no /proc. */
function postgresCpuMs(): number {
  const TICK_MS = 10;
  if (!existsSync('/proc/self/stat')) return 0;
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      if (!/^postgres: .*(profile|walwriter)/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))) continue;
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // The process has ended meanwhile.
    }
  }
  return ticks * TICK_MS;
}

/** Orders from the inbox to the balance, one loop. */
async function profileIntake(): Promise<number> {
  const count = 4_000;
  for (let stored = 0; stored < count; stored += 500) {
    const batch = Array.from({ length: 500 }, () => next());
    await Promise.all(batch.map(storeOrder));
  }
  while ((await applyBatch(new Date())) > 0);
  return count;
}

function storeOrder(member: SeededMember): Promise<void> {
  const id = ++orders;
  return store({
    shopId: member.shopId,
    topic: 'orders/paid',
    eventId: randomUUID(),
    body: orderBody({ id, customerId: member.customerId, amount: '120.00', bytes: 2_048 }),
    triggeredAt: new Date().toISOString(),
  });
}

async function profileApply(): Promise<number> {
  const awards = freshAwards(10_000, next);
  await postInBatches(awards);
  return awards.length;
}

/** 64 wishes at once. */
async function profileRedeem(): Promise<number> {
  const wishes = Array.from({ length: 4_000 }, () => next());
  const waiting = [...wishes];
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      for (let member = waiting.pop(); member; member = waiting.pop()) {
        await redeem({
          shop: await shopFactsByDomain(member.shopDomain),
          member: {
            shopId: member.shopId,
            id: member.memberId,
            customerId: member.customerId,
            status: 'active',
            joinedAt: new Date(),
          },
          rewardId: 'rw_amount',
          requestId: randomUUID(),
          now: new Date(),
        });
      }
    }),
  );
  return wishes.length;
}
