import type { Liquid } from 'liquidjs';
import { readNumber, writeNumber } from './number.ts';
import type { LiquidNumber } from './number.ts';

interface ArgumentText {
  getText(): string;
}

/** The source text of a filter's first argument, so that the literal `2.0` is known as a float. */
function literalOf(args: readonly unknown[]): string | undefined {
  const first = args[0];
  return first && typeof first === 'object' && 'getText' in first ? (first as ArgumentText).getText() : undefined;
}

const binary: Record<string, (left: LiquidNumber, right: LiquidNumber) => { value: number; isFloat: boolean }> = {
  plus: (left, right) => ({ value: left.value + right.value, isFloat: left.isFloat || right.isFloat }),
  minus: (left, right) => ({ value: left.value - right.value, isFloat: left.isFloat || right.isFloat }),
  times: (left, right) => ({ value: left.value * right.value, isFloat: left.isFloat || right.isFloat }),
  divided_by: (left, right) => {
    const isFloat = left.isFloat || right.isFloat;
    if (right.value === 0 && !isFloat) throw new Error('divided by 0');
    const quotient = left.value / right.value;
    return { value: isFloat ? quotient : Math.floor(quotient), isFloat };
  },
  modulo: (left, right) => {
    const isFloat = left.isFloat || right.isFloat;
    if (right.value === 0 && !isFloat) throw new Error('divided by 0');
    return { value: left.value - right.value * Math.floor(left.value / right.value), isFloat };
  },
  at_least: (left, right) => (left.value >= right.value ? left : right),
  at_most: (left, right) => (left.value <= right.value ? left : right),
};

/** Arithmetic as Ruby's Liquid does it, above all whole-number division. */
export function registerMathFilters(liquid: Liquid): void {
  for (const [name, operation] of Object.entries(binary)) {
    liquid.registerFilter(name, function (left: unknown, right: unknown) {
      const result = operation(readNumber(left), readNumber(right, literalOf(this.token.args)));
      return writeNumber(result.value, result.isFloat);
    });
  }
  liquid.registerFilter('abs', (input: unknown) => {
    const number = readNumber(input);
    return writeNumber(Math.abs(number.value), number.isFloat);
  });
  liquid.registerFilter('ceil', (input: unknown) => Math.ceil(readNumber(input).value));
  liquid.registerFilter('floor', (input: unknown) => Math.floor(readNumber(input).value));
  liquid.registerFilter('round', (input: unknown, digits: unknown = 0) => {
    const number = readNumber(input);
    const places = Math.max(0, readNumber(digits).value);
    const scale = 10 ** places;
    // Ruby rounds halves away from zero.
    const rounded =
      (Math.sign(number.value) * Math.round(Number((Math.abs(number.value) * scale).toPrecision(15)))) / scale;
    return places === 0 ? rounded : writeNumber(rounded, number.isFloat);
  });
}
