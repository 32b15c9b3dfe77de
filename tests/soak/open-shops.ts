/** Opens the shops of a batch, one for each history: installed, with its program published, its first members about to join. */
import { randomUUID } from 'node:crypto';
import { pool } from '#app/db.server.ts';
import { FIGURES_VERSION } from '#app/figures/part.ts';
import { shopFactsByIds } from '#app/shops/shop-store.server.ts';
import type { Delivery } from './deeds.ts';
import { History } from './history.ts';
import { StubCredit } from './credit-stub.ts';
import { cashbackOf, type Plan } from './plan.ts';
import { programOf } from './program-of.ts';
import { randomFrom } from './random.ts';
import { customerId, NOW, type Run } from './run.ts';
import type { Stub } from './shopify-stub.ts';
import { Payloads } from './truth.ts';

export async function openShops(plans: readonly Plan[], stub: Stub): Promise<Run[]> {
  const domains = plans.map(() => `soak-${randomUUID()}.myshopify.com`);
  const { rows } = await pool().query<{ id: number; domain: string }>(
    `INSERT INTO shops (domain, name, currency_code, time_zone, taxes_included, installed_at)
     SELECT domain, 'A shop', currency, 'Europe/Copenhagen', true, $3 FROM unnest($1::text[], $2::text[]) AS s(domain, currency)
     RETURNING id, domain`,
    [domains, plans.map((plan) => plan.currencyCode), NOW],
  );
  await pool().query(
    `INSERT INTO sessions (id, shop, state, "isOnline", "accessToken", scope)
     SELECT 'offline_' || d, d, '', false, 'token', 'write_discounts' FROM unnest($1::text[]) AS d`,
    [domains],
  );
  const facts = await shopFactsByIds(rows.map((row) => row.id));
  const byDomain = new Map([...facts.values()].map((shop) => [shop.domain, shop]));
  const runs = plans.map((plan, index): Run => {
    const shop = byDomain.get(domains[index] ?? '');
    if (!shop) throw new Error('every shop was written');
    const run: Run = {
      index,
      history: new History(plan),
      shop,
      payloads: new Payloads(plan.currencyCode, cashbackOf(plan)?.abroad ?? null),
      random: randomFrom(plan.disorder),
      codes: [],
      redemptionIds: [],
      version: 1,
      minutes: 0,
      forgotten: new Map(),
      past: [],
      queue: [],
      deed: null,
      ended: false,
      failures: [],
    };
    const { abroad } = cashbackOf(plan) ?? { abroad: null };
    stub.shops.set(shop.domain, {
      credit: new StubCredit(abroad?.isRefused ? abroad.currencyCode : null),
      codes: new Map(),
      refused: new Set(),
      nextCode: 'made',
      order: (id) => {
        const order = run.history.editedOrder(id);
        return order ? run.payloads.answer(order, customerId(order.customer), codesOf(run, order.redemption)) : null;
      },
    });
    return run;
  });
  await pool().query(
    `INSERT INTO program_versions (shop_id, version, document, published_at)
     SELECT shop_id, 1, document, $3 FROM unnest($1::int[], $2::jsonb[]) AS p(shop_id, document)`,
    [
      runs.map((run) => run.shop.id),
      runs.map((run) => JSON.stringify(programOf(run.history.plan, run.history.model.terms))),
      NOW,
    ],
  );
  // Every fourth shop keeps figures from its first moment on, so that what is changed without a mark is found.
  await pool().query(
    `INSERT INTO figure_states (shop_id, version, time_zone, currency_code, is_filled)
     SELECT s.id, $2, s.time_zone, s.currency_code, true FROM shops s WHERE s.id = ANY($1::int[])`,
    [runs.flatMap((run) => (run.index % 4 === 0 ? [run.shop.id] : [])), FIGURES_VERSION],
  );
  for (const run of runs) {
    const members = run.history.plan.customers.flatMap((kind, customer) => (kind === 'member' ? [customer] : []));
    const joins = members.map((customer): Delivery => ({
      topic: 'customers/update',
      fact: { kind: 'join', customer },
      edited: false,
    }));
    if (joins.length > 0) run.queue.push(joins);
  }
  return runs;
}

export function codesOf(run: Run, redemption: number | null): string[] {
  const code = redemption === null ? undefined : run.codes[redemption];
  return code === undefined ? [] : [code];
}
