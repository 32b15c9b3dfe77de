/**
 * Crashes between any two statements: in a chosen stretch of code, the connection of the n-th statement is cut, before the
 * server hears of the statement or after it carried it out. Works below the app, on pg itself.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

export interface Crash {
  /** Counts down; the statement that brings it to 0 is struck. */
  statementsLeft: number;
  when: 'before' | 'after';
  struck: boolean;
}

const crashes = new AsyncLocalStorage<Crash>();

export class InjectedCrash extends Error {
  readonly code = 'ECONNRESET';
  constructor() {
    super('Connection terminated unexpectedly (injected)');
  }
}

type Query = (this: pg.Client, ...args: unknown[]) => unknown;
/** The part of pg's client that its types leave out. */
interface Wired {
  connection: { stream: { destroy(): void } };
}

/** Runs `work`; `crash` strikes the statements that it runs. */
export function underCrash<T>(crash: Crash, work: () => Promise<T>): Promise<T> {
  return crashes.run(crash, work);
}

/** Puts itself between the app and pg, once in a process. */
export function installCrashes(): void {
  const original = pg.Client.prototype.query as Query;
  const struck: Query = function (...args) {
    const crash = crashes.getStore();
    if (!crash || crash.struck || --crash.statementsLeft > 0) return original.apply(this, args);
    crash.struck = true;
    const wired = this as pg.Client & Wired;
    const cut = () => wired.connection.stream.destroy();
    const callback = args.findLast((argument) => typeof argument === 'function');
    if (typeof callback === 'function') {
      const fail = () => {
        cut();
        callback(new InjectedCrash());
      };
      if (crash.when === 'before') setImmediate(fail);
      else original.apply(this, [...args.filter((argument) => argument !== callback), fail]);
      return undefined;
    }
    if (crash.when === 'before') {
      cut();
      return Promise.reject(new InjectedCrash());
    }
    return Promise.resolve(original.apply(this, args)).then(
      () => {
        cut();
        throw new InjectedCrash();
      },
      (error: unknown) => {
        cut();
        throw error;
      },
    );
  };
  Object.assign(pg.Client.prototype, { query: struck });
}

/** Whether an error is the crash, or what follows from the connection that it cut. */
export function isFromCrash(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error instanceof InjectedCrash ||
      /Connection terminated|connection error and is not queryable/.test(error.message))
  );
}
