/** The decision to redeem, without Shopify: debit, redemption, code and the wish for its discount, all committed. */
import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { closeDatabase, pool } from '../../app/db.server.ts';
import { PrismaClient } from '../../app/generated/prisma/client.ts';
import { audit } from '../../app/ledger/audit.server.ts';
import { redeem } from '../../app/rewards/redeem.server.ts';
import { shopFactsByDomain } from '../../app/shops/shop-store.server.ts';
import { startProcess } from '../kit/child.ts';
import { withClient } from '../kit/database.ts';
import { appEnvironment } from '../kit/environment.ts';
import { interleave, median, ms, pairRatio, percentile, perSecond, whole } from '../kit/figures.ts';
import { absolute, atLeast, atMost, type BenchRow } from '../kit/row.ts';
import { givePoints, seedMembers, type SeededMember } from '../kit/seed.ts';
import { spread } from './apply.ts';

const CONCURRENCY = 64;
const ROUND_MS = 2_000;
const MEMBERS = 2_000;
const REWARD_ID = 'rw_amount';

/** Runs `work` from several callers at once for a while. @returns the rate and the p99 of one call. */
async function load(concurrency: number, work: () => Promise<void>): Promise<{ rate: number; p99Ms: number }> {
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (performance.now() - startedAt < ROUND_MS) {
        const sentAt = performance.now();
        await work();
        latenciesMs.push(performance.now() - sentAt);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  return { rate: latenciesMs.length / seconds, p99Ms: percentile(latenciesMs, 0.99) };
}

export const redeemRow: BenchRow = {
  name: 'redeem',
  what: `the decision to redeem, committed, ${CONCURRENCY} wishes at once of ${whole(MEMBERS)} members; without Shopify`,
  async run(context) {
    Object.assign(process.env, appEnvironment(await context.database.create('redeem_ours')));
    const members = await seedMembers(50, MEMBERS);
    await givePoints(members, 10_000_000, 'redeem');
    const shops = new Map(
      await Promise.all(members.map(async (m) => [m.shopId, await shopFactsByDomain(m.shopDomain)] as const)),
    );
    const theirsUrl = await context.database.create('redeem_theirs');
    await withClient(theirsUrl, (client) =>
      client.query(
        'INSERT INTO balances (shop_id, member_id, available) SELECT s, m, 10000000 FROM unnest($1::int[], $2::uuid[]) AS t(s, m)',
        [members.map((m) => m.shopId), members.map((m) => m.memberId)],
      ),
    );
    const theirs = new pg.Pool({ connectionString: theirsUrl, max: 10 });
    theirs.on('error', () => {});
    const next = spread(members);
    const ours = async () => {
      const member = next();
      const shop = shops.get(member.shopId);
      if (!shop) throw new Error('The shop of the bench is not there.');
      const result = await redeem({
        shop,
        member: {
          shopId: member.shopId,
          id: member.memberId,
          customerId: member.customerId,
          status: 'active',
          joinedAt: new Date(),
        },
        rewardId: REWARD_ID,
        requestId: randomUUID(),
        now: new Date(),
      });
      if (!result.ok) throw new Error(`A redemption of the bench was refused: ${result.refusal}`);
    };
    const oneUpdate = async () => {
      const member = next();
      await theirs.query({
        name: 'bench-conditional-update',
        text: 'UPDATE balances SET available = available - $3, version = version + 1 WHERE shop_id = $1 AND member_id = $2 AND available >= $3',
        values: [member.shopId, member.memberId, 500],
      });
    };
    const loads = await interleave(
      {
        ours: () => load(CONCURRENCY, ours),
        theirs: () => load(CONCURRENCY, oneUpdate),
        oursAlone: () => load(1, ours),
        theirsAlone: () => load(1, oneUpdate),
      },
      context.rounds,
    );
    const breaches = await auditOurs();
    await theirs.end();
    await closeDatabase();
    const rates = (side: keyof typeof loads) => loads[side].map((entry) => entry.rate);
    const p99s = (side: keyof typeof loads) => loads[side].map((entry) => entry.p99Ms);
    return {
      measures: [
        atLeast(0.8, {
          against: 'one prepared conditional UPDATE',
          ours: perSecond(median(rates('ours'))),
          theirs: perSecond(median(rates('theirs'))),
          ratio: pairRatio(rates('ours'), rates('theirs')),
        }),
        atMost(1.5, {
          against: 'its p99',
          ours: ms(median(p99s('ours'))),
          theirs: ms(median(p99s('theirs'))),
          ratio: pairRatio(p99s('ours'), p99s('theirs')),
        }),
      ],
      notes: [
        `One wish at a time: ${perSecond(median(rates('oursAlone')))} against ${perSecond(median(rates('theirsAlone')))}, p99 ${ms(median(p99s('oursAlone')))} against ${ms(median(p99s('theirsAlone')))}.`,
        `The audit of the ledger afterwards: ${breaches} breaches.`,
      ],
    };
  },
};

async function auditOurs(): Promise<number> {
  const client = await pool().connect();
  try {
    return (await audit(client)).breaches.length;
  } finally {
    client.release();
  }
}

const RACE_MEMBERS = 200;
const RACE_POINTS = 2_500;
const RACE_COST = 500;
const KILL_AFTER_MS = 700;

/**
 * Wishes from two processes at once, which are killed with SIGKILL again and again and then send the same wishes again, as
 * browsers do. Each member has points for five of them.
 */
export const race: BenchRow = {
  name: 'race',
  what: 'redemptions from two processes at once that are killed with SIGKILL again and again; every wish is sent at least twice; each member can afford five',
  async run(context) {
    const url = await context.database.create('race_ours');
    Object.assign(process.env, appEnvironment(url));
    let wished = 0;
    let kills = 0;
    let excess = 0;
    let shared = 0;
    let breaches = 0;
    const startedAt = performance.now();
    const members = await seedMembers(20, RACE_MEMBERS);
    for (let round = 1; wished < context.options.count; round++) {
      await givePoints(members, RACE_POINTS, `race-${round}`);
      // Two wishes for each that a member can afford.
      const wishes = members.flatMap((member) =>
        Array.from({ length: (2 * RACE_POINTS) / RACE_COST }, () => ({ member, requestId: randomUUID() })),
      );
      wished += wishes.length;
      for (const isLast of [false, true]) {
        const sides = await Promise.all([
          startProcess('race-process.ts', [], url),
          startProcess('race-process.ts', [], url),
        ]);
        const working = sides.map((side) => side.ask<{ done: number }>({ wishes }).catch(() => null));
        if (!isLast) {
          await new Promise((resolve) => setTimeout(resolve, KILL_AFTER_MS * (0.3 + (round % 5) / 3)));
          for (const side of sides) if (side.child.kill('SIGKILL')) kills++;
        }
        await Promise.all(working);
        if (isLast) for (const side of sides) await side.stop();
      }
      const { rows } = await pool().query<{ redeemed: number }>(
        `SELECT count(*)::int AS redeemed FROM redemptions GROUP BY shop_id, member_id`,
      );
      const affordable = (round * RACE_POINTS) / RACE_COST;
      excess += rows.reduce((sum, row) => sum + Math.max(0, row.redeemed - affordable), 0);
      shared += rows.reduce((sum, row) => sum + Math.max(0, affordable - row.redeemed), 0);
    }
    const { rows: codes } = await pool().query<{ doubled: number }>(
      `SELECT count(*)::int - count(DISTINCT (shop_id, member_id, request_id))::int + count(*)::int - count(DISTINCT code)::int AS doubled FROM redemptions`,
    );
    breaches = await auditOurs();
    await closeDatabase();
    const wrong = await plainPrisma(await context.database.create('race_theirs'));
    const doubled = codes[0]?.doubled ?? 0;
    return {
      measures: [
        absolute('0 excess, one code each', excess === 0 && doubled === 0 && shared === 0 && breaches === 0, {
          against: 'plain Prisma (read, compare, write), wrong trials of 20',
          ours: `${excess} excess, ${doubled} double codes of ${whole(wished)}`,
          theirs: `${wrong} of 20 wrong`,
        }),
      ],
      notes: [
        `${whole(wished)} wishes, each sent from two processes and again after a kill; ${kills} processes killed with SIGKILL; ${shared} affordable wishes not granted; audit: ${breaches} breaches; ${whole((performance.now() - startedAt) / 1000)} s.`,
      ],
    };
  },
};

/** What is usual: read the balance, compare, write. @returns how many of 20 trials spent more than there was. */
async function plainPrisma(url: string): Promise<number> {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 10 }) });
  let wrong = 0;
  for (let trial = 1; trial <= 20; trial++) {
    const member = { shopId: 1, memberId: randomUUID() };
    await prisma.balance.create({ data: { ...member, available: 150 } });
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const balance = await prisma.balance.findUnique({ where: { shopId_memberId: member } });
        if (!balance || balance.available < 100n) return;
        await prisma.balance.update({
          where: { shopId_memberId: member },
          data: { available: { decrement: 100 } },
        });
      }),
    );
    const after = await prisma.balance.findUniqueOrThrow({ where: { shopId_memberId: member } });
    if (after.available !== 50n) wrong++;
  }
  await prisma.$disconnect();
  return wrong;
}

export type RaceWish = { member: SeededMember; requestId: string };
