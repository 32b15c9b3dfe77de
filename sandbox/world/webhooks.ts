/**
 * The queue of webhook deliveries: subscriptions, retries on Shopify's back-off by the sandbox's clock, and the faults that
 * can be asked for. It sends nothing itself; delivery-pump.ts takes what is due.
 */
import { createHash } from 'node:crypto';
import type { Context } from './context.ts';
import type { WebhooksRoom } from './machine-contract.ts';
import { Table } from './database.ts';
import type { Condition } from './database.ts';
import { refuse } from './refusal.ts';
import { planDelivery, shuffled } from './delivery-faults.ts';
import type {
  ActiveDeliveryFault,
  AppRegistration,
  Delivery,
  DeliveryFault,
  DeliveryStatus,
  WebhookSubscription,
} from './machine-types.ts';
import type { Json } from './types.ts';

/** Shopify: 8 retries over 4 hours, exponential. These eight add up to four hours. */
export const RETRY_AFTER_MS = [1, 2, 4, 8, 15, 30, 60, 120].map((minutes) => minutes * 60_000);

export class WebhookQueue implements WebhooksRoom {
  readonly #context: Context;
  readonly #subscriptions: Table<WebhookSubscription>;
  readonly #deliveries: Table<Delivery>;
  readonly #faults: Table<ActiveDeliveryFault>;

  constructor(context: Context) {
    this.#context = context;
    this.#subscriptions = new Table<WebhookSubscription>(context.db, 'webhook_subscriptions', {
      topic: { type: 'TEXT', of: ({ topic }) => topic },
    });
    this.#deliveries = new Table<Delivery>(context.db, 'deliveries', {
      status: { type: 'TEXT', of: ({ status }) => status },
      topic: { type: 'TEXT', of: ({ topic }) => topic },
      due_at_ms: { type: 'INTEGER', of: ({ dueAtMs }) => Math.trunc(dueAtMs) },
    });
    this.#faults = new Table<ActiveDeliveryFault>(context.db, 'delivery_faults');
    // What was being sent when the sandbox stopped has an unknown outcome: Shopify would deliver again.
    for (const delivery of this.#deliveries.find([{ column: 'status', value: 'in_flight' }])) {
      this.#deliveries.put({ ...delivery, status: 'queued' });
    }
  }

  subscriptions(): WebhookSubscription[] {
    return this.#subscriptions.find();
  }

  subscription(id: number): WebhookSubscription | null {
    return this.#subscriptions.get(id);
  }

  subscribe(input: Parameters<WebhooksRoom['subscribe']>[0]): WebhookSubscription {
    return this.#addSubscription(input, 'api');
  }

  unsubscribe(id: number): void {
    this.#subscriptions.delete(id);
  }

  replaceTomlSubscriptions(app: AppRegistration): void {
    for (const subscription of this.subscriptions()) {
      if (subscription.source === 'toml') this.#subscriptions.delete(subscription.id);
    }
    const isTaken = (topic: string, uri: string): boolean =>
      this.subscriptions().some((subscription) => subscription.topic === topic && subscription.uri === uri);
    for (const wanted of app.webhookSubscriptions) {
      if (!isTaken(wanted.topic, wanted.uri)) this.#addSubscription(wanted, 'toml');
    }
  }

  /** Drops deliveries planned for later, e.g. shop/redact when the app is installed again within 48 hours. */
  cancelPlanned(topic: string): void {
    const now = this.#nowMs();
    for (const delivery of this.#deliveries.find([{ column: 'topic', value: topic }])) {
      if (delivery.status === 'queued' && delivery.dueAtMs > now) this.#deliveries.delete(delivery.id);
    }
  }

  emit(topic: string, payload: Json | (() => Json), options: Parameters<WebhooksRoom['emit']>[2] = {}): Delivery[] {
    const subscriptions = this.#subscriptions.find([{ column: 'topic', value: topic }]);
    const targets = options.uri ? [{ id: null, uri: options.uri, includeFields: [] as string[] }] : subscriptions;
    if (targets.length === 0) return [];
    return this.#context.db.transaction(() => {
      const whole = typeof payload === 'function' ? payload() : payload;
      const eventId = options.eventId ?? this.#uuid('event');
      const world = this.#context.world();
      return targets.flatMap((target) => {
        const body = options.rawBody ?? JSON.stringify(pick(whole, target.includeFields));
        const delivery: Delivery = {
          id: this.#context.db.nextId(),
          webhookId: this.#uuid('webhook'),
          eventId,
          subscriptionId: target.id,
          topic,
          uri: target.uri,
          apiVersion: world.apps.registration()?.webhookApiVersion ?? '2026-07',
          body,
          triggeredAt: new Date(this.#nowMs()).toISOString(),
          dueAtMs: Math.trunc(options.atMs ?? this.#nowMs()),
          status: 'queued',
          attempts: [],
          fault: null,
          copyOfId: null,
        };
        return this.#planned(delivery);
      });
    });
  }

  delivery(id: number): Delivery | null {
    return this.#deliveries.get(id);
  }

  deliveries(options: Parameters<WebhooksRoom['deliveries']>[0] = {}): Delivery[] {
    const conditions = [];
    if (options.topic) conditions.push({ column: 'topic', value: options.topic });
    if (options.status) conditions.push({ column: 'status', value: options.status });
    return this.#deliveries.find(conditions, options);
  }

  backlog(): { open: number; due: number; held: number } {
    const due: Condition = { column: 'due_at_ms', is: '<=', value: Math.trunc(this.#nowMs()) };
    const withStatus = (status: DeliveryStatus, ...more: Condition[]): number =>
      this.#deliveries.count({ column: 'status', value: status }, ...more);
    const held = withStatus('held');
    const inFlight = withStatus('in_flight');
    return {
      open: withStatus('queued') + withStatus('retrying') + held + inFlight,
      due: withStatus('queued', due) + withStatus('retrying', due) + inFlight,
      held,
    };
  }

  redeliver(id: number): Delivery {
    const delivery = this.delivery(id) ?? refuse('NOT_FOUND', 'There is no such delivery.', ['id']);
    return this.#deliveries.put({
      ...delivery,
      id: this.#context.db.nextId(),
      dueAtMs: Math.trunc(this.#nowMs()),
      status: 'queued',
      attempts: [],
      fault: 'redelivered by hand',
      copyOfId: delivery.id,
    });
  }

  addFault(fault: DeliveryFault): ActiveDeliveryFault {
    const remaining = fault.kind === 'reorder' ? fault.window : (fault.count ?? 1);
    if (!Number.isInteger(remaining) || remaining < 1) refuse('INVALID', 'A fault strikes at least once.', ['count']);
    return this.#faults.put({ id: this.#context.db.nextId(), fault, remaining });
  }

  faults(): ActiveDeliveryFault[] {
    return this.#faults.find();
  }

  clearFaults(): void {
    this.#context.db.transaction(() => {
      for (const fault of this.faults()) this.#faults.delete(fault.id);
      for (const held of this.deliveries({ status: 'held' })) this.#deliveries.put({ ...held, status: 'queued' });
    });
  }

  pause(): void {
    this.#context.db.setMeta('deliveriesPaused', 'yes');
  }

  resume(): void {
    this.#context.db.setMeta('deliveriesPaused', 'no');
  }

  isPaused(): boolean {
    return this.#context.db.meta('deliveriesPaused') === 'yes';
  }

  takeDue(limit: number): Delivery[] {
    if (this.isPaused()) return [];
    return this.#context.db.transaction(() => {
      const now = Math.trunc(this.#nowMs());
      const due = (['queued', 'retrying'] as const).flatMap((status) =>
        this.#deliveries.find(
          [
            { column: 'status', value: status },
            { column: 'due_at_ms', is: '<=', value: now },
          ],
          { orderBy: 'due_at_ms', limit },
        ),
      );
      due.sort((one, other) => one.dueAtMs - other.dueAtMs || one.id - other.id);
      return due.slice(0, limit).map((delivery) => this.#deliveries.put({ ...delivery, status: 'in_flight' }));
    });
  }

  recordAttempt(id: number, attempt: Parameters<WebhooksRoom['recordAttempt']>[1]): Delivery {
    const world = this.#context.world();
    const delivery = this.delivery(id) ?? refuse('NOT_FOUND', 'There is no such delivery.', ['id']);
    const attempts = [...delivery.attempts, { at: world.clock.nowInstant(), ...attempt }];
    const isDelivered = attempt.httpStatus !== null && attempt.httpStatus >= 200 && attempt.httpStatus < 300;
    if (isDelivered) return this.#deliveries.put({ ...delivery, attempts, status: 'delivered' });
    const retryAfterMs = RETRY_AFTER_MS[attempts.length - 1];
    if (retryAfterMs === undefined) return this.#deliveries.put({ ...delivery, attempts, status: 'failed' });
    const dueAtMs = Math.trunc(this.#nowMs() + retryAfterMs / world.settings().retrySpeed);
    return this.#deliveries.put({ ...delivery, attempts, status: 'retrying', dueAtMs });
  }

  #addSubscription(
    input: Parameters<WebhooksRoom['subscribe']>[0],
    source: WebhookSubscription['source'],
  ): WebhookSubscription {
    const world = this.#context.world();
    const app = world.apps.registration() ?? refuse('INVALID', 'No app is registered.', ['topic']);
    const same = this.subscriptions().find(({ topic, uri }) => topic === input.topic && uri === input.uri);
    if (same) refuse('TAKEN', 'Address for this topic has already been taken', ['webhookSubscription', 'callbackUrl']);
    const now = world.clock.nowInstant();
    return this.#subscriptions.put({
      id: this.#context.db.nextId(),
      appId: app.appId,
      topic: input.topic,
      uri: input.uri,
      apiVersion: app.webhookApiVersion,
      includeFields: input.includeFields ?? [],
      filter: input.filter ?? null,
      source,
      createdAt: now,
      updatedAt: now,
    });
  }

  /** Lets the active faults shape a new delivery, and stores what comes of it. */
  #planned(delivery: Delivery): Delivery[] {
    const active = this.faults().find(({ fault }) => fault.topic === undefined || fault.topic === delivery.topic);
    if (!active) return [this.#deliveries.put(delivery)];
    const remaining = active.remaining - 1;
    if (remaining > 0) this.#faults.put({ ...active, remaining });
    else this.#faults.delete(active.id);
    const planned = planDelivery(delivery, active, () => this.#context.db.nextId()).map((one) =>
      this.#deliveries.put(one),
    );
    if (active.fault.kind === 'reorder' && remaining === 0) this.#releaseWindow(active);
    return planned;
  }

  /** The window is full: what was held goes out in the other order, one after another. */
  #releaseWindow(active: ActiveDeliveryFault): void {
    if (active.fault.kind !== 'reorder') return;
    const held = this.deliveries({ status: 'held' }).filter(({ fault }) => fault === `reorder ${active.id}`);
    const order = active.fault.order === 'shuffled' ? shuffled(held, active.fault.seed ?? 1) : [...held].reverse();
    const now = Math.trunc(this.#nowMs());
    order.forEach((delivery, position) => {
      this.#deliveries.put({ ...delivery, status: 'queued', dueAtMs: now + position });
    });
  }

  #nowMs(): number {
    return this.#context.world().clock.nowMs();
  }

  /** Ids that look like UUIDs and are the same in every fresh world. */
  #uuid(kind: string): string {
    const hex = createHash('sha256').update(`${kind} ${this.#context.db.nextId()}`).digest('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }
}

/** Only these top-level fields, when the subscription names any. */
function pick(payload: Json, includeFields: string[]): Json {
  if (includeFields.length === 0 || payload === null || typeof payload !== 'object' || Array.isArray(payload))
    return payload;
  return Object.fromEntries(
    includeFields.flatMap((path) => {
      const field = path.split('.')[0] ?? path;
      const value = payload[field];
      return value === undefined ? [] : [[field, value] as const];
    }),
  );
}
