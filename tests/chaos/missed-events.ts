/**
 * What no event tells: orders and refunds whose webhooks Shopify never delivers. A comparison is asked for, its workers are killed
 * while they compare, and afterwards the ledger has to have what an undisturbed delivery would have made of it (X1).
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '#tests/soak/random.ts';
import type { Fleet } from './fleet.ts';
import { settle, verify, type ScheduleResult } from './schedule.ts';

const ORDERS = 8;
/** Orders younger than this are left to their events. */
const YOUNG_MS = 31_000;
/** A killed worker's lease runs out after 30 s; it may be killed twice. */
const LIMIT_MS = 180_000;

/** @returns as a schedule does; `recoveryMs` is the time from asking until the comparison was done. */
export async function runMissedEvents(fleet: Fleet, seed: number): Promise<ScheduleResult> {
  const random = randomFrom(seed);
  const result: ScheduleResult = { seed, failures: [], recoveryMs: 0, events: 0, redemptions: 0, deeds: [] };
  const { customer } = await fleet.control<{ customer: { id: number } }>('/customers', {
    email: `chaos-${randomUUID()}@example.com`,
    state: 'enabled',
  });
  await settle(fleet, result);
  await fleet.control('/faults/deliveries', { kind: 'drop', count: 1_000 });
  for (let index = 0; index < ORDERS; index++) {
    const { order } = await fleet.control<{ order: { id: number } }>('/orders', {
      customer: customer.id,
      lines: [{ variant: 'NE-250', quantity: 1 + random.below(3) }],
      shippingRateId: 'afhentning',
    });
    if (random.chance(0.4))
      await fleet.control(`/orders/${order.id}/refund`, { lines: [{ line: 'NE-250', quantity: 1 }] });
    result.events += 1;
  }
  await sleep(1_000);
  await fleet.control('/faults', undefined, 'DELETE');
  const [unknown] = await fleet.query<{ n: string }>('SELECT count(*) AS n FROM orders WHERE customer_id = $1', [
    String(customer.id),
  ]);
  if (Number(unknown?.n) > 0) result.failures.push('a dropped delivery arrived: nothing is proven');
  await sleep(YOUNG_MS);

  const askedAt = performance.now();
  await fleet.query('UPDATE reconciliation_states SET asked_at = now(), next_at = now()');
  // The comparison is struck while somebody holds it, once or twice.
  for (let kill = random.below(2); kill >= 0; kill--) {
    const deadline = performance.now() + 20_000;
    while (performance.now() < deadline) {
      const [held] = await fleet.query<{ n: string }>(
        'SELECT count(*) AS n FROM reconciliation_states WHERE leased_until > now()',
      );
      if (Number(held?.n) > 0) break;
      await sleep(10);
    }
    fleet.kill('worker-1');
    fleet.kill('worker-2');
    result.deeds.push('kill both workers while they compare');
    await sleep(500);
  }
  for (;;) {
    const [left] = await fleet.query<{ n: string }>(
      'SELECT count(*) AS n FROM reconciliation_states WHERE asked_at IS NOT NULL OR run_id IS NOT NULL',
    );
    if (Number(left?.n) === 0) break;
    if (performance.now() - askedAt > LIMIT_MS) {
      result.failures.push('the comparison did not come to its end');
      break;
    }
    await sleep(200);
  }
  result.recoveryMs = Math.round(performance.now() - askedAt);
  await settle(fleet, result);
  await verify(fleet, [{ customerId: String(customer.id), orders: [], refunded: new Set() }], result);
  const [found] = await fleet.query<{ n: string }>(
    'SELECT count(*) AS n FROM reconciliation_findings WHERE subject IN (SELECT order_id FROM orders WHERE customer_id = $1)',
    [String(customer.id)],
  );
  if (Number(found?.n) < ORDERS) result.failures.push(`${found?.n} of ${ORDERS} missed orders were reported`);
  return result;
}
