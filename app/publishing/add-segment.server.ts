/** Puts a segment into the draft of the program, so that a campaign can be made of it. Publishes nothing. */
import type { Segment } from '../program/segments.ts';
import { getDraft, getPublished, saveDraft } from './program-store.server.ts';

/**
 * @returns whether the draft has the segment now: one of the same id that is there already stays as the merchant has it. False
 * when there is no program, or what is being edited has no room for it.
 */
export async function addSegmentToDraft(shopId: number, segment: Segment, actor: string): Promise<boolean> {
  const published = await getPublished(shopId);
  if (!published) return false;
  // Somebody may save the draft between reading and writing it: then what they saved is read, and grows by the segment.
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const draft = await getDraft(shopId);
    // The draft may be half typed: it is kept as it is, whatever it holds, and only its segments grow.
    const document = draft?.document ?? published.program;
    if (!isRecord(document)) return false;
    const segments: unknown[] = Array.isArray(document.segments) ? document.segments : [];
    if (segments.some((known) => isRecord(known) && known.id === segment.id)) return true;
    const saved = await saveDraft(
      shopId,
      { ...document, segments: [...segments, segment] },
      draft?.baseVersion ?? published.version,
      { revision: draft?.revision ?? 0, actor },
    );
    if (saved.ok) return true;
  }
  return false;
}

const ATTEMPTS = 3;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
