/**
 * Owns the inbox: every webhook as it came, committed before it is answered. Writes are gathered for a moment, so that
 * many deliveries share one commit. Parses nothing.
 */
import { createHash } from 'node:crypto';
import { pool } from '../db.server.ts';
import { byteaArray } from '../lib/bytea-array.ts';

export interface Delivery {
  shopId: number;
  topic: string;
  /** X-Shopify-Event-Id, or the webhook id where there is none: the same event keeps it over deliveries. */
  eventId: string;
  body: Buffer;
  triggeredAt: string | null;
}

/** Keeps a delivery; resolves when it is committed. */
export type StoreDelivery = (delivery: Delivery) => Promise<void>;

interface Waiting {
  delivery: Delivery;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Deliveries beyond these that wait for a commit are refused, so that memory stays small; Shopify sends them again. */
const MAX_WAITING = 2_000;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const MAX_BATCH = 256;

let waiting: Waiting[] = [];
let waitingBytes = 0;
let flushing = 0;
const MAX_FLUSHES = 2;

const listeners = new Set<() => void>();

/** Calls `listener` whenever this process has committed deliveries. @returns how to stop it. */
export function onStored(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Thrown when too much waits already: the door answers 503 with Retry-After. */
export class InboxFull extends Error {}

/** Resolves when the delivery is committed. @throws InboxFull, or the database's error. */
export function store(delivery: Delivery): Promise<void> {
  if (waiting.length >= MAX_WAITING || waitingBytes + delivery.body.length > MAX_WAITING_BYTES) {
    return Promise.reject(new InboxFull('Too many deliveries wait to be written.'));
  }
  return new Promise((resolve, reject) => {
    waiting.push({ delivery, resolve, reject });
    waitingBytes += delivery.body.length;
    // The first of a burst waits for the end of this turn of the event loop, and takes the others along.
    if (flushing < MAX_FLUSHES) {
      flushing++;
      setImmediate(() => void flush());
    }
  });
}

async function flush(): Promise<void> {
  while (waiting.length > 0) {
    const batch = waiting.slice(0, MAX_BATCH);
    waiting = waiting.slice(MAX_BATCH);
    for (const { delivery } of batch) waitingBytes -= delivery.body.length;
    try {
      await insert(batch.map((entry) => entry.delivery));
      for (const entry of batch) entry.resolve();
      for (const listener of listeners) listener();
    } catch (error) {
      for (const entry of batch) entry.reject(error);
    }
  }
  flushing--;
}

async function insert(deliveries: readonly Delivery[]): Promise<void> {
  await pool().query({
    name: 'inbox-store',
    text: `INSERT INTO inbox_events (shop_id, topic, event_id, body_hash, body, triggered_at)
           SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::timestamptz[])
           ON CONFLICT (shop_id, topic, event_id, body_hash) DO NOTHING`,
    values: [
      deliveries.map((d) => d.shopId),
      deliveries.map((d) => d.topic),
      deliveries.map((d) => d.eventId),
      byteaArray(deliveries.map((d) => createHash('sha256').update(d.body).digest())),
      byteaArray(deliveries.map((d) => d.body)),
      deliveries.map((d) => d.triggeredAt),
    ],
  });
}
