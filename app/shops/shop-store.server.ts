/** Owns the table of shops: who installed Regulars, and the few facts of a shop that the program needs. */
import { pool, type Sql } from '../db.server.ts';

export interface Shop {
  id: number;
  domain: string;
  name: string;
  currencyCode: string;
  timeZone: string;
  taxesIncluded: boolean;
  primaryLocale: string;
  appInstallationGid: string | null;
  installedAt: Date | null;
  uninstalledAt: Date | null;
  /** When Shopify last gave us a token: what it told of a removal before that is outdated. */
  authorizedAt: Date | null;
  onboardedAt: Date | null;
  createdAt: Date;
}

export async function getShop(domain: string): Promise<Shop | null> {
  const { rows } = await pool().query<Shop>(
    `SELECT id, domain, name, currency_code AS "currencyCode", time_zone AS "timeZone", taxes_included AS "taxesIncluded",
       primary_locale AS "primaryLocale", app_installation_gid AS "appInstallationGid", installed_at AS "installedAt",
       uninstalled_at AS "uninstalledAt", authorized_at AS "authorizedAt", onboarded_at AS "onboardedAt", created_at AS "createdAt"
     FROM shops WHERE domain = $1`,
    [domain],
  );
  return rows[0] ?? null;
}

/** @throws Response 404 when the shop never installed Regulars. */
export async function requireShop(domain: string): Promise<Shop> {
  const shop = await getShop(domain);
  if (!shop) throw new Response('This shop has not installed Regulars.', { status: 404 });
  return shop;
}

/** What the hot paths need to know of a shop, cached in this process for a short while. */
export interface ShopFacts {
  id: number;
  domain: string;
  timeZone: string;
  currencyCode: string;
  taxesIncluded: boolean;
  primaryLocale: string;
  isInstalled: boolean;
}

const CACHE_MS = 5_000;
const byDomain = new Map<string, { facts: ShopFacts; readAtMs: number }>();

/** The facts of a shop by its verified domain; a row is made for a domain that is new. */
export async function shopFactsByDomain(domain: string): Promise<ShopFacts> {
  const cached = byDomain.get(domain);
  if (cached && performance.now() - cached.readAtMs < CACHE_MS) return cached.facts;
  const rows = await selectFacts('domain = $1', [domain]);
  let facts = rows[0];
  if (!facts) {
    await pool().query('INSERT INTO shops (domain) VALUES ($1) ON CONFLICT (domain) DO NOTHING', [domain]);
    facts = (await selectFacts('domain = $1', [domain]))[0];
    if (!facts) throw new Error(`The shop ${domain} could not be written.`);
  }
  byDomain.set(domain, { facts, readAtMs: performance.now() });
  return facts;
}

/**
 * The facts of shops by id, fresh from the database.
 * @param sql the connection of the caller's transaction, if it has one: who holds a connection must not wait for another.
 */
export async function shopFactsByIds(ids: readonly number[], sql: Sql = pool()): Promise<Map<number, ShopFacts>> {
  const rows = await selectFacts('id = ANY($1::int[])', [[...new Set(ids)]], sql);
  return new Map(rows.map((facts) => [facts.id, facts]));
}

/** The facts of one shop, fresh from the database. @throws Error when there is no such shop. */
export async function requireShopFacts(id: number): Promise<ShopFacts> {
  const facts = (await shopFactsByIds([id])).get(id);
  if (!facts) throw new Error(`There is no shop ${id}.`);
  return facts;
}

/** Forgets what this process remembers of shops; for tests and after a shop changes. */
export function forgetShopFacts(): void {
  byDomain.clear();
}

async function selectFacts(condition: string, values: unknown[], sql: Sql = pool()): Promise<ShopFacts[]> {
  const { rows } = await sql.query<ShopFacts>(
    `SELECT id, domain, time_zone AS "timeZone", currency_code AS "currencyCode", taxes_included AS "taxesIncluded",
       primary_locale AS "primaryLocale", (installed_at IS NOT NULL AND uninstalled_at IS NULL) AS "isInstalled"
     FROM shops WHERE ${condition}`,
    values,
  );
  return rows;
}
