/**
 * Stops at the impossible. Expected refusals are values, never this.
 * @throws Error with the sentence when the condition does not hold.
 */
export function invariant(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(`This must never happen: ${sentence}`);
}
