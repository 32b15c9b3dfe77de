import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFromBytes } from './code.ts';

describe('discount codes (S1)', () => {
  it('Carry all 80 bits: other bytes are another code, in an alphabet without look-alikes', () => {
    const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        expect(codeFromBytes(one)).toMatch(/^RG(-[0-9A-HJKMNP-TV-Z]{4}){4}$/);
        expect(codeFromBytes(one) === codeFromBytes(other)).toBe(Buffer.compare(one, other) === 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('Each single bit shows', () => {
    const codes = new Set<string>();
    for (let bit = 0; bit < 80; bit++) {
      const bytes = new Uint8Array(10);
      bytes[bit >> 3] = 1 << (bit & 7);
      codes.add(codeFromBytes(bytes));
    }
    expect(codes.size).toBe(80);
  });

  it('Fewer bytes are refused', () => {
    expect(() => codeFromBytes(new Uint8Array(9))).toThrow(RangeError);
  });
});
