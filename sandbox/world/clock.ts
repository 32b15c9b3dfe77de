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

/** What happens by the clock, and not because somebody does something. */
interface Agenda {
  /** When the next thing is due, in ms since 1970; null when nothing is. */
  nextDueMs: () => number | null;
  /** Does everything that is due now, and moves its date on. */
  passTime: () => void;
}

export class Clock implements ClockRoom {
  readonly #db: Database;
  readonly #realNowMs: () => number;
  #stored: Stored;
  #beforeRewind: Stored | null = null;
  #agenda: Agenda | null = null;

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

  follow(agenda: Agenda): void {
    this.#agenda = agenda;
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
    const untilMs = this.nowMs() + Math.trunc(ms);
    // What becomes due on the way happens at its own time: a renewal of March is an order of March.
    for (;;) {
      const dueMs = this.#agenda?.nextDueMs() ?? null;
      if (dueMs === null || dueMs > untilMs) break;
      if (dueMs > this.nowMs()) this.#goTo(dueMs);
      this.#agenda?.passTime();
    }
    if (untilMs > this.nowMs()) this.#goTo(untilMs);
    return this.state();
  }

  #goTo(ms: number): void {
    const aheadMs = ms - this.nowMs();
    if (this.#stored.frozenAtMs === null) this.#stored.offsetMs += aheadMs;
    else this.#stored.frozenAtMs += aheadMs;
    this.#save();
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
