/** What a row of the bench measures and how it is told. */
import type { BenchDatabase } from './database.ts';

export interface BenchContext {
  database: BenchDatabase;
  /** Counted rounds of each side, after one that warms up. */
  rounds: number;
  options: BenchOptions;
}

export interface BenchOptions {
  /** Length of `memory`, in seconds. */
  seconds: number;
  /** Redemptions of `race`. */
  count: number;
  /** Transfers of `import`. */
  transfers: number;
  /** Members of `members`. */
  members: number;
  /** Orders of `backtest`. */
  orders: number;
}

export interface Measure {
  /** Against what. */
  against: string;
  ours: string;
  theirs: string;
  /** Null where the goal is not a ratio. */
  ratio: number | null;
  goal: string;
  met: boolean;
}

export interface BenchRow {
  name: string;
  /** What is measured, in one sentence. */
  what: string;
  run(context: BenchContext): Promise<{ measures: Measure[]; notes?: string[] }>;
}

/** A measure whose goal is a ratio of at least `goal`. */
export function atLeast(goal: number, measure: Omit<Measure, 'goal' | 'met'> & { ratio: number }): Measure {
  return { ...measure, goal: `>= ${goal} x`, met: measure.ratio >= goal };
}

/** A measure whose goal is a ratio of at most `goal`. */
export function atMost(goal: number, measure: Omit<Measure, 'goal' | 'met'> & { ratio: number }): Measure {
  return { ...measure, goal: `<= ${goal} x`, met: measure.ratio <= goal };
}

/** A measure whose goal is an absolute figure. */
export function absolute(goal: string, met: boolean, measure: Omit<Measure, 'goal' | 'met' | 'ratio'>): Measure {
  return { ...measure, ratio: null, goal, met };
}
