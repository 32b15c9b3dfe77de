/**
 * A shop's life in a few words: a template is published, people join, buy, come by, redeem and bring things back, and time
 * passes. Everything goes through the real doors: the sandbox signs and delivers its webhooks to the app's HTTP server, members
 * act through the app proxy, the worker's steps run in between, and the app calls the sandbox's Admin API.
 * The clock of the process (`Date` alone) and the clock of the sandbox move together, and only when a scenario says so.
 */
import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import { createAdminHandler } from '#sandbox/admin/handler.ts';
import { readAppConfig } from '#sandbox/app-config.ts';
import { findCollection, findProduct } from '#sandbox/control/find.ts';
import { handleMail } from '#sandbox/mail/mail-pages.ts';
import { seedWorld } from '#sandbox/seed/seed.ts';
import { DeliveryPump } from '#sandbox/world/delivery-pump.ts';
import { openWorld, type World } from '#sandbox/world/world.ts';
import { createToken, apiScopes } from '#app/activities/api/tokens.server.ts';
import { codeOfPlace, createPlace, getPlace } from '#app/activities/places.server.ts';
import { listAnswers } from '#app/activities/surveys.server.ts';
import { pool } from '#app/db.server.ts';
import { prisma } from '#app/prisma.server.ts';
import { applyBatch } from '#app/intake/apply.server.ts';
import { clockedJobs } from '#app/jobs/clocked-jobs.server.ts';
import { ensureJobs, runDueJob } from '#app/jobs/schedule.server.ts';
import { runDueOutbox } from '#app/jobs/run-outbox.server.ts';
import { audit } from '#app/ledger/audit.server.ts';
import { env } from '#app/lib/env.server.ts';
import type { Channel, MessageKind } from '#app/messages/kinds.ts';
import { saveSettings } from '#app/messages/settings-store.server.ts';
import { defaultSettings } from '#app/messages/settings.ts';
import { makeProgram, type Program, type ProgramInput } from '#app/program/document.ts';
import { findTemplate } from '#app/program/templates/registry.ts';
import { forgetShopFacts, type ShopFacts } from '#app/shops/shop-store.server.ts';
import { auditTiers } from '#app/tiers/audit.server.ts';
import { openDoors, type Doors } from '#tests/kit/door.ts';
import { createShop } from '#tests/kit/factories.ts';
import { answerAsShopify, shopifyOrigin } from '#tests/kit/shopify-address.ts';
import { Person } from './person.ts';
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

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Longer waits are gone through in longer steps; what is due in between is done at the step's end. */
const stepOf = (days: number) => (days <= 3 ? 1 : days <= 35 ? 7 : 30);

export class Life {
  readonly world: World;
  readonly shop: ShopFacts;
  readonly doors: Doors;
  readonly #pump: DeliveryPump;

  constructor(world: World, shop: ShopFacts, doors: Doors) {
    this.world = world;
    this.shop = shop;
    this.doors = doors;
    this.#pump = new DeliveryPump(world, {
      onError: (error) => {
        throw error;
      },
    });
  }

  get now(): Date {
    return new Date();
  }

  /** Signs up in the store and joins the program. */
  async member(name: string, options: { newsletter?: boolean } = {}): Promise<Person> {
    const person = await this.customer(name, options);
    await person.joins();
    return person;
  }

  /** Signs up in the store, and no more. */
  async customer(name: string, { newsletter = false } = {}): Promise<Person> {
    const email = `${name}@scenario.example.com`;
    const { id } = this.world.customers.logIn(email, { firstName: name, locale: 'da' });
    if (newsletter) this.world.customers.setConsent(id, { channel: 'email', state: 'subscribed' });
    await this.settle();
    return new Person(this, id, name);
  }

  /** A minute passes: no two things happen at once. */
  tick(ms = MINUTE_MS): void {
    this.world.clock.advance(ms);
    vi.setSystemTime(this.world.clock.nowMs());
  }

  /** Days pass, and what is due in them is done. */
  async after(days: number): Promise<void> {
    const stepDays = stepOf(days);
    for (let left = days; left > 0; left -= stepDays) {
      this.tick(Math.min(left, stepDays) * DAY_MS);
      await this.settle();
      await this.runJobs();
      await this.settle();
    }
  }

  /** @param date YYYY-MM-DD: its noon. */
  async until(date: string): Promise<void> {
    const days = Math.floor((Date.parse(`${date}T12:00:00Z`) - this.now.getTime()) / DAY_MS);
    if (days > 0) await this.after(days);
    const leftMs = Date.parse(`${date}T12:00:00Z`) - this.now.getTime();
    if (leftMs > 0) this.tick(leftMs);
    await this.runJobs();
    await this.settle();
  }

  /** The merchant gives goods their tags. */
  async tagGoods(tags: Record<string, string[]>): Promise<void> {
    for (const [name, added] of Object.entries(tags)) {
      const product = findProduct(this.world, name);
      this.world.catalog.updateProduct(product.id, { tags: [...product.tags, ...added] });
    }
    await this.settle();
  }

  /** A poster with a QR code. @returns what the code says. */
  async poster(name: string): Promise<string> {
    const { id: shopId } = this.shop;
    const id = await createPlace({
      shopId,
      name,
      kind: 'poster',
      intervalMinutes: 30,
      expiresOn: null,
      now: this.now,
    });
    const place = await getPlace(pool(), shopId, id);
    if (!place) throw new Error('The place is gone.');
    return codeOfPlace(place, this.now);
  }

  /** A partner with a token of the public API, who reports what members did. @returns the points of each report. */
  async partner(name: string): Promise<(person: Person, event: Record<string, unknown>) => Promise<number>> {
    const token = await createToken({
      shopId: this.shop.id,
      name,
      scopes: apiScopes,
      memberPerDay: 50,
      perDay: 1000,
      actor: 'scenario',
      now: this.now,
    });
    return async (person, event) => {
      this.tick();
      const response = await fetch(`${this.doors.origin}/api/v1/events`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Idempotency-Key': randomUUID() },
        body: JSON.stringify({ customerId: String(person.customerId), ...event }),
      });
      const body = (await response.json()) as { points?: number };
      if (response.status !== 201) throw new Error(`The report was refused: ${JSON.stringify(body)}`);
      await this.settle();
      return body.points ?? 0;
    };
  }

  /** Sends what the sandbox has to tell, and lets the worker work until nothing is left that is due. */
  async settle(): Promise<void> {
    for (let round = 0; round < 20; round++) {
      await this.#pump.pump();
      let done = 0;
      for (let n = -1; n !== 0; done += n) n = await applyBatch(this.now);
      for (let n = -1; n !== 0; done += n) n = await runDueOutbox(50);
      if (done === 0 && this.world.webhooks.backlog().due === 0) return;
    }
    throw new Error('The worker does not come to rest.');
  }

  /** What the merchant is shown of answers that are to be looked after. */
  async unhappyAnswers(): Promise<{ score: number; comment: string }[]> {
    const answers = await listAnswers(this.shop.id, 'unhappy', 20);
    return answers.map(({ score, comment }) => ({ score, comment }));
  }

  /** SMS, push messages and partners' posts so far. */
  posted(): { to: string; text: string }[] {
    return this.world.log.mails().map(({ to, text }) => ({ to, text }));
  }

  async runJobs(): Promise<void> {
    await ensureJobs(clockedJobs, this.now);
    while (await runDueJob(clockedJobs, this.now));
  }

  /** Nothing is left undone, nothing went wrong, and every sum of the ledger adds up. */
  async endsWell(): Promise<void> {
    await this.settle();
    const undone = await pool().query(
      `SELECT topic, subject, last_error FROM outbox_tasks WHERE shop_id = $1 AND topic <> 'tell_flow'`,
      [this.shop.id],
    );
    expect(undone.rows, 'tasks that are left').toEqual([]);
    const events = await pool().query(
      `SELECT topic, state, reason FROM inbox_events WHERE shop_id = $1 AND state IN ('received', 'dead')`,
      [this.shop.id],
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
    const { SHOPIFY_API_KEY: apiKey = '', SHOPIFY_API_SECRET: apiSecret = '' } = process.env;
    world.apps.register(readAppConfig({ tomlFile: 'shopify.app.toml', appUrl: doors.origin, apiKey, apiSecret }));
    world.apps.install();
    const admin = createAdminHandler(world, { adminOrigin: () => shopifyOrigin, storeOrigin: () => shopifyOrigin });
    answerAsShopify(async (request, response) => {
      if (!(await handleMail(world, request, response))) await admin(request, response);
    });
    const program = programOf(world, templateId, options);
    const life = new Life(world, await openShop(world, program), doors);
    if (options.messages) await setUpMessages(life.shop, options.messages);
    const begunAt = life.now;
    await life.settle();
    await play(life);
    await life.endsWell();
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

async function openShop(world: World, program: Program): Promise<ShopFacts> {
  await emptyStore();
  const { domain, currencyCode } = world.shop.get();
  const token = world.apps.issueToken({ kind: 'offline' });
  const session = { id: `offline_${domain}`, shop: domain, state: '', isOnline: false, accessToken: token.token };
  await prisma().session.create({ data: { ...session, scope: token.scopes.join(',') } });
  return createShop({ domain, currencyCode, program });
}

/** The gateway is the sandbox's, on this machine: what only development may do. */
async function setUpMessages(shop: ShopFacts, kinds: NonNullable<LifeOptions['messages']>): Promise<void> {
  env().MESSAGES_ALLOW_PRIVATE_ADDRESSES = 'true';
  const receiver = { url: `${shopifyOrigin}/mail/gateway`, secret: randomUUID() };
  await saveSettings(shop.id, { ...defaultSettings, kinds, earned: 'each', gateway: receiver, webhook: receiver });
}

/** Each life begins in an empty store; ids go on, so that nothing remembered by id is taken for something new. */
async function emptyStore(): Promise<void> {
  const { rows } = await pool().query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
  );
  await pool().query(`TRUNCATE ${rows.map(({ name }) => name).join(', ')}`);
  forgetShopFacts();
}
