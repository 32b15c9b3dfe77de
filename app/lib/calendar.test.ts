import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addMonths, dateInZone, endOfDate, nextAnnual, startOfDate } from './calendar.ts';

const zones = [
  'Europe/Copenhagen',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/Santiago',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'America/St_Johns',
  'UTC',
];
const iso = (instant: Date) => instant.toISOString();

describe('calendar dates in a time zone (T1)', () => {
  it('A day in Copenhagen ends an hour earlier in summer, and the days of the changes have 23 and 25 hours', () => {
    expect(iso(endOfDate('2026-01-15', 'Europe/Copenhagen'))).toBe('2026-01-15T22:59:59.999Z');
    expect(iso(endOfDate('2026-07-15', 'Europe/Copenhagen'))).toBe('2026-07-15T21:59:59.999Z');
    expect(iso(startOfDate('2026-03-29', 'Europe/Copenhagen'))).toBe('2026-03-28T23:00:00.000Z');
    expect(iso(endOfDate('2026-03-29', 'Europe/Copenhagen'))).toBe('2026-03-29T21:59:59.999Z');
    expect(iso(startOfDate('2026-10-25', 'Europe/Copenhagen'))).toBe('2026-10-24T22:00:00.000Z');
    expect(iso(endOfDate('2026-10-25', 'Europe/Copenhagen'))).toBe('2026-10-25T22:59:59.999Z');
  });

  it('Lord Howe changes its clocks by half an hour', () => {
    expect(iso(startOfDate('2026-04-05', 'Australia/Lord_Howe'))).toBe('2026-04-04T13:00:00.000Z');
    expect(iso(startOfDate('2026-04-06', 'Australia/Lord_Howe'))).toBe('2026-04-05T13:30:00.000Z');
    expect(iso(startOfDate('2026-10-05', 'Australia/Lord_Howe'))).toBe('2026-10-04T13:00:00.000Z');
  });

  it('Apia left out 30 December 2011: the day before ends where the day after begins', () => {
    expect(iso(endOfDate('2011-12-29', 'Pacific/Apia'))).toBe('2011-12-30T09:59:59.999Z');
    expect(iso(startOfDate('2011-12-30', 'Pacific/Apia'))).toBe('2011-12-30T10:00:00.000Z');
    expect(iso(startOfDate('2011-12-31', 'Pacific/Apia'))).toBe('2011-12-30T10:00:00.000Z');
  });

  it('Where midnight itself is skipped, the date begins at the first time that exists', () => {
    // Santiago goes from 23:59:59 on 5 September 2026 to 01:00 on the 6th.
    expect(iso(startOfDate('2026-09-06', 'America/Santiago'))).toBe('2026-09-06T04:00:00.000Z');
    expect(dateInZone(new Date('2026-09-06T03:59:59.999Z'), 'America/Santiago')).toBe('2026-09-05');
  });

  it('An unknown zone counts as UTC', () => {
    expect(iso(endOfDate('2026-01-15', 'Nowhere/Land'))).toBe('2026-01-15T23:59:59.999Z');
  });

  it('Months end on their last day, leap years included', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2028-01-31', 1)).toBe('2028-02-29');
    expect(addMonths('2028-02-29', 12)).toBe('2029-02-28');
    expect(addMonths('2028-02-29', 48)).toBe('2032-02-29');
    expect(addMonths('2026-10-31', 4)).toBe('2027-02-28');
    expect(addMonths('2026-12-15', 1)).toBe('2027-01-15');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(addDays('2026-03-29', 1)).toBe('2026-03-30');
  });

  it('A day of the year comes again every year, 29 February on the 28th where it lacks', () => {
    expect(nextAnnual('2026-03-01', 12, 31)).toBe('2026-12-31');
    expect(nextAnnual('2026-12-31', 12, 31)).toBe('2026-12-31');
    expect(nextAnnual('2027-01-01', 12, 31)).toBe('2027-12-31');
    expect(nextAnnual('2026-03-01', 2, 29)).toBe('2027-02-28');
    expect(nextAnnual('2027-03-01', 2, 29)).toBe('2028-02-29');
  });

  it('Every instant lies between the start and the end of its own date, and the days touch', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2036, 0, 1) }),
        (zone, ms) => {
          const date = dateInZone(new Date(ms), zone);
          // Until 2010 St. John's put its clocks back a minute after midnight: that minute's date began twice.
          fc.pre(dateInZone(new Date(ms + 60_000), zone) >= date);
          expect(startOfDate(date, zone).getTime()).toBeLessThanOrEqual(ms);
          expect(endOfDate(date, zone).getTime()).toBeGreaterThanOrEqual(ms);
          expect(endOfDate(date, zone).getTime() + 1).toBe(startOfDate(addDays(date, 1), zone).getTime());
        },
      ),
      { numRuns: 300 },
    );
  });
});
