/** What a figure says beside the one before it: more, less or the same, by how much. Pure. */
import type { Unit } from '../../analytics/panel.ts';

export type Direction = 'up' | 'down' | 'same';

/** `ratio`: the difference as a part of what was before, e.g. 0.12; null where a percentage would say nothing. */
export type Delta =
  | { direction: Direction; by: 'percent'; ratio: number }
  /** Shares are compared in percentage points: from 10% to 12% is 2 points, not 20%. */
  | { direction: Direction; by: 'share'; basisPoints: number }
  /** From nothing to something has no percentage. */
  | { direction: Direction; by: 'nothing_before' };

/** @returns null when there is nothing to compare. */
export function deltaOf(unit: Unit, value: number | null, before: number | null | undefined): Delta | null {
  if (value === null || before === null || before === undefined) return null;
  const direction: Direction = value > before ? 'up' : value < before ? 'down' : 'same';
  if (unit === 'share') return { direction, by: 'share', basisPoints: Math.abs(value - before) };
  if (direction === 'same') return { direction, by: 'percent', ratio: 0 };
  if (before === 0) return { direction, by: 'nothing_before' };
  return { direction, by: 'percent', ratio: Math.abs(value - before) / Math.abs(before) };
}
