/** Plays every row of the contract (tests/scenarios/rows). */
import { describe, it } from 'vitest';
import { scenarios } from './registry.ts';

describe('the programs that shop owners are told about', () => {
  it.each(scenarios)('$id: $title', async ({ play }) => {
    await play();
  });
});
