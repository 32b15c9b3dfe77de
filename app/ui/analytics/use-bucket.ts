/** Days and months of a chart in the merchant's language. */
import { useMemo } from 'react';
import { useFormat } from '../../i18n/use-format.ts';

/** @returns puts a bucket, "2026-11-21" or "2026-11", into words; `short` for the axis of a chart. */
export function useBucket(): (bucket: string, length?: 'short') => string {
  const format = useFormat();
  return useMemo(() => {
    const month = new Intl.DateTimeFormat(format.locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
    const shortMonth = new Intl.DateTimeFormat(format.locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
    return (bucket, length) => {
      if (bucket.length > 7) return length ? format.day(bucket) : format.calendarDate(bucket);
      return (length ? shortMonth : month).format(new Date(`${bucket}-01T00:00:00Z`));
    };
  }, [format]);
}
