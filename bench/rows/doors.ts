/** What happens at the doors under a steady thousand a second: the answer, the award, the balance, the memory. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { closeDatabase } from '../../app/db.server.ts';
import { freePort } from '../../prisma/embedded-postgres.ts';
import { buildApp } from '../../sandbox/stack.ts';
import { startProcess, type BenchProcess } from '../kit/child.ts';
import { withClient } from '../kit/database.ts';
import { appEnvironment } from '../kit/environment.ts';
import { interleave, median, ms, pairRatio, percentile, perSecond, whole } from '../kit/figures.ts';
import { closedLoop, openLoop } from '../kit/load.ts';
import { freshDelivery, orderBody, prepareWebhook, proxyRequest, type PreparedWebhook } from '../kit/requests.ts';
import { absolute, atLeast, atMost, type BenchContext, type BenchRow } from '../kit/row.ts';
import { givePoints, seedMembers, type SeededMember } from '../kit/seed.ts';
import { spread } from './apply.ts';

const PER_SECOND = 1_000;
const CONNECTIONS = 64;
const ROUND_MS = 4_000;

let orderIds = 6_000_000;

/** One signed order of 2 KB of this member, none like another. */
function orderOf(member: SeededMember): PreparedWebhook {
  orderIds++;
  return prepareWebhook(
    member.shopDomain,
    'orders/paid',
    orderBody({ id: orderIds, customerId: member.customerId, amount: '120.00', bytes: 2_048 }),
  );
}

async function seed(context: BenchContext, name: string, shops: number, members: number) {
  const url = await context.database.create(name);
  Object.assign(process.env, appEnvironment(url));
  const seeded = await seedMembers(shops, members);
  await givePoints(seeded, 100, name);
  await closeDatabase();
  return { url, members: seeded };
}

export const ack: BenchRow = {
  name: 'ack',
  what: 'the answer to a webhook of 2 KB at 1,000 a second, also over a checkpoint and a restart of PostgreSQL, and saturated by 64 connections',
  async run(context) {
    const { url, members } = await seed(context, 'ack', 50, 1_000);
    const next = spread(members);
    const server = await startProcess('server.ts', ['web'], url);
    const steady = async (during?: () => Promise<unknown>) => {
      const orders = Array.from({ length: (PER_SECOND * ROUND_MS) / 1000 + 100 }, () => orderOf(next()));
      const loading = openLoop({
        port: server.ready.port ?? 0,
        connections: CONNECTIONS,
        perSecond: PER_SECOND,
        durationMs: ROUND_MS,
        nextRequest: (index) => freshDelivery(orders[index % orders.length] as PreparedWebhook),
      });
      if (during) {
        await sleep(ROUND_MS / 3);
        await during();
      }
      return loading;
    };
    const orders = Array.from({ length: 512 }, () => orderOf(next()));
    let position = 0;
    const loads = await interleave(
      {
        quiet: () => steady(),
        checkpoint: () => steady(() => withClient(url, (client) => client.query('CHECKPOINT'))),
        saturated: () =>
          closedLoop({
            port: server.ready.port ?? 0,
            connections: CONNECTIONS,
            durationMs: 2_000,
            nextRequest: () => freshDelivery(orders[position++ % orders.length] as PreparedWebhook),
          }),
      },
      context.rounds,
    );
    const restarted = await steady(() => context.database.restart());
    const stored = await withClient(url, (client) =>
      client.query<{ n: number }>('SELECT count(*)::int AS n FROM inbox_events'),
    );
    await server.stop();
    const accepted = [...loads.quiet, ...loads.checkpoint, ...loads.saturated, restarted].reduce(
      (sum, load) => sum + (load.statuses[200] ?? 0),
      0,
    );
    const p99 = (side: keyof typeof loads) => median(loads[side].map((load) => percentile(load.latenciesMs, 0.99)));
    const worst = Math.max(
      ...restarted.latenciesMs,
      ...loads.checkpoint.flatMap((load) => Math.max(...load.latenciesMs)),
    );
    return {
      measures: [
        absolute('p99 <= 25 ms', p99('quiet') <= 25, {
          against: "at 1,000 a second; Shopify's 5 s",
          ours: ms(p99('quiet')),
          theirs: '5,000 ms',
        }),
        absolute('p99 <= 25 ms', p99('checkpoint') <= 25, {
          against: 'over a checkpoint',
          ours: ms(p99('checkpoint')),
          theirs: '5,000 ms',
        }),
        absolute('p99 <= 50 ms', p99('saturated') <= 50, {
          against: 'saturated',
          ours: ms(p99('saturated')),
          theirs: '5,000 ms',
        }),
        absolute('never over 1 s', worst <= 1_000, {
          against: 'the slowest answer over checkpoints and a restart',
          ours: ms(worst),
          theirs: '5,000 ms',
        }),
      ],
      notes: [
        `Over the restart: ${JSON.stringify(restarted.statuses)} answers by status (503 asks Shopify to send again), p99 ${ms(percentile(restarted.latenciesMs, 0.99))}.`,
        `Acknowledged in the counted rounds ${whole(accepted)}, in the inbox ${whole(stored.rows[0]?.n ?? 0)} with those of the warm-up.`,
      ],
    };
  },
};

export const award: BenchRow = {
  name: 'award',
  what: 'from the moment an order was due at the door until the balance of its member can be read, at 1,000 a second; web and worker in one process',
  async run(context) {
    const { url, members } = await seed(context, 'award', 50, 5_000);
    const server = await startProcess('server.ts', ['all'], url);
    const reader = new pg.Pool({ connectionString: url, max: 1 });
    reader.on('error', () => {});
    const measureRound = async () => {
      const order = spread(members);
      const count = (PER_SECOND * ROUND_MS) / 1000;
      const buyers = Array.from({ length: count + 100 }, () => order());
      const orders = buyers.map(orderOf);
      const awardsMs: number[] = [];
      // Whose points have not been seen yet: by the key of the award, the shop and when the order was due.
      const watched = new Map<string, { shopId: number; dueAt: number }>();
      let isSending = true;
      // One question after the other for all of them: a reader for each would take the processor from what it watches.
      const watch = async () => {
        while (isSending || watched.size > 0) {
          await sleep(2);
          if (watched.size === 0) continue;
          const { rows } = await reader.query<{ key: string }>({
            name: 'bench-awards-visible',
            text: 'SELECT t.key FROM unnest($1::int[], $2::text[]) AS w(shop_id, key) JOIN transfers t ON t.shop_id = w.shop_id AND t.key = w.key',
            values: [[...watched.values()].map(({ shopId }) => shopId), [...watched.keys()]],
          });
          const now = performance.now();
          const seen = new Set(rows.map(({ key }) => key));
          for (const [key, { dueAt }] of watched) {
            if (!seen.has(key) && now - dueAt < 20_000) continue;
            awardsMs.push(now - dueAt);
            watched.delete(key);
          }
        }
      };
      const watching = watch();
      const load = await openLoop({
        port: server.ready.port ?? 0,
        connections: CONNECTIONS,
        perSecond: PER_SECOND,
        durationMs: ROUND_MS,
        nextRequest: (index) => freshDelivery(orders[index] as PreparedWebhook),
        // One in forty is watched: looking for every one would be a load of its own.
        onSent: (index, dueAt) => {
          if (index % 40 !== 0) return;
          const orderId = orderIds - orders.length + index + 1;
          const { shopId } = buyers[index] as SeededMember;
          watched.set(`order:${orderId}:line:${orderId * 10}:rule:order`, { shopId, dueAt });
        },
      });
      isSending = false;
      await watching;
      return {
        ackP99Ms: percentile(load.latenciesMs, 0.99),
        p50Ms: percentile(awardsMs, 0.5),
        p99Ms: percentile(awardsMs, 0.99),
      };
    };
    const { rounds } = await interleave({ rounds: measureRound }, context.rounds);
    await reader.end();
    await server.stop();
    const of = (name: keyof (typeof rounds)[number]) => rounds.map((round) => round[name]);
    return {
      measures: [
        atMost(3, {
          against: "p99, against the ack's p99 of the run",
          ours: ms(median(of('p99Ms'))),
          theirs: ms(median(of('ackP99Ms'))),
          ratio: pairRatio(of('p99Ms'), of('ackP99Ms')),
        }),
        absolute('p50 <= 15 ms', median(of('p50Ms')) <= 15, {
          against: 'p50',
          ours: ms(median(of('p50Ms'))),
          theirs: '',
        }),
      ],
    };
  },
};

export const balance: BenchRow = {
  name: 'balance',
  what: 'the balance read through the app proxy door (`GET member`: signature, balance, rewards, codes and history), 64 connections',
  async run(context) {
    const { url, members } = await seed(context, 'balance', 50, 2_000);
    const ours = await startProcess('server.ts', ['web'], url);
    const theirs = await startProcess('server.ts', ['raw-read'], url);
    const side = (server: BenchProcess) => async () => {
      const next = spread(members);
      const now = new Date();
      const requests = Array.from({ length: 512 }, () => {
        const member = next();
        return proxyRequest(member.shopDomain, 'member', member.customerId, now);
      });
      let position = 0;
      const load = await closedLoop({
        port: server.ready.port ?? 0,
        connections: CONNECTIONS,
        durationMs: 2_000,
        nextRequest: () => requests[position++ % requests.length] as Buffer,
      });
      if (load.statuses[200] !== load.latenciesMs.length)
        throw new Error(`Not every balance was read: ${JSON.stringify(load.statuses)}`);
      return load.latenciesMs.length / load.seconds;
    };
    const rates = await interleave({ ours: side(ours), theirs: side(theirs) }, context.rounds);
    await ours.stop();
    await theirs.stop();
    return {
      measures: [
        atLeast(0.6, {
          against: 'raw HTTP and a prepared read, no signature',
          ours: perSecond(median(rates.ours)),
          theirs: perSecond(median(rates.theirs)),
          ratio: pairRatio(rates.ours, rates.theirs),
        }),
      ],
    };
  },
};

interface FollowedServer {
  port: number;
  pid: number;
  stop(): Promise<void>;
}

/** The web process as it runs in production: the build, started by server.js. */
async function startBuilt(databaseUrl: string): Promise<FollowedServer> {
  buildApp((sentence) => console.log(sentence));
  const port = await freePort();
  const child = spawn(process.execPath, ['server.js', 'web'], {
    env: { ...process.env, ...appEnvironment(databaseUrl), PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const healthy = async () =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
  while (!(await healthy())) {
    if (child.exitCode !== null) throw new Error(`server.js ended (${child.exitCode})`);
    await sleep(20);
  }
  return {
    port,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** As the operating system counts it. */
function residentMbOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

export const memory: BenchRow = {
  name: 'memory',
  what: 'resident memory of the web process as `node server.js web` starts it, before anybody opens the admin, under 1,000 webhooks a second',
  async run(context) {
    const { url, members } = await seed(context, 'memory', 50, 1_000);
    const next = spread(members);
    const orders = Array.from({ length: 4_096 }, () => orderOf(next()));
    const follow = async (server: FollowedServer, seconds: number) => {
      const residentMb: number[] = [];
      const loading = openLoop({
        port: server.port,
        connections: CONNECTIONS,
        perSecond: PER_SECOND,
        durationMs: seconds * 1_000,
        nextRequest: (index) => freshDelivery(orders[index % orders.length] as PreparedWebhook),
      });
      const ended = new AbortController();
      const sampling = (async () => {
        while (!ended.signal.aborted) {
          await sleep(1_000);
          residentMb.push(residentMbOf(server.pid));
        }
      })();
      const load = await loading;
      ended.abort();
      await sampling;
      await server.stop();
      return { residentMb, load };
    };
    const ours = await follow(await startBuilt(url), context.options.seconds);
    const bareProcess = await startProcess('server.ts', ['bare'], url);
    const bare = await follow(
      { port: bareProcess.ready.port ?? 0, pid: bareProcess.child.pid ?? 0, stop: () => bareProcess.stop() },
      Math.min(10, context.options.seconds),
    );
    // The first third grows the heap to its working size; a leak goes on after it.
    const settled = ours.residentMb.slice(Math.floor(ours.residentMb.length / 3));
    const half = Math.floor(settled.length / 2);
    const growth = median(settled.slice(half)) - median(settled.slice(0, half));
    const highest = Math.max(...ours.residentMb);
    return {
      measures: [
        absolute('<= 130 MB', highest <= 130, {
          against: 'the bare HTTP server, highest resident',
          ours: `${highest.toFixed(0)} MB`,
          theirs: `${Math.max(...bare.residentMb).toFixed(0)} MB`,
        }),
        absolute('no slope (<= 5 MB)', growth <= 5, {
          against: 'growth of the median, third third over second third',
          ours: `${growth.toFixed(1)} MB`,
          theirs: '',
        }),
      ],
      notes: [`${context.options.seconds} s; answers by status ${JSON.stringify(ours.load.statuses)}.`],
    };
  },
};
