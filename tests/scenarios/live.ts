/** Plays a template from its publication to a clean end, on a clock that only the scenario moves. */
import { expect, vi } from 'vitest';
import { findCollection, findProduct } from '#sandbox/control/find.ts';
import { seedWorld } from '#sandbox/seed/seed.ts';
import { openWorld, type World } from '#sandbox/world/world.ts';
import { pool } from '#app/db.server.ts';
import { audit } from '#app/ledger/audit.server.ts';
import type { Channel, MessageKind } from '#app/messages/kinds.ts';
import { makeProgram, type Program, type ProgramInput } from '#app/program/document.ts';
import { findTemplate } from '#app/program/templates/registry.ts';
import { auditTiers } from '#app/tiers/audit.server.ts';
import { openDoors } from '#tests/kit/door.ts';
import { answerAsShopify } from '#tests/kit/shopify-address.ts';
import { Life } from './life.ts';
import { connect, openShop, setUpMessages } from './opening.ts';
import { whatWasPlayed, type Played } from './played.ts';

export interface LifeOptions {
  /** When it begins; a Monday morning in the shop's town when nothing is said. */
  at?: string;
  /** Goods that the merchant chooses, by SKU or handle. */
  free?: string[];
  membership?: string[];
  collections?: string[];
  /** Which messages go out by SMS and push, to the sandbox's gateway; partners get theirs as well. */
  messages?: Partial<Record<MessageKind, Channel[]>>;
  /** What the merchant changes before publishing. */
  adapt?(document: ProgramInput): ProgramInput;
}

/** Publishes the template in the demo's shop (prices in kroner, taxes included), plays, and ends well. */
export async function live(
  templateId: string,
  options: LifeOptions,
  play: (life: Life) => Promise<void>,
): Promise<Played> {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(options.at ?? '2026-01-05T09:00:00Z') });
  const doors = await openDoors();
  const world = openWorld({ file: ':memory:', startAt: new Date().toISOString(), frozen: true });
  try {
    seedWorld(world, { pastOrders: 0 });
    connect(world, doors);
    const program = programOf(world, templateId, options);
    const life = new Life(world, await openShop(world, program), doors, (nowMs) => vi.setSystemTime(nowMs));
    if (options.messages) await setUpMessages(life.shop, options.messages);
    const begunAt = life.now;
    await life.settle();
    await play(life);
    await endsWell(life);
    return await whatWasPlayed(life, program, begunAt);
  } finally {
    answerAsShopify(null);
    await doors.close();
    world.close();
    vi.useRealTimers();
  }
}

function programOf(world: World, templateId: string, options: LifeOptions): Program {
  const template = findTemplate(templateId);
  if (!template) throw new Error(`There is no template "${templateId}".`);
  const products = (names: string[] = []) => names.map((name) => String(findProduct(world, name).id));
  const document = template.document({
    currencyCode: world.shop.get().currencyCode,
    today: new Date().toISOString().slice(0, 10),
    freeProductIds: products(options.free),
    membershipProductIds: products(options.membership),
    collectionIds: (options.collections ?? []).map((name) => String(findCollection(world, name).id)),
  });
  return makeProgram(options.adapt ? options.adapt(document) : document);
}

/** Nothing is left undone, nothing went wrong, and every sum of the ledger adds up. */
async function endsWell(life: Life): Promise<void> {
  await life.settle();
  const undone = await pool().query(
    `SELECT topic, subject, last_error FROM outbox_tasks WHERE shop_id = $1 AND topic <> 'tell_flow'`,
    [life.shop.id],
  );
  expect(undone.rows, 'tasks that are left').toEqual([]);
  const events = await pool().query(
    `SELECT topic, state, reason FROM inbox_events WHERE shop_id = $1 AND state IN ('received', 'dead')`,
    [life.shop.id],
  );
  expect(events.rows, 'events that are left').toEqual([]);
  const jobs = await pool().query(`SELECT name, last_error FROM scheduled_jobs WHERE last_error IS NOT NULL`);
  expect(jobs.rows, 'jobs that failed').toEqual([]);
  const client = await pool().connect();
  try {
    expect((await audit(client)).breaches, 'the ledger audit').toEqual([]);
    expect(await auditTiers(client), 'the audit of levels').toEqual([]);
  } finally {
    client.release();
  }
}
