/** A member's movements for the storefront, newest first, in the same words that the merchant reads. */
import { explain } from '../i18n/explain.ts';
import type { TransferDetail } from '../ledger/reasons.ts';
import type { Locale } from '../lib/locales.ts';
import { readByMember } from '../members/read-by-member.server.ts';
import { pointNames } from '../program/point-name.ts';
import type { LiveProgram } from '../publishing/live-programs.server.ts';

const LINES = 20;

export interface HistoryLine {
  at: string;
  /** Signed: what the shopper has more or less, pending points included; 0 when pending points became available. */
  points: number;
  kind: string;
  /** What it was, in a few words. */
  text: string;
  /** The sum or the circumstances, in a sentence. */
  why: string;
}

const readMovements = readByMember<{
  occurred_at: Date;
  from_account: string;
  to_account: string;
  points: number;
  kind: string;
  detail: TransferDetail;
}>({
  name: 'storefront-history',
  text: `SELECT m.shop_id AS "ofShop", m.member_id AS "ofMember", t.occurred_at, t.from_account, t.to_account, t.points, t.kind, t.detail
         FROM unnest($1::int[], $2::uuid[]) AS m(shop_id, member_id) CROSS JOIN LATERAL (
           SELECT * FROM transfers WHERE shop_id = m.shop_id AND member_id = m.member_id ORDER BY id DESC LIMIT ${LINES}) t
         ORDER BY t.id DESC`,
});

/** @param live whose words for points are used; null before the first program. */
export async function memberHistory(
  member: { shopId: number; id: string },
  live: LiveProgram | null,
  locale: Locale,
): Promise<HistoryLine[]> {
  const rows = await readMovements(member.shopId, member.id);
  const pointName = live ? pointNames(live.program)[locale] : { one: '', other: '' };
  return rows.map((row) => {
    const words = explain(row.detail, { locale, pointName });
    return {
      at: row.occurred_at.toISOString(),
      points: signed(row),
      kind: row.kind,
      text: words.title,
      why: words.text,
    };
  });
}

const ofMember = (account: string) => account === 'available' || account === 'pending';

function signed(row: { from_account: string; to_account: string; points: number }): number {
  return (ofMember(row.to_account) ? row.points : 0) - (ofMember(row.from_account) ? row.points : 0);
}
