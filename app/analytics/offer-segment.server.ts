/** A group of the analytics as a segment of the program, with the bounds that this morning's count went by. */
import { localeBundles } from '../i18n/locale-bundles.server.ts';
import { FIRST_PAUSE_DAYS, segmentIds, segmentPreset, type SegmentId } from '../figures/segments.ts';
import { locales } from '../lib/locales.ts';
import { textSchema } from '../program/text.ts';
import type { Segment } from '../program/segments.ts';
import { latestSnapshot } from './read-rollups.server.ts';

export function isSegmentId(text: unknown): text is SegmentId {
  return segmentIds.some((id) => id === text);
}

/** @returns the segment under the same name that the analytics give it, in every language. */
export async function offeredSegment(shopId: number, id: SegmentId): Promise<Segment> {
  const rhythm = await latestSnapshot(shopId, 'rhythm');
  return {
    id: `rfm_${id}`,
    name: textSchema.parse(
      Object.fromEntries(locales.map((locale) => [locale, nameOf(localeBundles[locale].text, id)])),
    ),
    when: segmentPreset(id, {
      pauseDays: rhythm.get('pause_days') ?? FIRST_PAUSE_DAYS,
      highSpendMinor: rhythm.get('high_spend_minor') ?? 0,
    }),
  };
}

function nameOf(text: Record<string, unknown>, id: SegmentId): unknown {
  const words = Object(Object(text.analytics).keys) as Record<string, unknown>;
  return words[id];
}
