/** Where the members behind a number are listed. Pure. */
import type { PanelId } from '../../analytics/panel.ts';

/** The address of the list, or null where the number is no list of members. */
export function membersBehind(id: PanelId): string | null {
  switch (id) {
    case 'members_total':
    case 'members_new':
    case 'members_over_time':
    case 'levels':
      return '/app/members';
    default:
      return null;
  }
}

export function membersOfSegment(segment: string): string {
  return `/app/members?${new URLSearchParams({ segment })}`;
}
