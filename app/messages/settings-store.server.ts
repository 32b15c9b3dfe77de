/** Owns the table of message settings, and knows which channels can be used. */
import { randomBytes } from 'node:crypto';
import { pool, type Sql } from '../db.server.ts';
import { env } from '../lib/env.server.ts';
import { readSettings, type Available, type MessageSettings } from './settings.ts';

/** What announcing and sending need to know of a shop. */
export interface ShopMessages {
  settings: MessageSettings;
  available: Available;
  timeZone: string;
}

/** Announcements are made on hot paths: what was decided may be this old. */
const CACHE_MS = 5_000;
const KEPT = 5_000;
const cache = new Map<number, { found: ShopMessages; readAtMs: number }>();

/** The settings of each shop, remembered for a few seconds. */
export async function shopMessages(sql: Sql, shopIds: readonly number[]): Promise<Map<number, ShopMessages>> {
  const found = new Map<number, ShopMessages>();
  const missing: number[] = [];
  for (const shopId of new Set(shopIds)) {
    const cached = cache.get(shopId);
    if (cached && performance.now() - cached.readAtMs < CACHE_MS) found.set(shopId, cached.found);
    else missing.push(shopId);
  }
  if (missing.length === 0) return found;
  // On the caller's connection: a transaction that waited for another one could wait for ever.
  const { rows } = await sql.query<{ shop_id: number; document: unknown; time_zone: string }>({
    name: 'message-settings',
    text: `SELECT s.id AS shop_id, s.time_zone, d.document FROM shops s
           LEFT JOIN message_settings d ON d.shop_id = s.id WHERE s.id = ANY($1::int[])`,
    values: [missing],
  });
  if (cache.size > KEPT) cache.clear();
  for (const row of rows) {
    const settings = readSettings(row.document);
    const entry = { settings, available: availableChannels(settings), timeZone: row.time_zone };
    cache.set(row.shop_id, { found: entry, readAtMs: performance.now() });
    found.set(row.shop_id, entry);
  }
  return found;
}

/** The settings of one shop as they are now. */
export async function loadShopMessages(shopId: number): Promise<ShopMessages> {
  cache.delete(shopId);
  const found = (await shopMessages(pool(), [shopId])).get(shopId);
  if (!found) throw new Error(`There is no shop ${shopId}.`);
  return found;
}

export function availableChannels(settings: MessageSettings): Available {
  const gateway = settings.gateway !== null;
  return {
    email: Boolean(env().SMTP_URL && env().MESSAGES_FROM),
    sms: gateway,
    push: gateway,
    webhook: settings.webhook !== null,
  };
}

export async function saveSettings(shopId: number, settings: MessageSettings, sql: Sql = pool()): Promise<void> {
  await sql.query(
    `INSERT INTO message_settings (shop_id, document) VALUES ($1, $2)
     ON CONFLICT (shop_id) DO UPDATE SET document = excluded.document, updated_at = now()`,
    [shopId, JSON.stringify(settings)],
  );
  cache.delete(shopId);
}

/** A new secret for signing, with a prefix by which it is recognised where it does not belong. */
export function newSecret(): string {
  return `rgs_${randomBytes(24).toString('base64url')}`;
}
