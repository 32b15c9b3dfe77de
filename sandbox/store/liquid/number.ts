import { Drop } from 'liquidjs';

/**
 * Ruby's Liquid tells 5 from 5.0: `5 | divided_by: 2` is 2, `5.0 | divided_by: 2` is 2.5, and 5.0 prints as `5.0`.
 * JavaScript does not, so a float that happens to be whole travels as a LiquidFloat.
 */
export class LiquidFloat extends Drop {
  readonly value: number;
  constructor(value: number) {
    super();
    this.value = value;
  }
  override valueOf(): number {
    return this.value;
  }
  override toString(): string {
    return `${this.value}.0`;
  }
  toJSON(): number {
    return this.value;
  }
}

/** A `money` object: cents of the visitor's currency where a number is wanted, and the currency itself. */
export class LiquidMoney extends Drop {
  readonly cents: number;
  readonly currency: object;
  constructor(cents: number, currency: object) {
    super();
    this.cents = cents;
    this.currency = currency;
  }
  override valueOf(): number {
    return this.cents;
  }
  override toString(): string {
    return String(this.cents);
  }
  toJSON(): number {
    return this.cents;
  }
}

export interface LiquidNumber {
  value: number;
  isFloat: boolean;
}

/** Liquid's own reading of an operand: text becomes its leading number, anything else but a number is 0. */
export function readNumber(value: unknown, literal?: string): LiquidNumber {
  if (value instanceof LiquidMoney) return { value: value.cents, isFloat: false };
  if (value instanceof LiquidFloat) return { value: value.value, isFloat: true };
  if (typeof value === 'number') {
    const writtenAsFloat = literal !== undefined && /^-?\d+\.\d+$/.test(literal.trim());
    return { value, isFloat: writtenAsFloat || !Number.isInteger(value) };
  }
  if (typeof value === 'bigint') return { value: Number(value), isFloat: false };
  if (typeof value === 'string') {
    if (/^\s*-?\d+\.\d+\s*$/.test(value)) return { value: Number(value), isFloat: true };
    const whole = /^\s*-?\d+/.exec(value);
    return { value: whole ? Number(whole[0]) : 0, isFloat: false };
  }
  return { value: 0, isFloat: false };
}

/** Puts a result back into Liquid's world; decimals lose the noise of binary fractions. */
export function writeNumber(value: number, isFloat: boolean): number | LiquidFloat {
  if (!Number.isFinite(value)) return value;
  const clean = isFloat ? Number(value.toPrecision(15)) : value;
  return isFloat && Number.isInteger(clean) ? new LiquidFloat(clean) : clean;
}
