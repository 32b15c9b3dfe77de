/** A member's movements for the storefront, newest first, in the same words that the merchant reads. */
import { pool } from '../db.server.ts';
import { explain } from '../i18n/explain.ts';
import type { TransferDetail } from '../ledger/reasons.ts';
import type { Locale } from '../lib/locales.ts';
import { getPublished } from '../publishing/program-store.server.ts';

const LINES = 20;

export interface HistoryLine {
  at: string;
  /** Signed: what the shopper can spend more or less. */
  points: number;
  kind: string;
  /** What it was, in a few words. */
  text: string;
  /** The sum or the circumstances, in a sentence. */
  why: string;
}

export async function memberHistory(shopId: number, memberId: string, locale: Locale): Promise<HistoryLine[]> {
  const [live, { rows }] = await Promise.all([
    getPublished(shopId),
    pool().query<{ occurred_at: Date; from_account: string; points: number; kind: string; detail: TransferDetail }>({
      name: 'storefront-history',
      text: `SELECT occurred_at, from_account, points, kind, detail FROM transfers
             WHERE shop_id = $1 AND member_id = $2 ORDER BY id DESC LIMIT ${LINES}`,
      values: [shopId, memberId],
    }),
  ]);
  const pointName = live?.program.pointName[locale] ?? { one: '', other: '' };
  return rows.map((row) => {
    const words = explain(row.detail, { locale, pointName });
    return {
      at: row.occurred_at.toISOString(),
      points: row.from_account === 'available' || row.from_account === 'pending' ? -row.points : row.points,
      kind: row.kind,
      text: words.title,
      why: words.text,
    };
  });
}
