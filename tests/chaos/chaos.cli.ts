/**
 * `npm run chaos -- --seed N --schedules M [--seconds T] [--recovery-limit R]`: M schedules with the seeds N, N+1, … one after
 * another on one fleet of processes, with T seconds of load each and R seconds (5) to recover; a machine that has other work
 * too may need more. Ends with 1 at the first schedule that fails, and names its seed.
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startFleet } from './fleet.ts';
import { runSchedule } from './schedule.ts';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    schedules: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '6' },
    'recovery-limit': { type: 'string', default: '5' },
  },
});

const fleet = await startFleet((sentence) => console.log(sentence));
const recoveries: number[] = [];
let events = 0;
let redemptions = 0;
let failed = 0;
try {
  for (let index = 0; index < Number(options.schedules) && failed === 0; index++) {
    const seed = Number(options.seed) + index;
    const result = await runSchedule(
      fleet,
      seed,
      Number(options.seconds) * 1000,
      Number(options['recovery-limit']) * 1000,
    );
    recoveries.push(result.recoveryMs);
    events += result.events;
    redemptions += result.redemptions;
    console.log(
      `schedule ${seed}: ${result.events} events, ${result.redemptions} redemptions, recovery ${result.recoveryMs} ms; ${result.deeds.join(', ')}`,
    );
    for (const failure of result.failures) console.log(`  ${failure}`);
    if (result.failures.length > 0) {
      failed = seed;
      console.log(`Schedule ${seed} failed; again alone with --seed ${seed} --schedules 1.`);
    }
  }
} finally {
  await fleet.stop();
}
const [load] = loadavg();
const sorted = [...recoveries].sort((a, b) => a - b);
console.log(
  `${recoveries.length} schedules from seed ${options.seed}, ${events} events, ${redemptions} redemptions, ` +
    `${failed === 0 ? 'none failed' : `seed ${failed} failed`}; recovery median ${sorted[sorted.length >> 1]} ms, longest ${sorted.at(-1)} ms; load average ${load?.toFixed(1)} on ${availableParallelism()} cores`,
);
process.exit(failed === 0 ? 0 : 1);
