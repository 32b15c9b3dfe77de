/**
 * Loaded before a process of the app (`NODE_OPTIONS=--import`), whose `Date` is then ahead by CLOCK_AHEAD_DAYS, so that a
 * journey sees what comes weeks later. Timers, the database and the sandbox keep their own clocks.
 */
const aheadMs = Number(process.env.CLOCK_AHEAD_DAYS ?? 0) * 24 * 60 * 60_000;
const realNowMs = Date.now;
const nowMs = () => realNowMs() + aheadMs;

globalThis.Date = new Proxy(Date, {
  construct: (date, given: number[]) => Reflect.construct(date, given.length === 0 ? [nowMs()] : given) as Date,
  get: (date, name) => (name === 'now' ? nowMs : (Reflect.get(date, name) as unknown)),
});
