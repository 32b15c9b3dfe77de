import { useMemo } from 'react';
import { useShop } from '../../i18n/use-format.ts';
import { dateInZone } from '../../lib/calendar.ts';

/** Today by the shop's calendar (YYYY-MM-DD), as it was when the page was opened. */
export function useToday(): string {
  const { timeZone } = useShop();
  return useMemo(() => dateInZone(new Date(), timeZone), [timeZone]);
}
