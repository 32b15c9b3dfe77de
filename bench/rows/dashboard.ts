/**
 * Every panel of the analytics page, at two sizes of a shop, against the same questions asked of what is recorded: in SQL, and of a
 * columnar copy by DuckDB.
 */
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { PANELS, type PanelId } from '../../app/analytics/panel.ts';
import { loadPanel } from '../../app/analytics/panels.server.ts';
import { periodPresets, type PeriodAsk } from '../../app/analytics/period.ts';
import { closeDatabase, pool } from '../../app/db.server.ts';
import { appEnvironment } from '../kit/environment.ts';
import { interleave, median, ms, pairRatio, percentile, whole } from '../kit/figures.ts';
import { LOOKED_AT, makeFiguresWorlds, type FiguresWorld } from '../kit/figures-world.ts';
import { absolute, atLeast, atMost, type BenchRow } from '../kit/row.ts';

/** The longest of the presets, compared with the one before: what costs most of all panels but the lists of the best. */
const ask: PeriodAsk = { preset: '365d', comparison: 'previous' };
/** Of short periods as of long ones: nobody who is at the top of all time need be near the top of them. */
const bestIds = PANELS.filter(({ kind }) => kind === 'members').map(({ id }) => id);
const presets = periodPresets.filter((preset) => preset !== 'custom');
const LOOKS = 40;
const SMALLER = 10;

/** The same questions of the tables themselves, in words that PostgreSQL and DuckDB both understand. */
const questions: { id: PanelId; text: string }[] = [
  {
    id: 'cohorts',
    text: `SELECT joined, paid, count(*) AS members FROM (
             SELECT DISTINCT m.id, date_trunc('month', m.joined_at) AS joined, date_trunc('month', o.paid_on) AS paid
             FROM members m JOIN orders o ON o.member_id = m.id WHERE m.joined_at >= timestamp '2025-12-01') a
           WHERE paid >= joined GROUP BY joined, paid`,
  },
  {
    id: 'members_active',
    text: `SELECT count(DISTINCT member_id) AS members FROM orders WHERE paid_on BETWEEN date '2025-11-22' AND date '2026-11-21'`,
  },
  {
    id: 'repeat_rate',
    text: `SELECT count(*) AS once, count(*) FILTER (WHERE days > 1) AS again FROM (
             SELECT member_id, count(DISTINCT paid_on) AS days FROM orders WHERE member_id IS NOT NULL GROUP BY member_id) d`,
  },
  {
    id: 'days_between_orders',
    text: `SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY pause) AS pause FROM (
             SELECT paid_on, paid_on - lag(paid_on) OVER (PARTITION BY member_id ORDER BY paid_on) AS pause
             FROM (SELECT DISTINCT member_id, paid_on FROM orders WHERE member_id IS NOT NULL) d) p WHERE pause > 0 AND paid_on >= date '2025-11-01'`,
  },
  {
    id: 'points_over_time',
    text: `SELECT date_trunc('month', booked_on) AS month, kind, sum(points) AS points FROM transfers
           WHERE booked_on BETWEEN date '2025-11-22' AND date '2026-11-21' GROUP BY 1, 2`,
  },
  {
    id: 'liability_points',
    text: `SELECT sum(CASE WHEN to_account = 'available' THEN points ELSE -points END) AS points FROM transfers`,
  },
  {
    id: 'revenue_over_time',
    text: `SELECT date_trunc('month', paid_on) AS month, member_id IS NULL AS guest, sum(total_minor - refunded_minor) AS revenue FROM orders
           WHERE paid_on BETWEEN date '2025-11-22' AND date '2026-11-21' GROUP BY 1, 2`,
  },
  {
    id: 'best_by_spend',
    text: `SELECT member_id, sum(total_minor - refunded_minor) AS spent FROM orders
           WHERE member_id IS NOT NULL AND paid_on BETWEEN date '2025-11-22' AND date '2026-11-21' GROUP BY member_id ORDER BY spent DESC LIMIT 25`,
  },
  {
    id: 'funnel',
    text: `SELECT count(*) AS joined, count(o.member_id) AS ordered, count(*) FILTER (WHERE r.used >= 1) AS used, count(*) FILTER (WHERE r.used >= 2) AS again
           FROM members m LEFT JOIN (SELECT DISTINCT member_id FROM orders WHERE member_id IS NOT NULL) o ON o.member_id = m.id
           LEFT JOIN (SELECT member_id, count(*) AS used FROM redemptions WHERE state = 'used' GROUP BY member_id) r ON r.member_id = m.id
           WHERE m.joined_at >= timestamp '2025-11-22'`,
  },
];

interface Looked {
  /** Milliseconds of each look, by panel. */
  panels: Map<PanelId, number[]>;
  /** All panels of the page together. */
  page: number[];
  /** The sum of the panels' medians. */
  total: number;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function look({ shop }: FiguresWorld): Promise<Looked> {
  const panels = new Map<PanelId, number[]>(PANELS.map(({ id }) => [id, []]));
  const page: number[] = [];
  const ids = PANELS.map(({ id }) => id);
  for (let round = 0; round <= LOOKS; round++) {
    for (const [id, times] of panels) {
      const time = await timed(() => loadPanel(shop, id, ask, LOOKED_AT));
      if (round > 0) times.push(time);
    }
    const time = await timed(() => Promise.all(ids.map((id) => loadPanel(shop, id, ask, LOOKED_AT))));
    if (round > 0) page.push(time);
  }
  return { panels, page, total: [...panels.values()].reduce((sum, times) => sum + median(times), 0) };
}

/** The slowest of the lists of the best, over all periods that have a name: what it is, and its p95. */
async function lookAtBest({ shop }: FiguresWorld): Promise<{ name: string; p95: number }> {
  const looks: { name: string; p95: number }[] = [];
  for (const id of bestIds)
    for (const preset of presets) {
      const times: number[] = [];
      for (let round = 0; round <= LOOKS; round++) {
        const time = await timed(() => loadPanel(shop, id, { ...ask, preset }, LOOKED_AT));
        if (round > 0) times.push(time);
      }
      looks.push({ name: `${id} of ${preset}`, p95: percentile(times, 0.95) });
    }
  return looks.reduce((slowest, one) => (one.p95 > slowest.p95 ? one : slowest));
}

/** A question to the rows of one shop. */
function ofShop(text: string, shopId: number): string {
  return text.replace(
    /\b(FROM|JOIN) (members|orders|transfers|redemptions)\b( [a-z]\b)?/g,
    (_, word: string, table: string, alias?: string) =>
      `${word} (SELECT * FROM ${table} WHERE shop_id = ${shopId})${alias ?? ` ${table}`}`,
  );
}

/** The tables in DuckDB, column by column, in memory. */
async function columnarCopy(folder: string, shopId: number): Promise<{ connection: DuckDBConnection; close(): void }> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const columns: Record<string, string> = {
    members: 'id, joined_at::timestamp AS joined_at',
    orders: 'member_id, paid_on, total_minor, refunded_minor',
    transfers: 'member_id, to_account, points, kind, booked_on',
    redemptions: 'member_id, state',
  };
  for (const [table, names] of Object.entries(columns)) {
    const file = join(folder, `${table}.csv`);
    await pool().query(
      `COPY (SELECT ${names} FROM ${table} WHERE shop_id = ${shopId}) TO '${file}' WITH (FORMAT csv, HEADER)`,
    );
    await connection.run(`CREATE TABLE ${table} AS SELECT * FROM read_csv('${file}', header = true)`);
  }
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

export const dashboard: BenchRow = {
  name: 'dashboard',
  what: `each of the ${PANELS.length} panels of the analytics page over a year, compared with the year before`,
  async run(context) {
    const members = context.options.members;
    Object.assign(process.env, appEnvironment(await context.database.create('dashboard')));
    const [smallWorld, bigWorld] = await makeFiguresWorlds([Math.ceil(members / SMALLER), members]);
    if (!smallWorld || !bigWorld) throw new Error('there is a world for each size');
    const [small, big] = [await look(smallWorld), await look(bigWorld)];
    const best = await lookAtBest(bigWorld);
    console.log(
      `  ${whole(bigWorld.transfers)} transfers: all panels ${ms(big.total)}, the page ${ms(percentile(big.page, 0.95))}; at ${whole(smallWorld.transfers)}: ${ms(small.total)}`,
    );
    const duck = await columnarCopy(context.database.folder, bigWorld.shop.id);
    const inSql = questions.map(({ text }) => ofShop(text, bigWorld.shop.id));
    const asked = questions.map(({ id }) => id);
    const times = await interleave(
      {
        ours: () =>
          timed(async () => {
            for (const id of asked) await loadPanel(bigWorld.shop, id, { ...ask, comparison: 'none' }, LOOKED_AT);
          }),
        sql: () =>
          timed(async () => {
            for (const text of inSql) await pool().query(text);
          }),
        duckdb: () =>
          timed(async () => {
            for (const { text } of questions) await duck.connection.runAndReadAll(text);
          }),
      },
      context.rounds,
    );
    duck.close();
    await closeDatabase();
    const slowest = [...big.panels]
      .map(([id, looks]) => ({ id, p95: percentile(looks, 0.95), p50: median(looks) }))
      .sort((a, b) => b.p95 - a.p95);
    const [first] = slowest;
    const page = percentile(big.page, 0.95);
    const ours = `${ms(median(times.ours))} for ${asked.length} panels`;
    return {
      measures: [
        absolute('<= 10 ms', (first?.p95 ?? 0) <= 10, {
          against: `p95 of the slowest panel (${first?.id})`,
          ours: ms(first?.p95 ?? 0),
          theirs: '',
        }),
        absolute('<= 10 ms', best.p95 <= 10, {
          against: `p95 of the slowest list of the best, over every period with a name (${best.name})`,
          ours: ms(best.p95),
          theirs: '',
        }),
        absolute('<= 50 ms', page <= 50, { against: 'p95 of all panels at once', ours: ms(page), theirs: '' }),
        atMost(1.3, {
          against: `all panels at ${whole(smallWorld.transfers)} transfers`,
          ours: ms(big.total),
          theirs: ms(small.total),
          ratio: big.total / small.total,
        }),
        atLeast(100, {
          against: 'the same questions in SQL over the tables',
          ours,
          theirs: ms(median(times.sql)),
          ratio: pairRatio(times.sql, times.ours),
        }),
        atLeast(10, {
          against: 'the same questions in DuckDB over a columnar copy',
          ours,
          theirs: ms(median(times.duckdb)),
          ratio: pairRatio(times.duckdb, times.ours),
        }),
      ],
      notes: [
        `${whole(members)} members, ${whole(bigWorld.orders)} orders, ${whole(bigWorld.transfers)} transfers of one shop; the job folded ${whole(bigWorld.foldedPerSecond)} members a second when it filled the figures of this history.`,
        `Slowest, p95 (p50): ${slowest
          .slice(0, 8)
          .map(({ id, p95, p50 }) => `${id} ${ms(p95)} (${ms(p50)})`)
          .join(', ')}.`,
      ],
    };
  },
};
