/** What of a member's history is shown. Pure. */
export const timelineFilters = ['all', 'earned', 'redeemed', 'expired', 'manual'] as const;
export type TimelineFilter = (typeof timelineFilters)[number];

/** Anything unknown is everything. */
export function readTimelineFilter(text: string | null): TimelineFilter {
  return timelineFilters.find((known) => known === text) ?? 'all';
}
