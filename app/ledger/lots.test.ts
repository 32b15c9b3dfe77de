import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareLots, putIntoLots, takeFromLots, type LotState } from './lots.ts';

const lots = fc.uniqueArray(
  fc.record({
    key: fc.uuid(),
    points: fc.integer({ min: 1, max: 500 }),
    used: fc.nat(500),
    expiresAtMs: fc.option(fc.nat(5)),
    openedAtMs: fc.nat(5),
  }),
  { selector: ({ key }) => key, maxLength: 8 },
);
const stateOf = (
  list: readonly { key: string; points: number; used: number; expiresAtMs: number | null; openedAtMs: number }[],
): LotState[] => list.map(({ used, ...lot }) => ({ ...lot, remaining: Math.max(0, lot.points - used) }));
const held = (list: readonly LotState[]) => list.reduce((sum, lot) => sum + lot.remaining, 0);
const moved = (effect: { moves: { points: number }[] }) => effect.moves.reduce((sum, move) => sum + move.points, 0);

describe('lots (E1)', () => {
  it('Spending takes what there is, soonest expiry first, and never more from a lot than it holds', () => {
    fc.assert(
      fc.property(lots, fc.integer({ min: 1, max: 3000 }), (list, points) => {
        const before = stateOf(list);
        const after = stateOf(list);
        const effect = takeFromLots(after, points, null);
        expect(moved(effect) + Math.min(points, held(before))).toBe(0);
        expect(held(after)).toBe(held(before) + moved(effect));
        const ordered = [...after].sort(compareLots);
        const lastTouched = ordered.findLastIndex((lot) => effect.moves.some((move) => move.lotKey === lot.key));
        for (const lot of ordered.slice(0, Math.max(0, lastTouched))) expect(lot.remaining).toBe(0);
        for (const lot of after) expect(lot.remaining).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('Points that are taken back leave their own lot first', () => {
    const list: LotState[] = [
      { key: 'soon', points: 50, remaining: 50, expiresAtMs: 1, openedAtMs: 1 },
      { key: 'own', points: 30, remaining: 20, expiresAtMs: null, openedAtMs: 2 },
    ];
    expect(takeFromLots(list, 25, 'own').moves).toEqual([
      { lotKey: 'own', points: -20 },
      { lotKey: 'soon', points: -5 },
    ]);
  });

  it('What was spent and comes back finds its lots again, whatever the parts', () => {
    fc.assert(
      fc.property(
        lots,
        fc.integer({ min: 1, max: 3000 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 }),
        (list, wanted, parts) => {
          const before = stateOf(list);
          const after = stateOf(list);
          const points = Math.min(wanted, held(before));
          fc.pre(points > 0);
          const origins = takeFromLots(after, points, null).moves.map((move) => ({
            lotKey: move.lotKey,
            points: -move.points,
          }));
          let left = points;
          for (const part of [...parts, points]) {
            const back = Math.min(part, left);
            if (back === 0) continue;
            left -= back;
            const effect = putIntoLots(after, back, 0, origins);
            expect(effect.opened).toBeNull();
            expect(moved(effect)).toBe(back);
          }
          expect(after).toEqual(before);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('What comes in pays the debt first; only the rest can be spent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(1000), (points, debt) => {
        const effect = putIntoLots([], points, debt, []);
        expect(effect.opened).toEqual({ points, remaining: Math.max(0, points - debt) });
      }),
    );
  });
});
