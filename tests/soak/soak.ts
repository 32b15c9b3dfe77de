/** Batches of histories, one after another, from one seed; and what is told of a failure. */
import fc from 'fast-check';
import { installCrashes } from './crashes.ts';
import { forgetLogLines } from './evidence.ts';
import { plans, type Plan } from './plan.ts';
import { runBatch } from './run.ts';
import type { Stub } from './shopify-stub.ts';

export interface SoakOptions {
  histories: number;
  seed: number;
  seconds: number;
  batchSize: number;
  /** The place of a history: what is before its batch is left out. */
  from?: number;
  /** The place of one history to run alone. */
  only: number | null;
  stub: Stub;
  /** Every event once, in order, without crashes. */
  calm?: boolean;
  tell: (sentence: string) => void;
}

export interface SoakResult {
  ok: boolean;
  histories: number;
  events: number;
  crashes: number;
  /** What went wrong first, with the smallest plan that shows it. */
  failure: string | null;
}

/** Each batch has a seed of its own, so that one of them replays without the others. */
const plansOf = (seed: number, batch: number, count: number): Plan[] =>
  fc.sample(plans, { seed: (seed + batch * 7919) | 0, numRuns: count });

export async function soak(options: SoakOptions): Promise<SoakResult> {
  installCrashes();
  const { batchSize, seed, stub, tell, calm = false, from = 0 } = options;
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const result: SoakResult = { ok: true, histories: 0, events: 0, crashes: 0, failure: null };
  const firstBatch = Math.floor((options.only ?? from) / batchSize);
  const left = (batch: number) => options.histories - (options.only === null ? batch * batchSize : 0);
  for (let batch = firstBatch; left(batch) > 0 && seconds() < options.seconds; batch++) {
    forgetLogLines();
    let batchPlans = plansOf(seed, batch, batchSize);
    if (options.only !== null) batchPlans = batchPlans.slice(options.only % batchSize, (options.only % batchSize) + 1);
    else batchPlans = batchPlans.slice(0, left(batch));
    const outcome = await runBatch(batchPlans, seed + batch, stub, calm);
    result.histories += batchPlans.length;
    result.events += outcome.events;
    result.crashes += outcome.crashes;
    const [failed] = [...outcome.failures].filter(([index]) => index >= 0);
    if (outcome.failures.size > 0) {
      result.ok = false;
      const [index, sentences] = failed ?? [-1, outcome.failures.get(-1) ?? []];
      const place = index < 0 ? null : options.only === null ? batch * batchSize + index : options.only;
      result.failure = [
        `${outcome.failures.size} of ${batchPlans.length} histories of batch ${batch} failed (seed ${seed}).`,
        place === null ? '' : `History ${place}; again alone with --seed ${seed} --batch ${batchSize} --only ${place}:`,
        ...sentences,
        ...(outcome.failures.get(-1) ?? []),
        index < 0 ? '' : await smallest(batchPlans[index], seed, stub),
      ].join('\n');
      tell(result.failure);
      break;
    }
    tell(
      `${result.histories} histories, ${result.events} events, ${result.crashes} cut connections, ` +
        `${(result.histories / seconds()).toFixed(1)} histories/s, seed ${seed}`,
    );
    if (options.only !== null) break;
  }
  return result;
}

/** Leaves out steps for as long as the history fails without them; tries each several times, since crashes differ. */
async function smallest(plan: Plan | undefined, seed: number, stub: Stub): Promise<string> {
  if (!plan) return '';
  const fails = async (candidate: Plan): Promise<string[] | null> => {
    const outcome = await runBatch(
      Array.from({ length: 6 }, (_, index) => ({ ...candidate, disorder: candidate.disorder + (index >> 1) })),
      seed,
      stub,
    );
    return [...outcome.failures.values()][0] ?? null;
  };
  let reasons = await fails(plan);
  if (!reasons) return 'Alone it does not fail: it takes the company of its batch (replay with --from).';
  let small = plan;
  for (let index = small.steps.length - 1; index >= 0; index--) {
    const candidate = { ...small, steps: small.steps.filter((_, at) => at !== index) };
    const again = await fails(candidate);
    if (again) {
      small = candidate;
      reasons = again;
    }
  }
  return `The smallest that fails:\n${JSON.stringify(small)}\n${reasons.join('\n')}`;
}
