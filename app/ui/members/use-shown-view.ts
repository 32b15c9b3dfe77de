import { useSearchParams } from '@remix-run/react';
import { viewOf } from '../../members/members-params.ts';

/** What the address filters, searches and sorts by. */
export function useShownView(): string {
  const [searchParams] = useSearchParams();
  return viewOf(searchParams);
}
