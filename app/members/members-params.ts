/** What the members list is asked for in its address, so that a view can be kept and sent as a link. Pure. */

export interface MembersParams {
  search: string;
  status: 'all' | 'active' | 'blocked';
  sort: 'joined' | 'balance';
  ascending: boolean;
  cursor: string | null;
  direction: 'next' | 'previous';
}

export const memberStatuses = ['all', 'active', 'blocked'] as const;

/** Anything unknown is the default: an old link always opens the list. */
export function readMembersParams(params: URLSearchParams): MembersParams {
  const [sort, order] = (params.get('sort') ?? '').split(' ');
  const previous = params.get('before');
  return {
    search: (params.get('q') ?? '').trim().slice(0, 200),
    status: memberStatuses.find((status) => status === params.get('status')) ?? 'all',
    sort: sort === 'balance' ? 'balance' : 'joined',
    ascending: order === 'asc',
    cursor: previous ?? params.get('after'),
    direction: previous ? 'previous' : 'next',
  };
}
