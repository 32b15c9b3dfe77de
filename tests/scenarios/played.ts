/** What a scenario did, as the database and the sandbox have it afterwards: the rows of docs/programs.md are made of it. */
import { expect } from 'vitest';
import { pool } from '#app/db.server.ts';
import type { Program } from '#app/program/document.ts';
import type { Life } from './life.ts';

export interface Played {
  days: number;
  orders: number;
  refunds: number;
  /** Kinds of the rewards that were had, each with what became of them. */
  rewards: { kind: string; states: string[] }[];
  /** Ways to earn that brought something. */
  earned: string[];
  assertions: number;
}

export async function whatWasPlayed(life: Life, program: Program, begunAt: Date): Promise<Played> {
  const redemptions = await pool().query<{ kind: string; states: string[] }>(
    `SELECT kind, array_agg(DISTINCT state::text ORDER BY state::text) AS states FROM redemptions WHERE shop_id = $1
     GROUP BY kind ORDER BY kind`,
    [life.shop.id],
  );
  const orders = life.world.orders.list({ limit: 250 });
  return {
    days: Math.round((life.now.getTime() - begunAt.getTime()) / 86_400_000),
    orders: orders.length,
    refunds: orders.reduce((sum, { refunds }) => sum + refunds.length, 0),
    rewards: redemptions.rows,
    earned: await waysThatBrought(life.shop.id, program),
    assertions: expect.getState().assertionCalls,
  };
}

async function waysThatBrought(shopId: number, program: Program): Promise<string[]> {
  const { rows } = await pool().query<{ ruleId: string | null; code: string }>(
    `SELECT DISTINCT rule_id AS "ruleId", detail -> 'award' ->> 'code' AS code FROM transfers WHERE shop_id = $1 AND kind = 'award'`,
    [shopId],
  );
  const ways = rows.map(({ ruleId, code }) => {
    const rule = program.rules.find(({ id }) => id === ruleId);
    return code === 'activity' && rule?.kind === 'activity' ? rule.activity : code;
  });
  return [...new Set(ways)].sort();
}
