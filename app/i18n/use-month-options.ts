import { useMemo } from 'react';
import { useFormat } from './use-format.ts';

/** The months of a year for a select: "1" to "12" with their names. */
export function useMonthOptions(): { value: string; label: string }[] {
  const { locale } = useFormat();
  return useMemo(() => {
    const name = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' });
    return Array.from({ length: 12 }, (_, index) => ({
      value: String(index + 1),
      label: name.format(new Date(Date.UTC(2028, index, 1))),
    }));
  }, [locale]);
}
