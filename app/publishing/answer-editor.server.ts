/** Does what a program editor asks for: keep the draft, drop it, or publish. */
import type { ProgramAction, ProgramActionAnswer } from './program-action.ts';
import { discardDraft, publish, saveDraft } from './program-store.server.ts';

export async function answerEditor(
  shopId: number,
  action: ProgramAction | null,
  actor: string,
  now: Date,
): Promise<ProgramActionAnswer> {
  if (!action) return { outcome: 'not_understood' };
  switch (action.intent) {
    case 'save':
      await saveDraft(shopId, action.document, action.baseVersion);
      return { outcome: 'saved' };
    case 'discard':
      await discardDraft(shopId);
      return { outcome: 'discarded' };
    case 'publish': {
      const result = await publish(shopId, action.document, action.baseVersion, actor, now);
      if (result.ok) return { outcome: 'published', version: result.version };
      // What was typed stays as the draft, so that neither a problem nor another editor costs any work.
      await saveDraft(shopId, action.document, action.baseVersion);
      return 'conflict' in result ? { outcome: 'conflict' } : { outcome: 'wrong', problems: result.problems };
    }
  }
}
