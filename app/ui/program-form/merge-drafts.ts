/**
 * Two people's work on one draft put together: what only one of them changed is taken as it is; where both changed the same,
 * the first one's counts and is told. Entries of a list are told apart by their ids. Pure.
 */
import { same } from '../../program/checks/changes.ts';

export interface MergedDraft<T> {
  merged: T;
  /** Paths where both changed the same in different ways, such as "rewards.rw_amount.costPoints". */
  overlaps: string[];
}

/** @param base what both began from. */
export function mergeDrafts<T>(base: T, mine: T, theirs: T): MergedDraft<T> {
  const overlaps: string[] = [];
  // What comes out is made of parts of the three, which TypeScript cannot follow.
  const merged = merge(base, mine, theirs, '', overlaps) as T;
  return { merged, overlaps };
}

function merge(base: unknown, mine: unknown, theirs: unknown, path: string, overlaps: string[]): unknown {
  if (same(mine, theirs) || same(theirs, base)) return mine;
  if (same(mine, base)) return theirs;
  if (isEntryList(mine) && isEntryList(theirs)) {
    return mergeLists(isEntryList(base) ? base : [], mine, theirs, path, overlaps);
  }
  // Parts of different kinds have different fields: half of one and half of the other would be neither.
  if (isRecord(mine) && isRecord(theirs) && mine.kind === theirs.kind) {
    const was = isRecord(base) && base.kind === mine.kind ? base : {};
    return Object.fromEntries(
      [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].map((key) => [
        key,
        merge(was[key], mine[key], theirs[key], path === '' ? key : `${path}.${key}`, overlaps),
      ]),
    );
  }
  overlaps.push(path);
  return mine;
}

type Entry = Record<string, unknown> & { id: string };

function mergeLists(base: Entry[], mine: Entry[], theirs: Entry[], path: string, overlaps: string[]): Entry[] {
  const find = (list: Entry[], id: string) => list.find((entry) => entry.id === id);
  const kept = mine.flatMap((entry): Entry[] => {
    const other = find(theirs, entry.id);
    const was = find(base, entry.id);
    if (other) return [merge(was, entry, other, `${path}.${entry.id}`, overlaps) as Entry];
    // The other took it out: so be it, unless it was worked on here.
    if (was && same(was, entry)) return [];
    if (was) overlaps.push(`${path}.${entry.id}`);
    return [entry];
  });
  const added = theirs.filter((entry) => {
    if (find(mine, entry.id)) return false;
    const was = find(base, entry.id);
    if (!was) return true;
    if (same(was, entry)) return false;
    overlaps.push(`${path}.${entry.id}`);
    return true;
  });
  return [...kept, ...added];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEntryList(value: unknown): value is Entry[] {
  return Array.isArray(value) && value.every((entry) => isRecord(entry) && typeof entry.id === 'string');
}
