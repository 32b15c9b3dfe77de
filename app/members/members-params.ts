/** What the members list is asked for in its address, so that a view can be kept and sent as a link. Pure. */
import { segmentIds, type SegmentId } from '../figures/segments.ts';

export const memberStatuses = ['all', 'active', 'blocked'] as const;
export const membersSorts = ['joined', 'balance', 'spent', 'last'] as const;
export type MembersSort = (typeof membersSorts)[number];

/** A calendar date as YYYY-MM-DD, or null. */
type DateOrNull = string | null;

/** Whom to list. Every part has to hold; the default of each is everyone. Bounds are included. */
export interface MembersFilter {
  status: (typeof memberStatuses)[number];
  /** Ids of levels; "none" is the members without one. Empty is everyone. */
  levels: string[];
  balanceFrom: number | null;
  balanceTo: number | null;
  /** Dates of the shop's calendar. */
  joinedFrom: DateOrNull;
  joinedTo: DateOrNull;
  /** Joined within so many days. */
  joinedWithin: number | null;
  lastFrom: DateOrNull;
  lastTo: DateOrNull;
  /** The last order is at most, or at least, so many days ago. */
  lastWithin: number | null;
  lastBefore: number | null;
  /** Has never paid for an order. */
  neverOrdered: boolean;
  /** Minor units of the shop's currency. */
  spentFromMinor: number | null;
  spentToMinor: number | null;
  ordersFrom: number | null;
  ordersTo: number | null;
  /** Has a code that can be used. */
  hasCodes: boolean;
  /** 1 to 12. */
  birthdayMonth: number | null;
  /** By how lately, how often and for how much they buy (docs/figures.md). */
  segment: SegmentId | null;
  /** Has a paid membership in force, or has none. */
  paid: 'yes' | 'no' | null;
}

export interface MembersParams {
  search: string;
  filter: MembersFilter;
  sort: MembersSort;
  ascending: boolean;
  cursor: string | null;
  direction: 'next' | 'previous';
}

export const everyMember: MembersFilter = {
  status: 'all',
  levels: [],
  ...{ balanceFrom: null, balanceTo: null, joinedFrom: null, joinedTo: null, joinedWithin: null },
  ...{ lastFrom: null, lastTo: null, lastWithin: null, lastBefore: null, neverOrdered: false },
  ...{ spentFromMinor: null, spentToMinor: null, ordersFrom: null, ordersTo: null },
  ...{ hasCodes: false, birthdayMonth: null, segment: null, paid: null },
};

const LARGEST = 1_000_000_000_000;
const LONGEST_DAYS = 36_500;

/** The numbers, dates and days of the address, each with the part of the filter that it fills. */
const numbers = {
  balanceFrom: 'balanceFrom',
  balanceTo: 'balanceTo',
  spentFrom: 'spentFromMinor',
  spentTo: 'spentToMinor',
  ordersFrom: 'ordersFrom',
  ordersTo: 'ordersTo',
} as const;
const dates = { joinedFrom: 'joinedFrom', joinedTo: 'joinedTo', lastFrom: 'lastFrom', lastTo: 'lastTo' } as const;
const days = { joinedWithin: 'joinedWithin', lastWithin: 'lastWithin', lastBefore: 'lastBefore' } as const;

/** Every word of the address that belongs to a view; what is left out is the page. */
export const viewKeys = [
  ...['q', 'sort', 'status', 'level', 'never', 'codes', 'birthday', 'segment', 'paid'],
  ...Object.keys({ ...numbers, ...dates, ...days }),
];

/** Anything unknown is the default: an old link always opens the list. */
export function readMembersParams(params: URLSearchParams): MembersParams {
  const [sort, order] = (params.get('sort') ?? '').split(' ');
  const previous = params.get('before');
  return {
    search: (params.get('q') ?? '').trim().slice(0, 200),
    filter: readMembersFilter(params),
    sort: membersSorts.find((known) => known === sort) ?? 'joined',
    ascending: order === 'asc',
    cursor: previous ?? params.get('after'),
    direction: previous ? 'previous' : 'next',
  };
}

export function readMembersFilter(params: URLSearchParams): MembersFilter {
  const filter: MembersFilter = { ...everyMember };
  filter.status = memberStatuses.find((status) => status === params.get('status')) ?? 'all';
  filter.levels = [...new Set(params.getAll('level').filter((id) => id !== '' && id.length <= 40))].slice(0, 50);
  for (const [word, part] of entries(numbers)) filter[part] = readNumber(params.get(word), -LARGEST, LARGEST);
  for (const [word, part] of entries(days)) filter[part] = readNumber(params.get(word), 0, LONGEST_DAYS);
  for (const [word, part] of entries(dates)) filter[part] = readDate(params.get(word));
  filter.neverOrdered = params.get('never') === 'yes';
  filter.hasCodes = params.get('codes') === 'yes';
  filter.birthdayMonth = readNumber(params.get('birthday'), 1, 12);
  filter.segment = segmentIds.find((id) => id === params.get('segment')) ?? null;
  const paid = params.get('paid');
  filter.paid = paid === 'yes' || paid === 'no' ? paid : null;
  return filter;
}

function entries<Key extends string, Part>(map: Record<Key, Part>): [Key, Part][] {
  return Object.entries(map) as [Key, Part][];
}

/** The view of an address: what it filters, searches and sorts by, in one order; not the page. */
export function viewOf(params: URLSearchParams): string {
  const view = new URLSearchParams();
  for (const key of viewKeys) {
    for (const value of params.getAll(key).sort()) if (value !== '') view.append(key, value);
  }
  return view.toString();
}

/** Whether the filter lets everyone through. */
export function isEveryone(filter: MembersFilter): boolean {
  return JSON.stringify(filter) === JSON.stringify(everyMember);
}

function readNumber(text: string | null, smallest: number, largest: number): number | null {
  if (text === null || !/^-?\d{1,13}$/.test(text)) return null;
  const value = Number(text);
  return value >= smallest && value <= largest ? value : null;
}

function readDate(text: string | null): DateOrNull {
  if (text === null || !/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null;
}
