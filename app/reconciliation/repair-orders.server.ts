/**
 * Brings orders into agreement with what Shopify says of them, through the same engine as every event, and tells what had
 * been missed. An order that was paid before the program was published stays out, as it did when it was placed.
 */
import { ZodError } from 'zod';
import { inTransaction, pool, sqlState, type Sql } from '../db.server.ts';
import { log, messageOf } from '../lib/log.server.ts';
import { applyOrderUpdates } from '../orders/apply.server.ts';
import type { OrderSnapshot } from '../orders/facts.ts';
import { emptyFacts, type OrderFacts } from '../orders/facts.ts';
import { lockOrders, orderKey, type OrderRow } from '../orders/order-store.server.ts';
import type { Program } from '../program/document.ts';
import type { ProgramsByShop } from '../publishing/live-programs.server.ts';
import { getVersion } from '../publishing/program-store.server.ts';
import type { OrderOutline } from '../shopify/bulk.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { agrees, missedBetween, outlineAgrees, pointsOf, type KnownOrder } from './compare.ts';
import type { Finding } from './findings.ts';

/** The versions of a shop's program with the instants from which each was live. */
export type Versions = readonly { version: number; publishedAt: Date }[];

export async function readVersions(shopId: number): Promise<Versions> {
  const { rows } = await pool().query<{ version: number; publishedAt: Date }>({
    name: 'reconciliation-versions',
    text: `SELECT version, published_at AS "publishedAt" FROM program_versions WHERE shop_id = $1 ORDER BY version`,
    values: [shopId],
  });
  return rows;
}

/** Shopify tells whole seconds, by a clock of its own. */
const CLOCKS_DIFFER_MS = 5000;

/** The version that was live at the instant; null before the first. */
export function versionAt(versions: Versions, at: string): number | null {
  const latestMs = Date.parse(at) + CLOCKS_DIFFER_MS;
  return versions.findLast(({ publishedAt }) => publishedAt.getTime() <= latestMs)?.version ?? null;
}

export async function readKnownOrders(shopId: number, orderIds: readonly string[]): Promise<Map<string, KnownOrder>> {
  const { rows } = await pool().query<KnownOrder & { orderId: string; facts: Partial<OrderFacts> }>({
    name: 'reconciliation-known-orders',
    text: `SELECT order_id AS "orderId", member_id AS "memberId", customer_id AS "customerId", facts
           FROM orders WHERE shop_id = $1 AND order_id = ANY($2::text[])`,
    values: [shopId, orderIds],
  });
  return new Map(rows.map(({ orderId, ...row }) => [orderId, { ...row, facts: { ...emptyFacts(), ...row.facts } }]));
}

/** Whether an order that is not known should be: it was paid while a program was live. */
function isOurs(known: KnownOrder | undefined, paidAt: string | null, versions: Versions): boolean {
  return Boolean(known) || (paidAt !== null && versionAt(versions, paidAt) !== null);
}

/** The ids of the outlined orders that must be looked at closely. */
export async function differing(
  shopId: number,
  outlines: readonly OrderOutline[],
  versions: Versions,
): Promise<string[]> {
  const known = await readKnownOrders(
    shopId,
    outlines.map((outline) => outline.orderId),
  );
  return outlines
    .filter((outline) => {
      const order = known.get(outline.orderId);
      return isOurs(order, outline.paidAt, versions) && !outlineAgrees(order, outline);
    })
    .map((outline) => outline.orderId);
}

/**
 * Applies the orders that the ledger knows otherwise, and writes with them what `save` writes, in one transaction. When one of
 * them cannot be applied, the others are, one by one, and it is a finding.
 */
export async function repairOrders(
  shop: ShopFacts,
  snapshots: readonly OrderSnapshot[],
  versions: Versions,
  now: Date,
  save: (sql: Sql, findings: readonly Finding[]) => Promise<void>,
): Promise<void> {
  const known = await readKnownOrders(
    shop.id,
    snapshots.map((snapshot) => snapshot.orderId),
  );
  const different = snapshots.filter((snapshot) => {
    const order = known.get(snapshot.orderId);
    return isOurs(order, snapshot.paidAt, versions) && !agrees(order, snapshot);
  });
  try {
    await inTransaction(async (sql) => save(sql, await applySnapshots(sql, shop, different, versions, now)));
    return;
  } catch (error) {
    if (different.length === 0 || !isAboutTheOrder(error)) throw error;
    log.warn('orders could not be repaired together and are repaired one by one', {
      shopId: shop.id,
      orders: different.length,
      error: messageOf(error),
    });
  }
  const findings: Finding[] = [];
  for (const snapshot of different) {
    try {
      findings.push(...(await inTransaction((sql) => applySnapshots(sql, shop, [snapshot], versions, now))));
    } catch (error) {
      if (!isAboutTheOrder(error)) throw error;
      log.error('an order could not be repaired', {
        shopId: shop.id,
        orderId: snapshot.orderId,
        error: messageOf(error),
      });
      findings.push({
        ...{ code: 'order_unreadable', subject: snapshot.orderId, name: snapshot.name },
        ...{ memberId: null, points: 0, repaired: false },
      });
    }
  }
  await inTransaction((sql) => save(sql, findings));
}

/** Data that PostgreSQL refuses, or a sum that would not be exact; not a database that is away. */
function isAboutTheOrder(error: unknown): boolean {
  const state = sqlState(error) ?? '';
  return state.startsWith('22') || state.startsWith('23') || error instanceof RangeError || error instanceof ZodError;
}

async function applySnapshots(
  sql: Sql,
  shop: ShopFacts,
  snapshots: readonly OrderSnapshot[],
  versions: Versions,
  now: Date,
): Promise<Finding[]> {
  if (snapshots.length === 0) return [];
  const refs = snapshots.map(({ orderId }) => ({ shopId: shop.id, orderId }));
  const before = structuredClone(await lockOrders(sql, refs));
  const shops = new Map([[shop.id, shop]]);
  for (const [version, group] of byVersion(snapshots, before, shop.id, versions)) {
    const programs = version === null ? undefined : await programsOf(shop.id, version);
    await applyOrderUpdates(
      sql,
      group.map((snapshot) => ({ shopId: shop.id, orderId: snapshot.orderId, kind: 'snapshot' as const, snapshot })),
      shops,
      now,
      programs,
    );
  }
  const after = await lockOrders(sql, refs);
  return refs.flatMap((ref) => {
    const [then, since] = [before.get(orderKey(ref)), after.get(orderKey(ref))];
    return then && since ? findingsOf(then, since) : [];
  });
}

function findingsOf(before: OrderRow, after: OrderRow): Finding[] {
  const moved = pointsOf(after.facts) - pointsOf(before.facts);
  return missedBetween(before, after).map((code, index) => ({
    ...{ code, subject: after.orderId, name: after.name, memberId: after.memberId },
    // Points are told once, with the first thing that was missed.
    ...{ points: index === 0 ? moved : 0, repaired: true },
  }));
}

/** A missed order counts by the version that was live when it was paid; orders that were known, by the live one. */
function byVersion(
  snapshots: readonly OrderSnapshot[],
  before: ReadonlyMap<string, OrderRow>,
  shopId: number,
  versions: Versions,
): Map<number | null, OrderSnapshot[]> {
  const live = versions.at(-1)?.version ?? null;
  const groups = new Map<number | null, OrderSnapshot[]>();
  for (const snapshot of snapshots) {
    const facts = before.get(orderKey({ shopId, orderId: snapshot.orderId }))?.facts;
    const paidVersion = snapshot.paidAt && !facts?.paidAt ? versionAt(versions, snapshot.paidAt) : null;
    const version = paidVersion === live ? null : paidVersion;
    groups.set(version, [...(groups.get(version) ?? []), snapshot]);
  }
  return groups;
}

async function programsOf(shopId: number, version: number): Promise<ProgramsByShop> {
  const program: Program = await getVersion(shopId, version);
  return new Map([[shopId, { version, program }]]);
}
