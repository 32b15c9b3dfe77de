/**
 * Figures: what members and days come to, kept beside what is recorded. This room owns `member_figures` and the rollups of the
 * analytics page; it decides nothing and books nothing. Whoever changes what a figure rests on marks it in the same transaction;
 * the fold (fold.server.ts) works it out anew afterwards. Members who are to be shown anew are marked by the outbox itself.
 */
import type { Sql } from '../db.server.ts';

export interface FigureMark {
  shopId: number;
  memberIds?: readonly string[];
  /** Days of payment of orders without a member, YYYY-MM-DD. */
  days?: readonly string[];
}

/** One row for each mark, however many members it names. Must run inside the transaction of the change. */
export async function markFigures(sql: Sql, marks: readonly FigureMark[]): Promise<void> {
  for (const { shopId, memberIds = [], days = [] } of marks) {
    if (memberIds.length === 0 && days.length === 0) continue;
    await sql.query({
      name: 'figures-mark',
      text: 'INSERT INTO figure_changes (shop_id, member_ids, days) VALUES ($1, $2, $3)',
      values: [shopId, [...memberIds], [...days]],
    });
  }
}
