import { useBlocker } from '@remix-run/react';
import { useAppBridge } from '@shopify/app-bridge-react';
import { useEffect } from 'react';

/**
 * Asks before a page is left with work that is not saved: in Shopify's own words within the admin, in the browser's when
 * the tab is closed. Pages under `home` are one work and are gone through freely.
 */
export function LeaveGuard({ isDirty, home }: { isDirty: boolean; home: string }) {
  const bridge = useAppBridge();
  const blocker = useBlocker(
    ({ nextLocation }) => isDirty && nextLocation.pathname !== home && !nextLocation.pathname.startsWith(`${home}/`),
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
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isDirty]);
  return null;
}
