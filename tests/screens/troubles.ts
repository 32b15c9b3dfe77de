/**
 * What goes wrong in a shop's life, made in the `troubled` one: events that no release can read, a code that Shopify refused, a
 * change that was given up, a bulk action that left members out, and another one under way, held there by a worker that stands still.
 */
import type { Browser } from 'playwright-core';
import { openContext } from '#tests/kit/browser.ts';
import { until, type TestStack } from '#tests/kit/stack.ts';
import { openRegulars } from '#tests/journeys/steps.ts';

/** The worker stands still when this is done: what is asked for from then on is shown under way. */
export async function makeTroubles(browser: Browser, stack: TestStack): Promise<void> {
  await stack.control('/staff', { locale: 'en' });
  await stack.control('/webhooks', { topic: 'orders/paid', body: '{"id":5012,"name":"#1301","line_items":"none"}' });
  await stack.control('/webhooks', { topic: 'refunds/create', body: '{"id":77,"order_id":"five"' });
  await until('the events to be given up', async () => {
    const [row] = await stack.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM inbox_events WHERE state = 'dead'`,
    );
    return (row?.count ?? 0) >= 2;
  });
  await takeFromEveryone(browser, stack);
  await until('the bulk action to end', async () => {
    const rows = await stack.query('SELECT 1 FROM bulk_actions WHERE finished_at IS NOT NULL');
    return rows.length > 0;
  });
  process.kill(stack.pidOf('worker'), 'SIGSTOP');
  // What takes days to come about by itself, written as the app writes it.
  await stack.query(
    `UPDATE redemptions SET state = 'returned', returned_at = now() - interval '2 hours', failure = 'Discount code must be unique',
       created_at = now() - interval '3 hours'
     WHERE id = (SELECT id FROM redemptions WHERE state = 'ready' AND code IS NOT NULL AND cost_points > 0 ORDER BY id LIMIT 1)`,
  );
  await stack.query(
    `INSERT INTO outbox_tasks (shop_id, topic, subject, attempts, last_error, dead_at, created_at)
     SELECT shop_id, 'sync_member', id::text, 1, 'Owner does not exist', now(), now() - interval '1 day' FROM members
     WHERE status = 'active' ORDER BY joined_at LIMIT 1
     ON CONFLICT (shop_id, topic, subject) DO UPDATE SET last_error = EXCLUDED.last_error, dead_at = now(), attempts = 1`,
  );
  await takeFromEveryone(browser, stack);
}

/** Takes more points than some members have, so that they are left out. */
async function takeFromEveryone(browser: Browser, stack: TestStack): Promise<void> {
  const { context, page } = await openContext(browser, { width: 1280, height: 860 });
  const app = await openRegulars(page, stack, '/app/members');
  await app
    .locator('.Polaris-IndexTable input[type=checkbox]')
    .filter({ visible: true })
    .first()
    .check({ force: true });
  await app.getByRole('button', { name: 'Adjust points' }).filter({ visible: true }).first().click();
  const dialog = app.locator('.Polaris-Modal-Dialog__Modal');
  await dialog.getByLabel('What to do').selectOption({ index: 1 });
  await dialog.getByLabel('Points for each member').fill('200');
  await dialog.getByLabel('Note').fill('Booked twice at the till on Saturday');
  await dialog.getByRole('button', { name: 'Adjust points' }).click();
  await dialog.waitFor({ state: 'detached' });
  await context.close();
}
