/** Medians, percentiles and interleaved rounds: the arithmetic that every row of the bench shares. */

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** @param share 0 to 1, e.g. 0.99. NaN for no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/**
 * Runs the sides one after the other, round by round (A B C A B C ...), so that whatever else the machine does meets all of
 * them alike. The warm-up is not counted.
 * @returns what each side measured, one entry a counted round.
 */
export async function interleave<Side extends string, T>(
  sides: Record<Side, () => Promise<T>>,
  rounds: number,
): Promise<Record<Side, T[]>> {
  const names = Object.keys(sides) as Side[];
  const results = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<Side, T[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const result = await sides[name]();
      if (round > 0) results[name].push(result);
    }
  }
  return results;
}

/** The median of the ratios of each round's pair: a slow moment of the machine meets both sides of its round. */
export function pairRatio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, index) => value / (theirs[index] ?? Number.NaN)));
}

/** A whole number with thousands set apart, for people. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

export function perSecond(value: number): string {
  return `${whole(value)}/s`;
}
