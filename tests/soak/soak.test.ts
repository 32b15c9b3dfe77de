/**
 * Generated histories against an independent model (docs/testing.md): a few hundred of the many that `npm run soak` runs.
 * A failure names its seed and the smallest history that shows it.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerAsShopify } from '#tests/kit/shopify-address.ts';
import { cashbackOf, hasAdditions, plans, tiersOf, type Plan } from './plan.ts';
import { makeStub, type Stub } from './shopify-stub.ts';
import { soak } from './soak.ts';

let stub: Stub;
beforeAll(() => {
  stub = makeStub();
  answerAsShopify(stub.handle);
});

const run = (calm: boolean) =>
  soak({ histories: 120, batchSize: 120, seconds: 600, only: null, seed: 20261121, stub, calm, tell: () => {} });

it('The plans hold every feature that the model knows, each in many histories', () => {
  const made = fc.sample(plans, { seed: 20261121, numRuns: 400 });
  const featured: Record<string, (plan: Plan) => boolean> = {
    levels: ({ tiers }) => tiers !== null,
    'levels by points': ({ tiers }) => tiers?.measure === 'points',
    'levels that a refund takes': ({ tiers }) => tiers?.afterRefund === 'lost',
    'levels that change': (plan) => tiersOf(plan, true)?.thresholds[1] !== tiersOf(plan)?.thresholds[1],
    'a goal by its steps': ({ goal }) => goal !== null && !goal.countsHistory,
    'a goal by the history of orders': ({ goal }) => goal !== null && goal.countsHistory,
    'a goal by spend': ({ goal }) => goal?.measure === 'spend',
    merges: ({ hasMerges }) => hasMerges,
    'guests who join': ({ customers }) => customers.includes('guest'),
    'points that run out': ({ expiry }) => expiry === 'soon',
    'points that wait': ({ pending }) => pending !== 'none',
    'lines that an edit adds': hasAdditions,
    'lines that an edit makes larger': (plan) => hasAdditions(plan) && plan.steps.some(({ kind }) => kind === 'grow'),
    cashback: (plan) => cashbackOf(plan) !== null,
    'cashback in another currency': (plan) => Boolean(cashbackOf(plan)?.abroad),
    'forgiven debts': ({ whenSpent }) => whenSpent === 'forgiven',
  };
  for (const [feature, holds] of Object.entries(featured))
    expect(made.filter(holds).length, feature).toBeGreaterThan(20);
});

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
