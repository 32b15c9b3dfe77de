/** Does what a program editor asks for: keep the draft, drop it, or publish. */
import type { ProgramAction, ProgramActionAnswer } from './program-action.ts';
import {
  discardDraft,
  getDraft,
  getPublished,
  publish,
  saveDraft,
  type DraftResult,
  type StoredDraft,
} from './program-store.server.ts';

export async function answerEditor(
  shopId: number,
  action: ProgramAction | null,
  actor: string,
  now: Date,
): Promise<ProgramActionAnswer> {
  if (!action) return { outcome: 'not_understood' };
  const keep = async (
    { document, baseVersion, revision }: Exclude<ProgramAction, { intent: 'discard' }>,
    done: (result: Extract<DraftResult, { ok: true }>) => ProgramActionAnswer,
    step?: string,
  ): Promise<ProgramActionAnswer> => {
    const save = (from: number) =>
      saveDraft(shopId, document, baseVersion, { revision: from, actor, ...(step ? { step } : {}) });
    const result = await save(revision);
    if (result.ok) return done(result);
    if (result.theirs || (await getPublished(shopId))?.version === baseVersion)
      return draftConflict(result.theirs, actor);
    // It was not dropped but published by somebody else: what was typed becomes a draft of its own.
    const anew = await save(0);
    return anew.ok ? { outcome: 'conflict', revision: anew.revision } : draftConflict(anew.theirs, actor);
  };
  switch (action.intent) {
    case 'save':
      return keep(action, ({ revision }) => ({ outcome: 'saved', revision }), action.step);
    case 'discard':
      if (await discardDraft(shopId, action.revision)) return { outcome: 'discarded' };
      return draftConflict(await getDraft(shopId), actor);
    case 'publish': {
      const { document, baseVersion, revision } = action;
      const result = await publish(shopId, document, baseVersion, actor, now, revision);
      if (result.ok) return { outcome: 'published', version: result.version };
      if ('theirs' in result) return draftConflict(result.theirs, actor);
      // What was typed stays as the draft, so that neither a problem nor another editor costs any work.
      if ('conflict' in result) return keep(action, (kept) => ({ outcome: 'conflict', revision: kept.revision }));
      const { problems } = result;
      return keep(action, (kept) => ({ outcome: 'wrong', problems, revision: kept.revision }));
    }
  }
}

function draftConflict(theirs: StoredDraft | null, actor: string): ProgramActionAnswer {
  return {
    outcome: 'draft_conflict',
    theirs: theirs && {
      document: theirs.document,
      revision: theirs.revision,
      savedAt: theirs.updatedAt.toISOString(),
      isMine: theirs.savedBy === actor,
    },
  };
}
