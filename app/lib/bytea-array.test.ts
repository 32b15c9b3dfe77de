import { expect, it } from 'vitest';
import { byteaArray } from './bytea-array.ts';

it("Writes an array of bytes in PostgreSQL's binary form: dimensions, no nulls, the element type, its bounds, then each with its length", () => {
  expect([...byteaArray([Buffer.from([7, 8]), Buffer.alloc(0)])]).toEqual([
    ...[0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 0, 2, 0, 0, 0, 1],
    ...[0, 0, 0, 2, 7, 8],
    ...[0, 0, 0, 0],
  ]);
});
