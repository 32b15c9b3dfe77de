/**
 * What of the app's own set-up is missing at Shopify. Scopes can be asked for. Subscriptions of `shopify.app.toml` cannot: Shopify lists
 * only those that were made by its API (webhookSubscriptions, admin 2026-07). They are told by what they should have told: the
 * comparisons found it again and again, and no event of the kind came in all that time. Only reads.
 */
import { pool } from '../db.server.ts';
import { log, messageOf } from '../lib/log.server.ts';
import type { FindingCode } from '../reconciliation/findings.ts';
import { fetchGrantedScopes } from '../shopify/granted-scopes.server.ts';
import type { SetupGaps } from './operations-view.ts';

/** Events are kept for seven days after they were applied. */
const DAYS = 7;
/** A single one may have been lost on its way. */
const LEAST = 2;

const topicOf: Partial<Record<FindingCode, string>> = {
  missed_order: 'orders/paid',
  missed_payment: 'orders/paid',
  missed_refund: 'refunds/create',
  missed_cancellation: 'orders/cancelled',
  missed_edit: 'orders/edited',
  missed_fulfillment: 'orders/fulfilled',
  missed_merge: 'customers/merge',
  missed_deletion: 'customers/delete',
};

/** When Shopify does not answer, nothing is said of scopes. */
export async function readSetup(
  shop: { id: number; domain: string },
  wantedScopes: readonly string[],
  now: Date,
): Promise<SetupGaps> {
  const [scopes, topics] = await Promise.all([
    fetchGrantedScopes(shop.domain).then(
      (granted) => missingScopes(wantedScopes, granted),
      (error: unknown) => {
        log.warn('the granted scopes could not be read', { shopId: shop.id, error: messageOf(error) });
        return [];
      },
    ),
    silentTopics(shop.id, now),
  ]);
  return { scopes, topics };
}

/** Who may write may read. */
export function missingScopes(wanted: readonly string[], granted: readonly string[]): string[] {
  const has = new Set(granted);
  return wanted.filter((scope) => !has.has(scope) && !has.has(scope.replace(/^read_/, 'write_'))).sort();
}

async function silentTopics(shopId: number, now: Date): Promise<SetupGaps['topics']> {
  const codes = Object.entries(topicOf);
  const { rows } = await pool().query<{ topic: string; missed: number }>(
    `SELECT c.topic, count(DISTINCT f.subject)::int AS missed FROM unnest($3::text[], $4::text[]) AS c(code, topic)
     JOIN reconciliation_findings f ON f.shop_id = $1 AND f.code = c.code AND f.found_at >= $2
     WHERE NOT EXISTS (SELECT 1 FROM inbox_events e WHERE e.shop_id = $1 AND e.topic = c.topic AND e.received_at >= $2)
     GROUP BY c.topic HAVING count(DISTINCT f.subject) >= ${LEAST} ORDER BY missed DESC, c.topic`,
    [
      ...[shopId, new Date(now.getTime() - DAYS * 24 * 60 * 60_000)],
      ...[codes.map(([code]) => code), codes.map(([, topic]) => topic)],
    ],
  );
  return rows;
}
