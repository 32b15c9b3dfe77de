import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { locales } from '../../lib/locales.ts';
import { checkProgram, findFirstReward } from '../checks/check-program.ts';
import { makeProgram } from '../document.ts';
import { money, type TemplateContext } from './parts.ts';
import { p4Retail } from './p4-retail.ts';
import { templates } from './registry.ts';
import { templateWords } from './words.ts';

const contextOf = (currencyCode: string): TemplateContext => ({
  currencyCode,
  membershipProductIds: ['1'],
  freeProductIds: ['2'],
  collectionIds: ['3'],
});
const pictures = new URL('../../../public/templates/', import.meta.url);

describe.each(locales)('the words of the templates in %s', (locale) => {
  const all = templates.map(({ id }) => templateWords(id, locale));

  it('Name each template differently, short enough for a card', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(templates.length);
    expect(all.filter(({ name }) => name.length === 0 || name.length > 30)).toEqual([]);
  });

  it('Tell each in one sentence, and whom it suits', () => {
    expect(all.filter(({ sentence }) => !/^[^.]{20,119}\.$/.test(sentence))).toEqual([]);
    expect(all.filter(({ goodFor }) => goodFor.length < 8 || goodFor.endsWith('.'))).toEqual([]);
  });

  it('Are all different sentences', () => {
    expect(new Set(all.map(({ sentence }) => sentence)).size).toBe(templates.length);
  });
});

describe('the reward of a friend', () => {
  it('Is named for whoever reads it: the member who recommends reads it too', () => {
    const named = templates.flatMap(({ document }) => {
      const { referral, rewards } = makeProgram(document(contextOf('DKK')));
      return rewards.filter(({ id }) => id === referral?.friendRewardId).flatMap(({ title }) => Object.values(title));
    });
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((title) => /\b(your|din|dit|ditt|dine|dina|dein\w*)\b/i.test(title))).toEqual([]);
  });
});

describe('seasons', () => {
  it('Are the next ones, whenever a template is taken', () => {
    const december = (today: string) => {
      const { campaigns } = makeProgram(p4Retail.document({ ...contextOf('DKK'), today }));
      return campaigns.flatMap(({ when }) =>
        when.flatMap((condition) => (condition.kind === 'dates' ? [condition.to] : [])),
      );
    };
    expect(december('2027-12-24')).toEqual(['2027-12-24']);
    expect(december('2027-12-25')).toEqual(['2028-12-24']);
  });
});

describe('the pictures', () => {
  it('Are one for each template, small, and load nothing', () => {
    expect(readdirSync(pictures).sort()).toEqual(templates.map(({ id }) => `${id}.svg`).sort());
    for (const { id } of templates) {
      const picture = readFileSync(new URL(`${id}.svg`, pictures), 'utf8');
      expect(picture.length, id).toBeLessThan(4096);
      expect(picture.replace('http://www.w3.org/2000/svg', ''), id).not.toMatch(/https?:|href|<script|NaN|undefined/);
    }
  });
});

describe.each(['DKK', 'EUR', 'HUF', 'JPY', 'KWD'])('the templates in %s', (currencyCode) => {
  const context = contextOf(currencyCode);
  const facts = { today: '2026-11-21', orderMinor: money(context, 40) };

  // Cards are filled stamp by stamp, bakeries count what is in the bag, gyms count visits; cashback and milestones come by themselves.
  const otherwise = ['p1', 'p2', 'p6', 'p14', 'p21', 'p22', 'k4', 'p20'];
  const counted = templates.filter(({ id }) => !otherwise.includes(id));
  it.each(counted)('$id has its first reward within reach after one or two ordinary purchases', (template) => {
    const program = makeProgram(template.document(context));
    const [first] = findFirstReward(program, facts);
    expect(first?.count).toBeLessThanOrEqual(2);
  });

  it.each(templates)('$id has nothing that cannot happen or surprises', (template) => {
    const { works, overlaps } = checkProgram(makeProgram(template.document(context)), null, facts);
    const serious = [...works, ...overlaps].filter(({ weight }) => weight !== 'note');
    // An example order has no goods and no visits; those who count them say so themselves.
    const unseen = otherwise.includes(template.id) ? ['out_of_reach', 'first_reward_far'] : [];
    // Whose profile is followed only the merchant knows.
    const asked = template.id === 'p25' ? ['follow_without_address'] : [];
    expect(serious.map(({ code }) => code).filter((code) => asked.includes(code))).toEqual(asked);
    expect(serious.filter(({ code, weight }) => weight === 'problem' || ![...unseen, ...asked].includes(code))).toEqual(
      [],
    );
  });
});
