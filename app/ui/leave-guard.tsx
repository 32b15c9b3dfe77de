import { useBlocker } from '@remix-run/react';
import { useAppBridge } from '@shopify/app-bridge-react';
import { useEffect } from 'react';

/**
 * Asks in Shopify's own words before a page is left with work that is not saved; when the tab is closed the admin itself asks,
 * for as long as the save bar is there. Pages under `home` are one work and are gone through freely; without it each page is its own.
 */
export function LeaveGuard({ isDirty, home }: { isDirty: boolean; home?: string }) {
  const bridge = useAppBridge();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation: { pathname } }) =>
      isDirty && (home ? pathname !== home && !pathname.startsWith(`${home}/`) : pathname !== currentLocation.pathname),
  );
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    let isGone = false;
    // It answers for those who leave, and says nothing to those who stay.
    void bridge.saveBar.leaveConfirmation().then(() => {
      if (!isGone && blocker.state === 'blocked') blocker.proceed();
    });
    return () => {
      isGone = true;
    };
  }, [blocker, bridge]);
  return null;
}
