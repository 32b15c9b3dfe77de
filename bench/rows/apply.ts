/**
 * Awards written to the ledger in batches: balances, transfers, lots and rollups. The baselines write the same rows, or fewer,
 * into databases of their own.
 */
import { createHash, randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { closeDatabase, inTransaction } from '../../app/db.server.ts';
import { PrismaClient } from '../../app/generated/prisma/client.ts';
import { post } from '../../app/ledger/post.server.ts';
import { hashTransfer, type NewTransfer } from '../../app/ledger/transfer.ts';
import { withClient } from '../kit/database.ts';
import { appEnvironment } from '../kit/environment.ts';
import { interleave, median, pairRatio, perSecond } from '../kit/figures.ts';
import { atLeast, type BenchRow } from '../kit/row.ts';
import { awardOf, seedMembers, type SeededMember } from '../kit/seed.ts';

const BATCH = 500;
const BATCHES_PER_ROUND = 12;
const PRISMA_AWARDS_PER_ROUND = 150;
const SHOPS = 1_000;
const MEMBERS = 6_000;

let orders = 0;

/** Awards with keys that none had before, for members that the caller chooses. */
export function freshAwards(count: number, member: (index: number) => SeededMember): NewTransfer[] {
  return Array.from({ length: count }, (_, index) => awardOf(member(index), String(++orders)));
}

/** Picks members all over the list, always in the same way. */
export function spread(members: readonly SeededMember[]): () => SeededMember {
  let position = 0;
  return () => {
    position = (position + 7_919) % members.length;
    return members[position] as SeededMember;
  };
}

export async function postInBatches(transfers: readonly NewTransfer[]): Promise<number> {
  const startedAt = performance.now();
  for (let from = 0; from < transfers.length; from += BATCH) {
    const batch = transfers.slice(from, from + BATCH);
    await inTransaction((sql) => post(sql, batch));
  }
  return transfers.length / ((performance.now() - startedAt) / 1000);
}

function transferColumns(transfers: readonly NewTransfer[]): unknown[] {
  return [
    transfers.map((t) => t.shopId),
    transfers.map((t) => t.key),
    transfers.map((t) => t.memberId),
    transfers.map((t) => t.points),
    transfers.map((t) => t.sourceId),
    transfers.map(hashTransfer),
    transfers.map((t) => JSON.stringify(t.detail)),
    transfers.map((t) => t.occurredAt.toISOString()),
  ];
}

const insertTransfers = `INSERT INTO transfers (shop_id, key, member_id, from_account, to_account, points, kind, source_type, source_id, rule_id,
    program_version, input_hash, detail, booked_on, occurred_at)
  SELECT shop_id, key, member_id, 'issued', 'available', points, 'award', 'order', source_id, 'order', 1, hash, detail,
    '2026-11-21', occurred_at
  FROM unnest($1::int[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::bytea[], $7::jsonb[], $8::timestamptz[])
    AS t(shop_id, key, member_id, points, source_id, hash, detail, occurred_at)
  ON CONFLICT DO NOTHING RETURNING shop_id, key, member_id, points, occurred_at`;

/** The same effect in SQL written by hand for awards alone: one statement that does everything. */
const byHand = `WITH written AS (${insertTransfers}),
  opened AS (INSERT INTO lots (shop_id, key, member_id, points, remaining, opened_at)
    SELECT shop_id, key, member_id, points, points, occurred_at FROM written),
  moved AS (INSERT INTO balances AS b (shop_id, member_id, available, version)
    SELECT shop_id, member_id, sum(points), 1 FROM written GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (shop_id, member_id) DO UPDATE SET available = b.available + excluded.available, version = b.version + 1, updated_at = now())
  INSERT INTO daily_rollups AS r (shop_id, booked_on, kind, bucket, points, transfers)
    SELECT shop_id, '2026-11-21', 'award:in', get_byte(uuid_send(member_id), 15) % 16, sum(points), count(*) FROM written
    GROUP BY 1, 4 ORDER BY 1, 4
    ON CONFLICT (shop_id, booked_on, kind, bucket) DO UPDATE SET points = r.points + excluded.points, transfers = r.transfers + excluded.transfers`;

async function runStatement(client: pg.Client, name: string, text: string, transfers: readonly NewTransfer[]) {
  const startedAt = performance.now();
  for (let from = 0; from < transfers.length; from += BATCH)
    await client.query({ name, text, values: transferColumns(transfers.slice(from, from + BATCH)) });
  return transfers.length / ((performance.now() - startedAt) / 1000);
}

/** What is usual: one interactive transaction for each award. */
async function prismaAward(prisma: PrismaClient, transfer: NewTransfer): Promise<void> {
  const member = { shopId: transfer.shopId, memberId: transfer.memberId };
  const rollup = {
    shopId: transfer.shopId,
    bookedOn: new Date('2026-11-21'),
    kind: 'award:in',
    bucket: Number.parseInt(transfer.memberId.slice(-2), 16) % 16,
  };
  await prisma.$transaction(async (tx) => {
    const known = await tx.transfer.findUnique({
      where: { shopId_key: { shopId: transfer.shopId, key: transfer.key } },
    });
    if (known) return;
    await tx.transfer.create({
      data: {
        ...member,
        key: transfer.key,
        fromAccount: 'issued',
        toAccount: 'available',
        points: transfer.points,
        kind: 'award',
        sourceType: 'order',
        sourceId: transfer.sourceId,
        ruleId: 'order',
        programVersion: 1,
        inputHash: createHash('sha256').update(randomUUID()).digest(),
        detail: JSON.parse(JSON.stringify(transfer.detail)),
        bookedOn: rollup.bookedOn,
        occurredAt: transfer.occurredAt,
      },
    });
    await tx.lot.create({
      data: {
        ...member,
        key: transfer.key,
        points: transfer.points,
        remaining: transfer.points,
        openedAt: transfer.occurredAt,
      },
    });
    await tx.balance.upsert({
      where: { shopId_memberId: member },
      create: { ...member, available: transfer.points },
      update: { available: { increment: transfer.points }, version: { increment: 1 } },
    });
    await tx.dailyRollup.upsert({
      where: { shopId_bookedOn_kind_bucket: rollup },
      create: { ...rollup, points: transfer.points, transfers: 1 },
      update: { points: { increment: transfer.points }, transfers: { increment: 1 } },
    });
  });
}

export const apply: BenchRow = {
  name: 'apply',
  what: `awards posted to the ledger (balances, transfers, lots, rollups) in batches of ${BATCH}, over ${SHOPS} shops and ${MEMBERS} members, one connection`,
  async run(context) {
    const urls = {
      ours: await context.database.create('apply_ours'),
      byHand: await context.database.create('apply_by_hand'),
      insertOnly: await context.database.create('apply_insert_only'),
      prisma: await context.database.create('apply_prisma'),
    };
    Object.assign(process.env, appEnvironment(urls.ours));
    const members = await seedMembers(SHOPS, MEMBERS);
    const next = spread(members);
    const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: urls.prisma, max: 4 }) });
    const rates = await withClient(urls.byHand, (handClient) =>
      withClient(urls.insertOnly, (insertClient) =>
        interleave(
          {
            ours: () => postInBatches(freshAwards(BATCH * BATCHES_PER_ROUND, next)),
            byHand: () =>
              runStatement(handClient, 'bench-by-hand', byHand, freshAwards(BATCH * BATCHES_PER_ROUND, next)),
            insertOnly: () =>
              runStatement(insertClient, 'bench-insert', insertTransfers, freshAwards(BATCH * BATCHES_PER_ROUND, next)),
            prisma: async () => {
              const awards = freshAwards(PRISMA_AWARDS_PER_ROUND, next);
              const startedAt = performance.now();
              for (const award of awards) await prismaAward(prisma, award);
              return awards.length / ((performance.now() - startedAt) / 1000);
            },
          },
          context.rounds,
        ),
      ),
    );
    await prisma.$disconnect();
    await closeDatabase();
    const ours = perSecond(median(rates.ours));
    return {
      measures: [
        atLeast(0.8, {
          against: 'one statement written by hand',
          ours,
          theirs: perSecond(median(rates.byHand)),
          ratio: pairRatio(rates.ours, rates.byHand),
        }),
        atLeast(60, {
          against: 'a Prisma interactive transaction per award',
          ours,
          theirs: perSecond(median(rates.prisma)),
          ratio: pairRatio(rates.ours, rates.prisma),
        }),
        atLeast(0.4, {
          against: 'inserting the transfers only',
          ours,
          theirs: perSecond(median(rates.insertOnly)),
          ratio: pairRatio(rates.ours, rates.insertOnly),
        }),
      ],
    };
  },
};

export const hot: BenchRow = {
  name: 'hot',
  what: `the same, all awards to one shop, and all to one member`,
  async run(context) {
    Object.assign(process.env, appEnvironment(await context.database.create('hot')));
    const members = await seedMembers(SHOPS, MEMBERS);
    const first = members[0] as SeededMember;
    // The hot shop has as many members as all the shops of the other side together.
    const oneShop = members.map((member) => ({ ...member, shopId: first.shopId }));
    const everywhere = spread(members);
    const inOneShop = spread(oneShop);
    const count = BATCH * BATCHES_PER_ROUND;
    const rates = await interleave(
      {
        spread: () => postInBatches(freshAwards(count, everywhere)),
        shop: () => postInBatches(freshAwards(count, inOneShop)),
        member: () => postInBatches(freshAwards(count, () => first)),
      },
      context.rounds,
    );
    await closeDatabase();
    const theirs = perSecond(median(rates.spread));
    return {
      measures: [
        atLeast(0.9, {
          against: `all to one shop, against ${SHOPS} shops`,
          ours: perSecond(median(rates.shop)),
          theirs,
          ratio: pairRatio(rates.shop, rates.spread),
        }),
        atLeast(0.8, {
          against: `all to one member, against ${SHOPS} shops`,
          ours: perSecond(median(rates.member)),
          theirs,
          ratio: pairRatio(rates.member, rates.spread),
        }),
      ],
    };
  },
};
