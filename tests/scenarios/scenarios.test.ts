/** Plays every row of the contract (tests/scenarios/rows), and holds docs/programs.md to what ran. */
import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { activityNames } from '#app/program/events.ts';
import { rewardSchema } from '#app/program/rewards/reward.ts';
import { ruleSchema } from '#app/program/rules/rule.ts';
import { templates } from '#app/program/templates/registry.ts';
import type { Played } from './played.ts';
import { currentPage, PROGRAMS_PAGE, programsPage } from './programs-page.ts';
import { scenarios } from './registry.ts';

const played = new Map<string, Played>();

describe('the programs that shop owners are told about', () => {
  it.each(scenarios)(
    '$id: $title',
    async ({ id, play }) => {
      played.set(id, await play());
    },
    120_000,
  );

  it('Are one scenario for each template', () => {
    expect(scenarios.map(({ id }) => id)).toEqual(templates.map(({ id }) => id));
  });
});

// After all of them, in whatever order they ran; a part of them says nothing of the page.
afterAll(async () => {
  const rows = scenarios.flatMap((scenario) => {
    const of = played.get(scenario.id);
    return of ? [{ scenario, played: of }] : [];
  });
  if (rows.length < scenarios.length) return;
  const had = new Set(rows.flatMap((row) => row.played.rewards.map(({ kind }) => kind)));
  const earned = new Set(rows.flatMap((row) => row.played.earned));
  expect(
    everyReward().filter((kind) => !had.has(kind)),
    'rewards that no scenario has',
  ).toEqual([]);
  expect(
    everyWay().filter((way) => !earned.has(way)),
    'ways to earn that no scenario goes',
  ).toEqual([]);
  const page = await programsPage(rows);
  if (process.env['WRITE_PROGRAMS'] === 'yes') writeFileSync(PROGRAMS_PAGE, page);
  expect(currentPage(), 'docs/programs.md; `npm run programs` writes it').toBe(page);
});

function everyReward(): string[] {
  return rewardSchema.options.flatMap((option): string[] => {
    const { kind } = option.shape;
    return 'options' in kind ? [...kind.options] : [kind.value];
  });
}

/** Rules by their kind, activities by their name; and what levels, goals and campaigns bring. */
function everyWay(): string[] {
  const rules = ruleSchema.options.map((option) => option.shape.kind.value).filter((kind) => kind !== 'activity');
  return [...rules, ...activityNames, 'goal', 'tier_entered', 'campaign_points', 'multiplied'];
}
