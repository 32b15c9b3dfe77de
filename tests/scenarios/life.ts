/**
 * A shop's life in a few words: people join, buy, come by, redeem and bring things back, and time passes. Everything goes through the real doors: the sandbox signs and delivers its webhooks to the app's HTTP server, members
 * act through the app proxy, the worker's steps run in between, and the app calls the sandbox's Admin API.
 * The clock of the process (`Date` alone) and the clock of the sandbox move together, and only when a scenario says so.
 */
import { randomUUID } from 'node:crypto';
import { findProduct } from '#sandbox/control/find.ts';
import { DeliveryPump } from '#sandbox/world/delivery-pump.ts';
import type { World } from '#sandbox/world/world.ts';
import { createToken, apiScopes } from '#app/activities/api/tokens.server.ts';
import { codeOfPlace, createPlace, getPlace } from '#app/activities/places.server.ts';
import { listAnswers } from '#app/activities/surveys.server.ts';
import { pool } from '#app/db.server.ts';
import { applyBatch } from '#app/intake/apply.server.ts';
import { clockedJobs } from '#app/jobs/clocked-jobs.server.ts';
import { ensureJobs, runDueJob } from '#app/jobs/schedule.server.ts';
import { runDueOutbox } from '#app/jobs/run-outbox.server.ts';
import type { ShopFacts } from '#app/shops/shop-store.server.ts';
import type { Doors } from '#tests/kit/door.ts';
import { Person } from './person.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Longer waits are gone through in longer steps; what is due in between is done at the step's end. */
const stepOf = (days: number) => (days <= 3 ? 1 : days <= 35 ? 7 : 30);

export class Life {
  readonly world: World;
  readonly shop: ShopFacts;
  readonly doors: Doors;
  readonly #pump: DeliveryPump;

  readonly #setClock: (nowMs: number) => void;

  /** @param setClock moves the clock of this process. */
  constructor(world: World, shop: ShopFacts, doors: Doors, setClock: (nowMs: number) => void) {
    this.world = world;
    this.#setClock = setClock;
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
    this.#setClock(this.world.clock.nowMs());
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
}
