/** The sandbox's movable clock. It runs beside real time at an offset, or stands still; it never goes back. */
import type { ClockRoom } from './contract.ts';
import type { Database } from './database.ts';
import { refuse } from './refusal.ts';
import type { ClockState } from './machine-types.ts';

interface Stored {
  offsetMs: number;
  frozenAtMs: number | null;
}

/** ISO in UTC with whole seconds. */
export function toInstant(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

export class Clock implements ClockRoom {
  readonly #db: Database;
  readonly #realNowMs: () => number;
  #stored: Stored;
  #beforeRewind: Stored | null = null;

  constructor(db: Database, realNowMs: () => number, start: { startAt?: string; frozen?: boolean }) {
    this.#db = db;
    this.#realNowMs = realNowMs;
    const saved = db.meta('clock');
    if (saved) {
      this.#stored = JSON.parse(saved) as Stored;
    } else {
      const startMs = start.startAt === undefined ? realNowMs() : Date.parse(start.startAt);
      this.#stored = { offsetMs: startMs - realNowMs(), frozenAtMs: start.frozen ? startMs : null };
      this.#save();
    }
  }

  now(): Date {
    return new Date(this.nowMs());
  }

  nowMs(): number {
    return this.#stored.frozenAtMs ?? this.#realNowMs() + this.#stored.offsetMs;
  }

  nowInstant(): string {
    return toInstant(this.nowMs());
  }

  state(): ClockState {
    return { now: this.nowInstant(), nowMs: this.nowMs(), frozen: this.#stored.frozenAtMs !== null };
  }

  advance(ms: number): ClockState {
    if (!Number.isFinite(ms) || ms < 0) refuse('INVALID', 'The clock only moves ahead.', ['ms']);
    const whole = Math.trunc(ms);
    if (this.#stored.frozenAtMs === null) this.#stored.offsetMs += whole;
    else this.#stored.frozenAtMs += whole;
    this.#save();
    return this.state();
  }

  moveTo(instant: string): ClockState {
    const target = Date.parse(instant);
    if (Number.isNaN(target)) refuse('INVALID', 'This is not an instant.', ['at']);
    return this.advance(target - this.nowMs());
  }

  rewindEmpty(instant: string): ClockState {
    if (this.#db.meta('shopIsOpen') === 'yes') refuse('INVALID', 'The clock only moves ahead.', ['at']);
    this.#beforeRewind = this.#stored;
    this.#stored = { offsetMs: Date.parse(instant) - this.#realNowMs(), frozenAtMs: Date.parse(instant) };
    this.#save();
    return this.state();
  }

  catchUp(): ClockState {
    if (this.#beforeRewind) this.#stored = this.#beforeRewind;
    this.#beforeRewind = null;
    this.#save();
    return this.state();
  }

  freeze(): ClockState {
    this.#stored.frozenAtMs = this.nowMs();
    this.#save();
    return this.state();
  }

  run(): ClockState {
    this.#stored = { offsetMs: this.nowMs() - this.#realNowMs(), frozenAtMs: null };
    this.#save();
    return this.state();
  }

  #save(): void {
    this.#db.setMeta('clock', JSON.stringify(this.#stored));
  }
}
