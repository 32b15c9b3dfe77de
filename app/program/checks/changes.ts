/** What publishing would change, one entry a difference, for the merchant to read before it happens. Pure. */
import type { Program } from '../document.ts';
import { partsOf, partKinds, type PartKind, type ProgramPart } from './parts.ts';

export const settings = [
  'currencyCode',
  'style',
  'pointName',
  'icon',
  'accentColor',
  'membership',
  'referral',
  'overlap',
  'stacking',
  'pending',
  'expiry',
  'refunds',
] as const;
export type Setting = (typeof settings)[number] | 'tierTerms';

/** A part that came, went, was switched or became another; or a setting of the whole. Both programs tell what it is about. */
export type ProgramChange =
  | { kind: 'added' | 'removed' | 'on' | 'off' | 'changed'; part: PartKind; id: string }
  | { kind: 'order'; part: PartKind }
  | { kind: 'setting'; setting: Setting };

export function changesBetween(before: Program, after: Program): ProgramChange[] {
  const changes: ProgramChange[] = partKinds.flatMap((part) =>
    partChanges(part, partsOf(before, part), partsOf(after, part)),
  );
  if (!same(tierTerms(before), tierTerms(after))) changes.push({ kind: 'setting', setting: 'tierTerms' });
  for (const setting of settings)
    if (!same(before[setting], after[setting])) changes.push({ kind: 'setting', setting });
  return changes;
}

function partChanges(part: PartKind, before: readonly ProgramPart[], after: readonly ProgramPart[]): ProgramChange[] {
  const changes: ProgramChange[] = [];
  const old = new Map(before.map((item) => [item.id, item]));
  const now = new Set(after.map(({ id }) => id));
  for (const item of after) {
    const { id } = item;
    const was = old.get(id);
    if (!was) {
      changes.push({ kind: 'added', part, id });
      continue;
    }
    if (isOn(was) !== isOn(item)) changes.push({ kind: isOn(item) ? 'on' : 'off', part, id });
    if (!same({ ...was, enabled: true }, { ...item, enabled: true })) changes.push({ kind: 'changed', part, id });
  }
  for (const { id } of before) if (!now.has(id)) changes.push({ kind: 'removed', part, id });
  const kept = (list: readonly ProgramPart[]) => list.map(({ id }) => id).filter((id) => now.has(id) && old.has(id));
  if (!same(kept(before), kept(after))) changes.push({ kind: 'order', part });
  return changes;
}

function isOn(part: ProgramPart): boolean {
  return !('enabled' in part) || part.enabled;
}

/** How levels are counted and kept, without the levels themselves. */
function tierTerms({ tiers }: Program): unknown {
  return tiers && { ...tiers, levels: [] };
}

/** Whether two values say the same; the order of an object's keys says nothing. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
