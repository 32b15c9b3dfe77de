import { describe, expect, it } from 'vitest';
import { createShop, NOW, simpleProgram } from '#tests/kit/factories.ts';
import { answerEditor } from './answer-editor.server.ts';
import { getDraft, getPublished } from './program-store.server.ts';
import type { ProgramAction } from './program-action.ts';

const program = simpleProgram();
const save = (icon: string, revision: number): ProgramAction => ({
  intent: 'save',
  document: { ...program, icon },
  baseVersion: 1,
  revision,
});

describe('two people in one draft', () => {
  it('Who saves over a draft that was not seen is told of it, and nothing is written', async () => {
    const shop = await createShop({ program });
    expect(await answerEditor(shop.id, save('bean', 0), 'anna', NOW)).toEqual({ outcome: 'saved', revision: 1 });
    expect(await answerEditor(shop.id, save('crown', 0), 'bo', NOW)).toMatchObject({
      outcome: 'draft_conflict',
      theirs: { document: { icon: 'bean' }, revision: 1, isMine: false },
    });
    expect(await answerEditor(shop.id, save('heart', 0), 'anna', NOW)).toMatchObject({ theirs: { isMine: true } });
    expect(await getDraft(shop.id)).toMatchObject({ document: { icon: 'bean' }, revision: 1, savedBy: 'anna' });
    expect(await answerEditor(shop.id, save('crown', 1), 'bo', NOW)).toEqual({ outcome: 'saved', revision: 2 });
    expect(await answerEditor(shop.id, save('star', 1), 'anna', NOW)).toMatchObject({ outcome: 'draft_conflict' });
  });

  it('Of many who save at once over the same draft, one does', async () => {
    const shop = await createShop({ program });
    await answerEditor(shop.id, save('bean', 0), 'anna', NOW);
    for (const revision of [0, 1]) {
      const other = revision === 0 ? await createShop({ program }) : shop;
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, at) => answerEditor(other.id, save('crown', revision), `staff-${at}`, NOW)),
      );
      expect(answers.filter(({ outcome }) => outcome === 'saved')).toHaveLength(1);
      expect(answers.filter(({ outcome }) => outcome === 'draft_conflict')).toHaveLength(7);
    }
  });

  it('Neither publishing nor discarding throws away what somebody else saved', async () => {
    const shop = await createShop({ program });
    await answerEditor(shop.id, save('bean', 0), 'anna', NOW);
    const publish: ProgramAction = { intent: 'publish', document: program, baseVersion: 1, revision: 0 };
    expect(await answerEditor(shop.id, publish, 'bo', NOW)).toMatchObject({ outcome: 'draft_conflict' });
    expect((await getPublished(shop.id))?.version).toBe(1);
    const discard = (revision: number): ProgramAction => ({ intent: 'discard', revision });
    expect(await answerEditor(shop.id, discard(0), 'bo', NOW)).toMatchObject({ outcome: 'draft_conflict' });
    expect(await getDraft(shop.id)).toMatchObject({ document: { icon: 'bean' } });
    expect(await answerEditor(shop.id, discard(1), 'anna', NOW)).toEqual({ outcome: 'discarded' });
    // It is gone already: that is what was wanted.
    expect(await answerEditor(shop.id, discard(1), 'anna', NOW)).toEqual({ outcome: 'discarded' });
    // A draft that somebody dropped is not silently there again.
    expect(await answerEditor(shop.id, save('heart', 1), 'bo', NOW)).toEqual({
      outcome: 'draft_conflict',
      theirs: null,
    });
  });

  it('Who published in the meantime takes nobody’s work: it becomes a draft of its own over the older version', async () => {
    const shop = await createShop({ program });
    await answerEditor(shop.id, save('bean', 0), 'anna', NOW);
    const publish = (icon: string, revision: number): ProgramAction => ({
      ...{ intent: 'publish', baseVersion: 1, revision },
      document: { ...program, icon },
    });
    expect(await answerEditor(shop.id, publish('crown', 1), 'anna', NOW)).toEqual({ outcome: 'published', version: 2 });
    // Bo began from the draft that Anna published, and saves or publishes.
    expect(await answerEditor(shop.id, save('heart', 1), 'bo', NOW)).toMatchObject({ outcome: 'conflict' });
    const draft = await getDraft(shop.id);
    expect(draft).toMatchObject({ document: { icon: 'heart' }, baseVersion: 1, savedBy: 'bo' });
    const again = await answerEditor(shop.id, publish('heart', draft?.revision ?? 0), 'bo', NOW);
    expect(again).toMatchObject({ outcome: 'conflict' });
    // Put on top of the new version, it can be published.
    const over: ProgramAction = {
      ...{ intent: 'publish', baseVersion: 2, document: { ...program, icon: 'heart' } },
      revision: 'revision' in again ? again.revision : 0,
    };
    expect(await answerEditor(shop.id, over, 'bo', NOW)).toEqual({ outcome: 'published', version: 3 });
    expect((await getPublished(shop.id))?.program.icon).toBe('heart');
  });

  it('Publishing with a problem keeps the draft under a new revision, from which the editor goes on', async () => {
    const shop = await createShop({ program });
    const wrong: ProgramAction = {
      intent: 'publish',
      document: { ...program, icon: 'unicorn' },
      baseVersion: 1,
      revision: 0,
    };
    expect(await answerEditor(shop.id, wrong, 'anna', NOW)).toMatchObject({ outcome: 'wrong', revision: 1 });
    expect(await answerEditor(shop.id, { ...wrong, revision: 1 }, 'anna', NOW)).toMatchObject({ revision: 2 });
    const right: ProgramAction = { ...wrong, document: { ...program, icon: 'bean' }, revision: 2 };
    expect(await answerEditor(shop.id, right, 'anna', NOW)).toEqual({ outcome: 'published', version: 2 });
    expect(await getDraft(shop.id)).toBeNull();
  });
});
