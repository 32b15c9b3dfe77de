/** Proves that the lists of the best name who has most, in the order of the page, with what each member's part comes to. Reads only. */
import type { Sql } from '../db.server.ts';
import { isListed, readBestLists, type BestList } from './best-lists.server.ts';
import { valueIn } from './best.ts';
import type { MemberPart } from './part.ts';

interface ListAudit {
  /** Looks at a member who has no mark. @returns a sentence for each list that says something else than the part. */
  look(memberId: string, part: MemberPart): string[];
}

export async function auditBestLists(sql: Sql, shopId: number): Promise<ListAudit> {
  const lists = await readBestLists(sql, shopId);
  const { rows } = await sql.query<{ list: string; memberId: string; value: number }>(
    `SELECT concat_ws(' ', measure, to_char(first_on, 'YYYY-MM-DD'), to_char(last_on, 'YYYY-MM-DD')) AS list, member_id AS "memberId", value::bigint
     FROM best_members WHERE shop_id = $1`,
    [shopId],
  );
  const listed = new Map(rows.map(({ list, memberId, value }) => [`${list} ${memberId}`, Number(value)]));
  const nameOf = ({ measure, firstOn, lastOn }: BestList) => `${measure} ${firstOn} ${lastOn}`;
  return {
    look: (memberId, part) =>
      lists.flatMap((list) => {
        const value = valueIn(part, list);
        const right = isListed({ memberId, value }, list.beyond) ? value : 0;
        const is = listed.get(`${nameOf(list)} ${memberId}`) ?? 0;
        return is === right
          ? []
          : [`a list of the best says who has most: shop ${shopId} ${nameOf(list)} ${memberId}: ${is}, not ${right}`];
      }),
  };
}
