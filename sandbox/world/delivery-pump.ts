/**
 * Sends due webhooks over real HTTP, with Shopify's headers and time-out, and books every attempt.
 * It lives by real time only for its polling and the time-out; what is due is decided by the sandbox's clock.
 */
import { createHmac } from 'node:crypto';
import type { Delivery } from './machine-types.ts';
import type { World } from './world.ts';

export interface PumpOptions {
  /** How often it looks for due deliveries, in real ms. Default 100. */
  pollMs?: number;
  /** How many are under way at once. Default 6. */
  concurrency?: number;
  onError?: (error: unknown) => void;
}

export interface SettleResult {
  /** True when nothing due was left. */
  settled: boolean;
  backlog: { open: number; due: number; held: number };
  paused: boolean;
}

export class DeliveryPump {
  readonly #world: World;
  readonly #options: Required<PumpOptions>;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;

  constructor(world: World, options: PumpOptions = {}) {
    this.#world = world;
    this.#options = { pollMs: 100, concurrency: 6, onError: (error) => console.error(error), ...options };
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.pump().catch(this.#options.onError), this.#options.pollMs);
  }

  /** Stops looking and waits for what is under way. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#running;
  }

  /** Sends everything that is due now. One pump at a time: a second call joins the first. */
  pump(): Promise<void> {
    this.#running ??= this.#drain().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Waits (in real time) until nothing is due and nothing is under way. Retries that are due later do not count. */
  async settle(timeoutMs = 30_000): Promise<SettleResult> {
    const until = Date.now() + timeoutMs;
    for (;;) {
      await this.pump();
      const backlog = this.#world.webhooks.backlog();
      const paused = this.#world.webhooks.isPaused();
      if (backlog.due === 0 || paused || Date.now() >= until) return { settled: backlog.due === 0, backlog, paused };
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async #drain(): Promise<void> {
    this.#world.passTime();
    for (;;) {
      const due = this.#world.webhooks.takeDue(100);
      if (due.length === 0) return;
      // A reordered window must arrive in its new order, so it goes one by one.
      const queue = [...due];
      const lane = async (): Promise<void> => {
        for (let next = queue.shift(); next; next = queue.shift()) await this.#send(next);
      };
      const isOrdered = due.some((delivery) => delivery.fault?.startsWith('reorder'));
      await Promise.all(Array.from({ length: isOrdered ? 1 : this.#options.concurrency }, lane));
    }
  }

  async #send(delivery: Delivery): Promise<void> {
    const app = this.#world.apps.registration();
    const startedMs = performance.now();
    let httpStatus: number | null = null;
    let error: string | null = null;
    try {
      const response = await fetch(delivery.uri, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#world.settings().deliveryTimeoutMs),
        headers: webhookHeaders(delivery, this.#world.shop.get().domain, app?.apiSecret ?? ''),
        body: delivery.body,
      });
      httpStatus = response.status;
      await response.arrayBuffer();
    } catch (caught) {
      httpStatus = null;
      error = reasonOf(caught);
    }
    const durationMs = Math.round(performance.now() - startedMs);
    this.#world.webhooks.recordAttempt(delivery.id, { httpStatus, durationMs, error });
  }
}

/** Shopify's headers; the HMAC is base64 of SHA-256 over the raw body with the app's secret. */
export function webhookHeaders(delivery: Delivery, shopDomain: string, apiSecret: string): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'Shopify-Captain-Hook',
    'X-Shopify-Topic': delivery.topic,
    'X-Shopify-Hmac-Sha256': createHmac('sha256', apiSecret).update(delivery.body, 'utf8').digest('base64'),
    'X-Shopify-Shop-Domain': shopDomain,
    'X-Shopify-API-Version': delivery.apiVersion,
    'X-Shopify-Webhook-Id': delivery.webhookId,
    'X-Shopify-Event-Id': delivery.eventId,
    'X-Shopify-Triggered-At': delivery.triggeredAt,
  };
}

function reasonOf(caught: unknown): string {
  if (!(caught instanceof Error)) return String(caught);
  if (caught.name === 'TimeoutError') return 'timed out';
  const { cause } = caught;
  return cause instanceof Error && cause.message ? cause.message : caught.message;
}
