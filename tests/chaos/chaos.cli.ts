/**
 * `npm run chaos -- --seed N --schedules M [--seconds T] [--recovery-limit R] [--renew K] [--fleets F]`: M schedules with the seeds N,
 * N+1, … with T seconds of load each and R seconds (5) to recover; a machine that has other work too may need more. F fleets, each
 * with its own database, Shopify and processes, work at the same time: while one waits for a lease to run out, another works.
 * Processes stay up between schedules. After every K schedules (and at the end) events are lost for good and a comparison
 * that is killed has to find them, and a new fleet begins with an empty store: what is proven of the whole store
 * after each schedule then stays short. Ends with 1 at the first schedule that fails, and names its seed.
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { buildApp } from '#sandbox/stack.ts';
import { startFleet, type Fleet } from './fleet.ts';
import { runMissedEvents } from './missed-events.ts';
import { runSchedule, type ScheduleResult } from './schedule.ts';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    schedules: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '3' },
    'recovery-limit': { type: 'string', default: '5' },
    renew: { type: 'string', default: '50' },
    fleets: { type: 'string', default: '1' },
  },
});

const first = Number(options.seed);
const count = Number(options.schedules);
const renew = Number(options.renew);
const recoveries: number[] = [];
const spent = { load: 0, recovery: 0, rest: 0, proof: 0 };
let events = 0;
let redemptions = 0;
let failed = 0;
const startedAt = performance.now();

buildApp((sentence) => console.log(sentence));
let nextFrom = first;
await Promise.all(Array.from({ length: Number(options.fleets) }, runFleets));

/** Takes one portion of seeds after the other, each on a new fleet. */
async function runFleets(): Promise<void> {
  while (nextFrom < first + count && failed === 0) {
    const from = nextFrom;
    nextFrom += renew;
    const fleet = await startFleet((sentence) => console.log(sentence));
    try {
      await runOnFleet(fleet, from, Math.min(first + count, from + renew));
    } finally {
      await fleet.stop();
    }
  }
}

async function runOnFleet(fleet: Fleet, from: number, until: number): Promise<void> {
  for (let seed = from; seed < until && failed === 0; seed++) {
    const result = await runSchedule(
      fleet,
      seed,
      { forMs: Number(options.seconds) * 1000 },
      Number(options['recovery-limit']) * 1000,
    );
    recoveries.push(result.recoveryMs);
    for (const part of ['load', 'recovery', 'rest', 'proof'] as const) spent[part] += result.seconds?.[part] ?? 0;
    tell('schedule', result);
  }
  if (failed === 0) tell('missed events', await runMissedEvents(fleet, from));
}

function tell(what: string, result: ScheduleResult): void {
  events += result.events;
  redemptions += result.redemptions;
  console.log(
    `${what} ${result.seed}: ${result.events} events, ${result.redemptions} redemptions, recovery ${result.recoveryMs} ms; ${result.deeds.join(', ')}`,
  );
  for (const failure of result.failures) console.log(`  ${failure}`);
  if (result.failures.length === 0) return;
  failed = result.seed;
  console.log(`It failed; again alone with --seed ${failed} --schedules 1 --seconds ${options.seconds}.`);
}

const [load] = loadavg();
const sorted = [...recoveries].sort((a, b) => a - b);
const each = (seconds: number) => (seconds / recoveries.length).toFixed(1);
console.log(
  `${recoveries.length} schedules from seed ${options.seed}, ${events} events, ${redemptions} redemptions, ` +
    `${failed === 0 ? 'none failed' : `seed ${failed} failed`}; recovery median ${sorted[sorted.length >> 1]} ms, longest ${sorted.at(-1)} ms; load average ${load?.toFixed(1)} on ${availableParallelism()} cores`,
);
console.log(
  `${each((performance.now() - startedAt) / 1000)} s for each schedule, all included: load ${each(spent.load)}, recovery ${each(spent.recovery)}, coming to rest ${each(spent.rest)}, proof ${each(spent.proof)}.`,
);
process.exit(failed === 0 ? 0 : 1);
