/** How many webhooks are taken in: verified, committed and answered. */
import { startProcess, type BenchProcess } from '../kit/child.ts';
import { interleave, median, pairRatio, perSecond } from '../kit/figures.ts';
import { closedLoop } from '../kit/load.ts';
import { freshDelivery, orderBody, prepareWebhook, type PreparedWebhook } from '../kit/requests.ts';
import { withClient } from '../kit/database.ts';
import { atLeast, type BenchContext, type BenchRow } from '../kit/row.ts';

const CONNECTIONS = 64;
const ROUND_MS = 2_500;
const SHOP = 'bench-1.myshopify.com';

export function prepareBodies(count: number): PreparedWebhook[] {
  return Array.from({ length: count }, (_, index) =>
    prepareWebhook(
      SHOP,
      'orders/paid',
      orderBody({ id: 5_000_000 + index, customerId: String(7_000_000_000 + index), amount: '120.00', bytes: 2_048 }),
    ),
  );
}

async function measure<Side extends string>(context: BenchContext, sides: readonly Side[]) {
  const bodies = prepareBodies(256);
  const servers = new Map<Side, BenchProcess>();
  const rate = (side: Side) => async () => {
    const server = servers.get(side);
    let next = 0;
    const load = await closedLoop({
      port: server?.ready.port ?? 0,
      connections: CONNECTIONS,
      durationMs: ROUND_MS,
      nextRequest: () => freshDelivery(bodies[next++ % bodies.length] as PreparedWebhook),
    });
    const accepted = load.statuses[200] ?? 0;
    if (accepted !== load.latenciesMs.length)
      throw new Error(`${side}: not every webhook was taken in: ${JSON.stringify(load.statuses)}`);
    return accepted / load.seconds;
  };
  try {
    for (const side of sides) {
      const url = await context.database.create(`intake_${side.replaceAll('-', '_')}`);
      await withClient(url, (client) =>
        client.query(`INSERT INTO shops (domain, installed_at) VALUES ('${SHOP}', now())`),
      );
      servers.set(side, await startProcess('server.ts', [side], url));
    }
    return await interleave(
      Object.fromEntries(sides.map((side) => [side, rate(side)])) as Record<Side, () => Promise<number>>,
      context.rounds,
    );
  } finally {
    for (const server of servers.values()) await server.stop();
  }
}

export const intake: BenchRow = {
  name: 'intake',
  what: 'webhooks of 2 KB over 64 connections: HMAC verified, committed, answered',
  async run(context) {
    const rates = await measure(context, ['web', 'row-per-request', 'no-database']);
    const ours = perSecond(median(rates.web));
    return {
      measures: [
        atLeast(2.3, {
          against: 'the same server, a row per request',
          ours,
          theirs: perSecond(median(rates['row-per-request'])),
          ratio: pairRatio(rates.web, rates['row-per-request']),
        }),
        atLeast(0.3, {
          against: 'the same server without a database',
          ours,
          theirs: perSecond(median(rates['no-database'])),
          ratio: pairRatio(rates.web, rates['no-database']),
        }),
      ],
    };
  },
};

export const intakeCommon: BenchRow = {
  name: 'intake-common',
  what: 'the same load',
  async run(context) {
    const rates = await measure(context, ['web', 'express-prisma']);
    return {
      measures: [
        atLeast(8, {
          against: 'Express and a Prisma create per webhook',
          ours: perSecond(median(rates.web)),
          theirs: perSecond(median(rates['express-prisma'])),
          ratio: pairRatio(rates.web, rates['express-prisma']),
        }),
      ],
    };
  },
};
