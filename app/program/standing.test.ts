import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addMonths } from '../lib/calendar.ts';
import { keptAfterChange, nextLevel, standingOn, valueOn, warnFrom, type Earned, type TierFacts } from './standing.ts';
import { lastBearing, windowStart } from './tier-window.ts';
import { tiersSchema, type Tiers, type TierWindow } from './tiers.ts';

const name = (en: string) => ({ en });

function tiersOf(window: TierWindow, more: Partial<Tiers> = {}): Tiers {
  return {
    ...tiersSchema.parse({
      measure: 'spend',
      window,
      levels: [
        { id: 'bronze', name: name('Bronze'), threshold: 0 },
        { id: 'silver', name: name('Silver'), threshold: 100 },
        { id: 'gold', name: name('Gold'), threshold: 300 },
        { id: 'club', name: name('Club'), threshold: null },
      ],
    }),
    ...more,
  };
}

function facts(earned: readonly Earned[], more: Partial<TierFacts> = {}): TierFacts {
  return { earned, joinedOn: '2024-01-31', paid: null, given: null, kept: null, ...more };
}

const rolling: TierWindow = { kind: 'rolling', months: 12 };
const calendar: TierWindow = { kind: 'calendar', month: 1, day: 1 };

describe('the window of a tier', () => {
  it('counts twelve rolling months to the day, and 29 February until the end of the next', () => {
    expect(lastBearing(rolling, '2025-01-15', '2024-01-01')).toBe('2026-01-14');
    expect(lastBearing(rolling, '2024-02-29', '2024-01-01')).toBe('2025-02-28');
    expect(windowStart(rolling, '2026-01-14', '2024-01-01')).toBe('2025-01-15');
  });

  it('lets the 31st of August count in six months that end in February', () => {
    const half: TierWindow = { kind: 'rolling', months: 6 };
    expect(lastBearing(half, '2025-08-31', '2024-01-01')).toBe('2026-02-28');
    expect(windowStart(half, '2026-02-28', '2024-01-01') ?? '').toBe('2025-08-29');
  });

  it('holds what a calendar year reached until the end of the next', () => {
    expect(lastBearing(calendar, '2025-03-01', '2024-01-01')).toBe('2026-12-31');
    expect(lastBearing({ kind: 'calendar', month: 7, day: 1 }, '2025-03-01', '2024-01-01')).toBe('2026-06-30');
  });

  it('counts years since joining from the day itself, also from the 31st and from 29 February', () => {
    const since: TierWindow = { kind: 'since_joining', months: 1 };
    expect(windowStart(since, '2024-02-29', '2024-01-31')).toBe('2024-02-29');
    expect(windowStart(since, '2024-03-30', '2024-01-31')).toBe('2024-02-29');
    expect(windowStart(since, '2024-03-31', '2024-01-31')).toBe('2024-03-31');
    const year: TierWindow = { kind: 'since_joining', months: 12 };
    expect(windowStart(year, '2025-02-28', '2024-02-29')).toBe('2025-02-28');
    expect(windowStart(year, '2023-06-01', '2024-02-29')).toBe('2023-02-28');
  });
});

describe('a level', () => {
  it('is reached at once, and lost only after the window and the grace', () => {
    const tiers = tiersOf(rolling, { graceDays: 30 });
    const reached = standingOn(tiers, null, facts([{ date: '2025-05-10', amount: 120 }]), '2025-05-10');
    expect(reached).toMatchObject({ source: 'qualified', holdsUntil: '2026-05-09', graceUntil: '2026-06-08' });
    expect(reached.level?.id).toBe('silver');
    const on = (today: string) =>
      standingOn(tiers, null, facts([{ date: '2025-05-10', amount: 120 }]), today).level?.id;
    expect([on('2025-05-09'), on('2026-06-08'), on('2026-06-09')]).toEqual(['bronze', 'silver', 'bronze']);
  });

  it('says what is missing to the next one, and that there is none above the highest', () => {
    const tiers = tiersOf(rolling);
    const silver = standingOn(tiers, null, facts([{ date: '2025-05-10', amount: 120 }]), '2025-05-10');
    expect(nextLevel(tiers, silver)).toMatchObject({ missing: 180, level: { id: 'gold' } });
    const gold = standingOn(tiers, null, facts([{ date: '2025-05-10', amount: 300 }]), '2025-05-10');
    expect(nextLevel(tiers, gold)).toBeNull();
  });

  it('stays until it would have ended when its order is refunded, or goes at once where the merchant says so', () => {
    const earned = [{ date: '2025-05-10', amount: 120, takenBack: [{ on: '2025-05-10', amount: 120 }] }];
    const kept = standingOn(tiersOf(rolling), null, facts(earned), '2025-06-01');
    expect(kept).toMatchObject({ index: 1, holdsUntil: '2026-05-09', value: 0 });
    const lost = standingOn(tiersOf(rolling, { afterRefund: 'lost' }), null, facts(earned), '2025-05-10');
    expect(lost).toMatchObject({ index: 0, holdsUntil: null });
  });

  it('is not reached by spending what a refund had given back before', () => {
    const earned = [
      { date: '2025-05-10', amount: 90, takenBack: [{ on: '2025-05-12', amount: 90 }] },
      { date: '2025-05-14', amount: 90 },
    ];
    expect(standingOn(tiersOf(rolling), null, facts(earned), '2025-05-14').index).toBe(0);
  });

  it('of a membership counts while it is paid, and the higher one of two counts', () => {
    const membership = { productIds: ['1'], levelId: 'club', months: 12 };
    const paid = { until: '2025-12-31' };
    const earned = [{ date: '2025-05-10', amount: 320 }];
    expect(standingOn(tiersOf(rolling), membership, facts(earned, { paid }), '2025-06-01')).toMatchObject({
      source: 'membership',
      graceUntil: '2025-12-31',
    });
    expect(standingOn(tiersOf(rolling), membership, facts(earned, { paid }), '2026-01-01').level?.id).toBe('gold');
  });

  it('T2: that a change of the settings would end is kept for the promised grace, never longer than before', () => {
    const before = tiersOf(rolling, { graceDays: 60 });
    const after = { ...before, graceDays: 0, levels: before.levels.filter(({ id }) => id !== 'gold') };
    const old = standingOn(before, null, facts([{ date: '2025-05-10', amount: 320 }]), '2025-06-01');
    const harder = {
      ...after,
      levels: after.levels.map((l) => (l.id === 'silver' ? { ...l, threshold: 1000 } : l)),
    };
    const now = standingOn(harder, null, facts([{ date: '2025-05-10', amount: 320 }]), '2025-06-01');
    // Gold is gone: what comes next to it asks for no more than it did, which is Bronze here, and that is had anyhow.
    expect(
      keptAfterChange({ tiers: before, standing: old }, { tiers: harder, standing: now }, '2025-06-01'),
    ).toBeNull();
    const silver = standingOn(before, null, facts([{ date: '2025-05-10', amount: 120 }]), '2025-06-01');
    expect(
      keptAfterChange({ tiers: before, standing: silver }, { tiers: harder, standing: now }, '2025-06-01'),
    ).toEqual({ tierId: 'silver', until: '2025-07-31' });
    const ending = { ...silver, graceUntil: '2025-06-10' };
    expect(
      keptAfterChange({ tiers: before, standing: ending }, { tiers: harder, standing: now }, '2025-06-01'),
    ).toEqual({ tierId: 'silver', until: '2025-06-10' });
  });

  it('is told to end in good time: a month before, when grace begins, or a week before in a window of a month', () => {
    expect(warnFrom(tiersOf(rolling), '2026-05-31')).toBe('2026-05-01');
    expect(warnFrom(tiersOf(rolling, { graceDays: 60 }), '2026-05-31')).toBe('2026-04-01');
    expect(warnFrom(tiersOf({ kind: 'rolling', months: 1 }), '2026-05-31')).toBe('2026-05-24');
  });
});

const start = '2023-01-01';
const windows = fc.oneof(
  fc.constant<TierWindow>({ kind: 'lifetime' }),
  fc.integer({ min: 1, max: 14 }).map((months): TierWindow => ({ kind: 'rolling', months })),
  fc
    .record({ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) })
    .map((date): TierWindow => ({ kind: 'calendar', ...date })),
  fc.integer({ min: 1, max: 14 }).map((months): TierWindow => ({ kind: 'since_joining', months })),
);
const dates = fc.integer({ min: 0, max: 1100 }).map((days) => addDays(start, days));
const histories = fc.array(
  fc
    .record({
      date: dates,
      amount: fc.integer({ min: 1, max: 250 }),
      refund: fc.option(fc.record({ after: fc.integer({ min: 0, max: 200 }), share: fc.constantFrom(0.5, 1) })),
    })
    .map(({ date, amount, refund }): Earned => ({
      date,
      amount,
      ...(refund
        ? { takenBack: [{ on: addDays(date, refund.after), amount: Math.floor(amount * refund.share) }] }
        : {}),
    })),
  { maxLength: 12 },
);
const situations = fc.record({
  window: windows,
  graceDays: fc.constantFrom(0, 10, 60),
  earned: histories,
  joinedOn: dates,
  today: dates,
});

/** The level by the words of the promise: each day from the first on is judged by what was known at its end. */
function levelDayByDay(tiers: Tiers, earned: readonly Earned[], joinedOn: string, today: string): number {
  let best = tiers.levels.findLastIndex(({ threshold }) => threshold === 0);
  for (let date = start; date <= today; date = addDays(date, 1)) {
    const from = windowStart(tiers.window, date, joinedOn);
    const counted = earned.filter((item) => item.date <= date && (from === null || item.date >= from));
    if (!counted.some((item) => item.date === date)) continue;
    const worth = (items: readonly Earned[]) =>
      items.reduce(
        (sum, { amount, takenBack = [] }) =>
          sum + amount - takenBack.filter(({ on }) => on < date).reduce((all, part) => all + part.amount, 0),
        0,
      );
    tiers.levels.forEach(({ threshold }, index) => {
      if (threshold === null || index <= best || worth(counted) < threshold) return;
      // How long it lasts when nothing more comes: while what still counts is enough, then the grace.
      const lasts = (until: string) =>
        worth(
          counted.filter((item) => {
            const last = lastBearing(tiers.window, item.date, joinedOn);
            return last === null || last >= until;
          }),
        ) >= threshold;
      if (lasts(addDays(today, -tiers.graceDays))) best = index;
    });
  }
  return best;
}

describe('whatever happens', () => {
  it('the level is that of the promise, counted day by day', () => {
    fc.assert(
      fc.property(situations, ({ window, graceDays, earned, joinedOn, today }) => {
        const tiers = tiersOf(window, { graceDays });
        expect(standingOn(tiers, null, facts(earned, { joinedOn }), today).index).toBe(
          levelDayByDay(tiers, earned, joinedOn, today),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('the order in which things become known changes nothing', () => {
    fc.assert(
      fc.property(situations, fc.nat(), ({ window, graceDays, earned, joinedOn, today }, seed) => {
        const tiers = tiersOf(window, { graceDays });
        const turned = earned.map((_, index) => earned[(index + seed) % earned.length] ?? { date: today, amount: 0 });
        expect(standingOn(tiers, null, facts(turned, { joinedOn }), today)).toEqual(
          standingOn(tiers, null, facts(earned, { joinedOn }), today),
        );
      }),
    );
  });

  it('more never makes it less, and it lasts until the day that is told and not a day longer', () => {
    fc.assert(
      fc.property(situations, fc.integer({ min: 1, max: 300 }), (situation, amount) => {
        const { window, graceDays, earned, joinedOn, today } = situation;
        const tiers = tiersOf(window, { graceDays });
        const past = earned.filter((item) => item.date <= today);
        const standing = standingOn(tiers, null, facts(past, { joinedOn }), today);
        const more = standingOn(tiers, null, facts([...past, { date: today, amount }], { joinedOn }), today);
        expect(more.index).toBeGreaterThanOrEqual(standing.index);
        if (standing.graceUntil === null) return;
        expect(standingOn(tiers, null, facts(past, { joinedOn }), standing.graceUntil).index).toBe(standing.index);
        expect(standingOn(tiers, null, facts(past, { joinedOn }), addDays(standing.graceUntil, 1)).index).toBeLessThan(
          standing.index,
        );
      }),
    );
  });

  it('where refunds end levels at once, the level is that of what was kept', () => {
    fc.assert(
      fc.property(situations, ({ window, graceDays, earned, joinedOn, today }) => {
        const tiers = tiersOf(window, { graceDays, afterRefund: 'lost' });
        const net = earned.map(({ date, amount, takenBack = [] }) => ({
          date,
          amount: amount - takenBack.reduce((sum, part) => sum + part.amount, 0),
        }));
        const expected = standingOn(tiers, null, facts(net, { joinedOn }), today);
        expect(standingOn(tiers, null, facts(earned, { joinedOn }), today)).toEqual(expected);
        expect(valueOn(tiers, net, joinedOn, today)).toBe(expected.value);
      }),
    );
  });

  it('a rolling window reaches back as far as its last day says', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 1, max: 24 }), (date, months) => {
        const window: TierWindow = { kind: 'rolling', months };
        const last = lastBearing(window, date, start) ?? '';
        expect((windowStart(window, last, start) ?? '') <= date).toBe(true);
        expect((windowStart(window, addDays(last, 1), start) ?? '') > date).toBe(true);
        expect(addMonths(date, months) >= last).toBe(true);
      }),
    );
  });
});
