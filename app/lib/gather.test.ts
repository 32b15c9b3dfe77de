import { describe, expect, it } from 'vitest';
import { gather } from './gather.ts';

describe('calls that are done together', () => {
  it('Those of one moment go as one, in order, and each gets its own answer', async () => {
    const batches: number[][] = [];
    const double = gather(
      async (items: readonly number[]) => {
        batches.push([...items]);
        return items.map((item) => item * 2);
      },
      { maxBatch: 3, maxUnderWay: 1 },
    );
    expect(await Promise.all([1, 2, 3, 4, 5].map(double))).toEqual([2, 4, 6, 8, 10]);
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    expect(await double(21)).toBe(42);
  });

  it('One that fails does not take its neighbors along', async () => {
    const invert = gather(
      async (items: readonly number[]) => {
        if (items.includes(0)) throw new Error('not zero');
        return items.map((item) => 1 / item);
      },
      { maxBatch: 10, maxUnderWay: 1 },
    );
    const results = await Promise.allSettled([4, 0, 2].map(invert));
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[2]).toMatchObject({ value: 0.5 });
  });

  it('Never more goes at once than allowed', async () => {
    let underWay = 0;
    let most = 0;
    const wait = gather(
      async (items: readonly number[]) => {
        most = Math.max(most, ++underWay);
        await Promise.resolve();
        underWay--;
        return [...items];
      },
      { maxBatch: 1, maxUnderWay: 2 },
    );
    await Promise.all(Array.from({ length: 20 }, (_, index) => wait(index)));
    expect(most).toBeLessThanOrEqual(2);
  });
});
