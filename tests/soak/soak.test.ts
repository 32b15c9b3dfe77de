/**
 * Generated histories against an independent model (docs/testing.md): a few hundred of the many that `npm run soak` runs.
 * A failure names its seed and the smallest history that shows it.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { answerAsShopify } from '#tests/kit/shopify-address.ts';
import { makeStub, type Stub } from './shopify-stub.ts';
import { soak } from './soak.ts';

let stub: Stub;
beforeAll(() => {
  stub = makeStub();
  answerAsShopify(stub.handle);
});

const run = (calm: boolean) =>
  soak({ histories: 120, batchSize: 120, seconds: 600, only: null, seed: 20261121, stub, calm, tell: () => {} });

describe('histories of orders, refunds, edits, merges and redemptions', () => {
  it('End as the model says when events are shuffled and repeated and connections are cut (R2, R5, D1, D4, G1)', async () => {
    const result = await run(false);
    expect(result.failure).toBeNull();
    expect(result.histories).toBe(120);
    expect(result.crashes).toBeGreaterThan(5);
  }, 120_000);

  it('End in the same state when every event comes once, in order, and nothing breaks', async () => {
    const result = await run(true);
    expect(result.failure).toBeNull();
    expect(result.crashes).toBe(0);
  }, 120_000);
});
