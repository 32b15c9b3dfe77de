import { describe, expect, it } from 'vitest';
import { defaultProgram } from './default-program.ts';
import { readProgram } from './document.ts';
import { lotEndsAt, lotTerms, type ExpiryRule } from './expiry.ts';
import { maturesAt } from './pending.ts';

const at = (text: string) => new Date(text);
const end = (rule: ExpiryRule, earned: string, booked = earned, zone = 'Europe/Copenhagen') =>
  lotTerms(rule, at(earned), at(booked), zone).expiresAt?.toISOString() ?? null;

describe('a program document', () => {
  it('A document that was published before pending and expiry existed still reads, and promises neither', () => {
    const { pending: _pending, expiry: _expiry, ...older } = defaultProgram('DKK');
    const reading = readProgram(older);
    expect(reading.ok && [reading.program.pending, reading.program.expiry]).toEqual([
      { kind: 'none' },
      { kind: 'never' },
    ]);
  });

  it('A day that no year has, and numbers out of bounds, are named at their place', () => {
    const wrong = {
      ...defaultProgram('DKK'),
      pending: { kind: 'after_payment', days: 0 },
      expiry: { kind: 'fixed', month: 2, day: 30 },
    };
    const reading = readProgram(wrong);
    expect(reading.ok ? [] : reading.problems).toEqual([
      { path: ['pending', 'days'], code: 'wait_days_invalid' },
      { path: ['expiry', 'day'], code: 'date_invalid' },
    ]);
    expect(readProgram({ ...wrong, pending: { kind: 'none' }, expiry: { kind: 'fixed', month: 2, day: 29 } }).ok).toBe(
      true,
    );
  });
});

describe('pending points (T1)', () => {
  it('Points count after the last of the days that follow the day of payment in the shop', () => {
    // Paid at 00:30 on 2 March in Copenhagen; fourteen days later is 16 March.
    expect(maturesAt(at('2026-03-01T23:30:00Z'), 14, 'Europe/Copenhagen').toISOString()).toBe(
      '2026-03-16T22:59:59.999Z',
    );
    // Over the change to summer time the day is an hour shorter, and still one day.
    expect(maturesAt(at('2026-03-28T12:00:00Z'), 1, 'Europe/Copenhagen').toISOString()).toBe(
      '2026-03-29T21:59:59.999Z',
    );
    expect(maturesAt(at('2026-03-28T12:00:00Z'), 0, 'Europe/Copenhagen').toISOString()).toBe(
      '2026-03-28T12:00:00.000Z',
    );
  });
});

describe('expiry (E1, T1)', () => {
  it('Rolling: to the end of the same day so many months later, in the shop', () => {
    expect(end({ kind: 'rolling', months: 12 }, '2026-03-01T23:30:00Z')).toBe('2027-03-02T22:59:59.999Z');
    expect(end({ kind: 'rolling', months: 12 }, '2028-02-29T12:00:00Z')).toBe('2029-02-28T22:59:59.999Z');
    expect(end({ kind: 'rolling', months: 1 }, '2026-01-31T12:00:00Z', undefined, 'Australia/Lord_Howe')).toBe(
      '2026-02-28T12:59:59.999Z',
    );
  });

  it('Fixed: on the day of the year, never the same night, and not before the points have their age', () => {
    const rule = { kind: 'fixed', month: 12, day: 31, minimumMonths: 0 } as const;
    expect(end(rule, '2026-06-01T12:00:00Z')).toBe('2026-12-31T22:59:59.999Z');
    expect(end(rule, '2026-12-31T12:00:00Z')).toBe('2027-12-31T22:59:59.999Z');
    expect(end({ ...rule, minimumMonths: 6 }, '2026-10-01T12:00:00Z')).toBe('2027-12-31T22:59:59.999Z');
    expect(end({ ...rule, month: 2, day: 29 }, '2026-06-01T12:00:00Z')).toBe('2027-02-28T22:59:59.999Z');
  });

  it('Points that are booked after their date still hold for thirty days', () => {
    expect(end({ kind: 'rolling', months: 1 }, '2026-01-01T12:00:00Z', '2026-06-01T12:00:00Z')).toBe(
      '2026-07-01T21:59:59.999Z',
    );
  });

  it('Inactivity: counted from the last activity, or from the coming of points that came later', () => {
    const lot = { expiresAt: null, inactivityMonths: 6, openedAt: at('2026-01-10T12:00:00Z') };
    const ends = (activeAt: string | null, holds: string | null = null) =>
      lotEndsAt(
        { ...lot, expiresAt: holds ? at(holds) : null },
        activeAt ? at(activeAt) : null,
        'Europe/Copenhagen',
      )?.toISOString();
    expect(ends(null)).toBe('2026-07-10T21:59:59.999Z');
    expect(ends('2026-03-31T12:00:00Z')).toBe('2026-09-30T21:59:59.999Z');
    expect(ends('2025-03-31T12:00:00Z')).toBe('2026-07-10T21:59:59.999Z');
    expect(ends(null, '2026-08-01T00:00:00Z')).toBe('2026-08-01T00:00:00.000Z');
  });
});
