import { describe, expect, test } from 'vitest';
import { defaultProgram } from '../../program/default-program.ts';
import { makeProgram, readProgram } from '../../program/document.ts';
import { templates } from '../../program/templates/registry.ts';
import { recordChange, redoChange, startHistory, undoChange } from './draft-history.ts';
import { toDraft, type ProgramDraft } from './draft.ts';
import { addItem, at, isKind, items, moveItem, present, put, removeItem, rootPlace, type Place } from './place.ts';
import { newCondition } from './new-condition.ts';
import { kindsFor } from './new-condition.ts';
import { newCampaign, newSegment, campaignProposals, segmentProposals } from './sections/new-campaign.ts';
import { goalProposals, newGoal } from './sections/new-goal.ts';
import { newReward, rewardGroups, withReferral, withValue } from './sections/new-reward.ts';
import { newRule, ruleProposals } from './sections/new-rule.ts';
import { newLevel, newPerk, newTiers, perkKinds } from './sections/new-tiers.ts';
import { withGoods } from './with-goods.ts';

const TODAY = '2026-11-21';
const goods = { membershipProductIds: ['1'], freeProductIds: ['2'], collectionIds: ['3'] };
const documents = templates.map((template) => ({
  id: template.id,
  program: makeProgram(template.document({ currencyCode: 'DKK', ...goods })),
}));

/** An editor without a screen: what stands in it, and the place of all of it. */
function editorOf(document: unknown) {
  let draft = toDraft(document, 'DKK');
  return {
    get draft() {
      return draft;
    },
    root: (): Place<ProgramDraft> =>
      rootPlace(draft, (edit) => {
        draft = edit(draft);
      }),
  };
}

describe('a document in the editor', () => {
  test.each(documents)('of the template $id comes out as it went in', ({ program }) => {
    expect(toDraft(program, 'DKK')).toEqual(program);
    expect(readProgram(toDraft(JSON.parse(JSON.stringify(program)), 'DKK'))).toEqual({ ok: true, program });
  });

  test.each(documents)('of the template $id loses nothing when one part is edited', ({ program }) => {
    const editor = editorOf(program);
    put(at(editor.root(), 'icon'), 'bean');
    const [first] = items(at(editor.root(), 'rules'));
    if (first) put(at(first, 'enabled'), false);
    const reading = readProgram(editor.draft);
    expect(reading).toEqual({
      ok: true,
      program: {
        ...program,
        icon: 'bean',
        rules: program.rules.map((rule, index) => (index === 0 ? { ...rule, enabled: false } : rule)),
      },
    });
  });

  test('A number that cannot be read stays as it was typed, through a save and back, and its place is named', () => {
    const editor = editorOf(defaultProgram('DKK'));
    const [rule] = items(at(editor.root(), 'rules'));
    if (!rule || !isKind(rule, 'order_amount')) throw new Error('the proposal earns by amount');
    put(at(rule, 'unitMinor'), 'ten');
    const again = toDraft(JSON.parse(JSON.stringify(editor.draft)), 'DKK');
    expect(again).toEqual(editor.draft);
    const reading = readProgram(again);
    expect(reading.ok ? [] : reading.problems).toEqual([{ path: ['rules', 0, 'unitMinor'], code: 'amount_invalid' }]);
  });

  test.each([null, 5, [], { rules: 'x', rewards: [null, { title: 3 }], tiers: 7 }])(
    'A broken one %j opens',
    (document) => {
      const draft = toDraft(document, 'DKK');
      expect(draft.currencyCode).toBe('DKK');
      expect(draft.pointName.en.other).toBe(document && typeof document === 'object' ? 'points' : 'points');
      expect(() => readProgram(draft)).not.toThrow();
    },
  );

  test('One of the first shape opens in the present one', () => {
    const { schemaVersion: _, style: __, tiers: ___, ...old } = defaultProgram('DKK');
    const reading = readProgram(toDraft({ ...old, schemaVersion: 1 }, 'DKK'));
    expect(reading).toMatchObject({ ok: true, program: { schemaVersion: 2, style: 'points', tiers: null } });
  });

  test('Products that are still to be chosen do not hide the preview; other problems do', () => {
    const document = templates.find(({ id }) => id === 'k3')?.document({ currencyCode: 'DKK' });
    const draft = toDraft(document, 'DKK');
    const reading = readProgram(draft);
    if (reading.ok) throw new Error('the product is to be chosen');
    expect(withGoods(draft, reading.problems)?.membership?.productIds).toEqual(['0']);
    expect(withGoods(draft, [...reading.problems, { path: ['icon'], code: 'invalid' }])).toBeNull();
  });
});

describe('lists and steps', () => {
  test('Entries are added, moved and removed, and only they', () => {
    const editor = editorOf(defaultProgram('DKK'));
    const list = () => at(editor.root(), 'rules');
    addItem(list(), newRule('birthday', editor.draft, TODAY));
    moveItem(list(), 2, -1);
    expect(editor.draft.rules.map(({ id }) => id)).toEqual(['order', 'birthday', 'signup']);
    moveItem(list(), 0, -1);
    removeItem(list(), 1);
    expect(editor.draft).toEqual(toDraft(defaultProgram('DKK'), 'DKK'));
    expect(present(at(editor.root(), 'tiers'))).toBeNull();
  });

  test('What is typed into one field is undone at once, and can be done again', () => {
    let history = startHistory('');
    for (const text of ['1', '12', '125']) history = recordChange(history, text, 'rewards.0.costPoints');
    history = recordChange(history, 'other', 'icon');
    history = undoChange(history);
    expect(history.present).toBe('125');
    history = undoChange(history);
    expect(history.present).toBe('');
    expect(undoChange(history)).toBe(history);
    history = redoChange(redoChange(history));
    expect(history.present).toBe('other');
    expect(redoChange(history)).toBe(history);
  });
});

/** What a proposal may still ask for: something of the shop that nobody can guess. */
const toChoose = [
  'products_missing',
  'collections_missing',
  'tags_missing',
  'tiers_missing',
  'segment_missing',
  'segment_unknown',
];
const unfinished = (document: unknown) => {
  const reading = readProgram(document);
  return reading.ok ? [] : reading.problems.map(({ code }) => code).filter((code) => !toChoose.includes(code));
};

describe.each(['DKK', 'JPY', 'KWD', 'HUF'])('what is proposed in %s', (currencyCode) => {
  const draft = toDraft(defaultProgram(currencyCode), currencyCode);

  test('is complete but for what only the shop knows', () => {
    const rules = Object.values(ruleProposals).flat();
    for (const proposal of rules)
      expect([proposal, unfinished({ ...draft, rules: [newRule(proposal, draft, TODAY)] })]).toEqual([proposal, []]);
    for (const kind of Object.values(rewardGroups).flat())
      expect([kind, unfinished({ ...draft, rewards: [newReward(kind, draft)] })]).toEqual([kind, []]);
    for (const proposal of goalProposals)
      expect([proposal, unfinished({ ...draft, goals: [newGoal(proposal, draft)] })]).toEqual([proposal, []]);
    for (const proposal of campaignProposals)
      expect([proposal, unfinished({ ...draft, campaigns: [newCampaign(proposal, draft, TODAY)] })]).toEqual([
        proposal,
        [],
      ]);
    for (const proposal of segmentProposals)
      expect([proposal, unfinished({ ...draft, segments: [newSegment(proposal, draft)] })]).toEqual([proposal, []]);
    expect(unfinished(withReferral(draft))).toEqual([]);
    for (const measure of ['spend', 'points', 'orders'] as const) {
      const tiers = newTiers(measure, draft);
      const levels = [...tiers.levels, newLevel('earned', tiers, draft)];
      const perks = perkKinds.map((kind) => newPerk(kind, draft));
      expect(unfinished({ ...draft, tiers: { ...tiers, levels } })).toEqual([]);
      expect(
        unfinished({ ...draft, tiers: { ...tiers, levels: levels.map((level) => ({ ...level, perks })) } }),
      ).toEqual([]);
    }
  });

  test('has every condition, each complete but for what only the shop knows', () => {
    for (const kind of kindsFor('order').flatMap(({ kinds }) => kinds)) {
      const [rule] = draft.rules;
      expect([kind, unfinished({ ...draft, rules: [{ ...rule, when: [newCondition(kind, draft, TODAY)] }] })]).toEqual([
        kind,
        [],
      ]);
    }
  });
});

test('A new value takes the automatic title along; a title that the merchant wrote stays', () => {
  const draft = toDraft(defaultProgram('DKK'), 'DKK');
  const reward = newReward('amount_off', draft);
  if (reward.kind !== 'amount_off') throw new Error('another kind came');
  const named = { ...reward, title: { ...reward.title, en: 'Coffee week' } };
  const after = withValue(named, { ...named, amountMinor: 7500 }, 'DKK');
  expect(after.title.en).toBe('Coffee week');
  expect(after.title.da).toMatch(/^75\skr\. rabat$/);
});
