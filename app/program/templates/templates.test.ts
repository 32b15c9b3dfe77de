import { describe, expect, it } from 'vitest';
import { ruleSchema } from '../rules/rule.ts';
import { rewardSchema } from '../rewards/reward.ts';
import { conditionSchema } from '../conditions/condition.ts';
import { activityNames } from '../events.ts';
import { makeProgram, readProgram } from '../document.ts';
import type { TemplateContext } from './parts.ts';
import { templates } from './registry.ts';

const contextOf = (currencyCode: string): TemplateContext => ({
  currencyCode,
  membershipProductIds: ['1'],
  freeProductIds: ['2'],
  collectionIds: ['3'],
});
const currencies = ['DKK', 'SEK', 'HUF', 'EUR', 'USD', 'JPY', 'KWD'];
const all = templates.map((template) => makeProgram(template.document(contextOf('DKK'))));

describe('the templates', () => {
  it('Are those of the contract, each once', () => {
    const expected = [
      ...Array.from({ length: 5 }, (_, n) => `k${n + 1}`),
      ...Array.from({ length: 25 }, (_, n) => `p${n + 1}`),
    ];
    expect(templates.map(({ id }) => id)).toEqual(expected);
  });

  it.each(currencies)('Are programs that can be published in %s', (currencyCode) => {
    for (const template of templates) {
      const reading = readProgram(template.document(contextOf(currencyCode)));
      expect({ id: template.id, problems: reading.ok ? [] : reading.problems }).toEqual({
        id: template.id,
        problems: [],
      });
    }
  });

  it('Ask for what the merchant has to choose, and are complete without asking otherwise', () => {
    for (const template of templates) {
      const without = readProgram(template.document({ currencyCode: 'DKK' }));
      expect({ id: template.id, ok: without.ok }).toEqual({ id: template.id, ok: template.asks.length === 0 });
    }
  });

  it('Together show every way to earn, every reward and every condition', () => {
    const rules = all.flatMap((program) => program.rules);
    expect(new Set(rules.map(({ kind }) => kind))).toEqual(
      new Set(ruleSchema.options.map((option) => option.shape.kind.value)),
    );
    const rewards = new Set(all.flatMap((program) => program.rewards).map(({ kind }) => kind));
    const everyReward = rewardSchema.options.flatMap((option) => {
      const { kind } = option.shape;
      return 'options' in kind ? [...kind.options] : [kind.value];
    });
    expect(rewards).toEqual(new Set(everyReward));
    const conditions = new Set(
      all.flatMap((program) =>
        [program.rules, program.campaigns, program.segments, program.goals].flatMap((list) =>
          list.flatMap((item) => item.when.map(({ kind }) => kind)),
        ),
      ),
    );
    const everyCondition = conditionSchema.options.map((option) => option.shape.kind.value);
    // Levels and paid membership are conditions that merchants add to these programs.
    expect(everyCondition.filter((kind) => !conditions.has(kind))).toEqual(['tier', 'paid_member']);
    const activities = new Set([
      ...rules.flatMap((rule) => (rule.kind === 'activity' ? [rule.activity] : [])),
      ...(all.some((program) => program.referral?.enabled) ? ['referral'] : []),
    ]);
    expect(activities).toEqual(new Set(activityNames));
  });
});
