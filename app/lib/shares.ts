/**
 * Exact division of whole numbers: points and money are shared out to the last unit, without floating point.
 */

/** A non-negative rational number. The denominator is positive. */
export interface Fraction {
  numerator: bigint;
  denominator: bigint;
}

/** floor(amount * multiplier / divisor), exact for any safe integers. All arguments non-negative, divisor positive. */
export function multiplyFloor(amount: number, multiplier: number, divisor: number): number {
  const product = amount * multiplier;
  if (product <= Number.MAX_SAFE_INTEGER) return (product - (product % divisor)) / divisor;
  return Number((BigInt(amount) * BigInt(multiplier)) / BigInt(divisor));
}

/**
 * Rounds each fraction so that the whole equals the sum rounded down: every share gets its floor, and what is left goes
 * one by one to the largest remainders (the earlier share first when equal).
 */
export function roundByLargestRemainder(shares: readonly Fraction[]): number[] {
  const floors = shares.map((share) => share.numerator / share.denominator);
  const remainders = shares.map((share) => ({
    numerator: share.numerator % share.denominator,
    denominator: share.denominator,
  }));
  let sum: Fraction = { numerator: 0n, denominator: 1n };
  for (const { numerator, denominator } of remainders) {
    if (numerator === 0n) continue;
    sum = reduce({
      numerator: sum.numerator * denominator + numerator * sum.denominator,
      denominator: sum.denominator * denominator,
    });
  }
  let left = sum.numerator / sum.denominator;
  const order = remainders
    .map((remainder, index) => ({ ...remainder, index }))
    .filter((remainder) => remainder.numerator > 0n)
    .sort((a, b) => {
      const difference = b.numerator * a.denominator - a.numerator * b.denominator;
      return difference > 0n ? 1 : difference < 0n ? -1 : a.index - b.index;
    });
  const rounded = floors.map(Number);
  for (const { index } of order) {
    if (left === 0n) break;
    rounded[index] = (rounded[index] ?? 0) + 1;
    left -= 1n;
  }
  return rounded;
}

/**
 * Shares a whole number in proportion to weights, to the last unit, by largest remainder. Weights that are all zero give
 * nothing to anyone.
 */
export function shareInProportion(total: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((left, weight) => left + weight, 0);
  if (whole === 0 || total === 0) return weights.map(() => 0);
  if (whole <= Number.MAX_SAFE_INTEGER / total) return shareSmall(total, weights, whole);
  const sum = weights.reduce((left, weight) => left + BigInt(weight), 0n);
  return roundByLargestRemainder(
    weights.map((weight) => ({ numerator: BigInt(total) * BigInt(weight), denominator: sum })),
  );
}

/** The same where no product leaves what a number holds exactly: ten times as fast. */
function shareSmall(total: number, weights: readonly number[], sum: number): number[] {
  let left = total;
  const shares = weights.map((weight) => {
    const share = (total * weight - ((total * weight) % sum)) / sum;
    left -= share;
    return share;
  });
  if (left === 0) return shares;
  const order = weights
    .map((weight, index) => ({ remainder: (total * weight) % sum, index }))
    .filter(({ remainder }) => remainder > 0)
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of order.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}

function reduce(fraction: Fraction): Fraction {
  let a = fraction.numerator;
  let b = fraction.denominator;
  while (b !== 0n) [a, b] = [b, a % b];
  return a <= 1n ? fraction : { numerator: fraction.numerator / a, denominator: fraction.denominator / a };
}
