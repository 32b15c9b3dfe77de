import { useLocation, useNavigation } from '@remix-run/react';

/** The query by which this page is being asked for anew; null while nothing is on its way, or another page is. */
export function usePendingSearch(): URLSearchParams | null {
  const navigation = useNavigation();
  const { pathname } = useLocation();
  if (navigation.state !== 'loading' || navigation.location.pathname !== pathname) return null;
  return new URLSearchParams(navigation.location.search);
}
