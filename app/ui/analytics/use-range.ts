import { useMemo } from 'react';
import type { DateRange } from '../../analytics/period.ts';
import { useFormat } from '../../i18n/use-format.ts';

/** A stretch of the calendar in the merchant's language: "Oct 23 – Nov 21, 2026", without saying twice what both ends share. */
export function useRange(): (range: DateRange) => string {
  const { locale } = useFormat();
  return useMemo(() => {
    const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
    return ({ firstOn, lastOn }) =>
      days
        .formatRange(new Date(`${firstOn}T00:00:00Z`), new Date(`${lastOn}T00:00:00Z`))
        // The spaces around the dash differ from one version of the language data to the next: server and browser must agree.
        .replace(/\s+/g, ' ');
  }, [locale]);
}
