/** The pages of activities side by side. */
import { NavLink, useLocation } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { Page } from '@shopify/polaris';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const tabs = [
  { key: 'answers', path: '/app/activities' },
  { key: 'places', path: '/app/activities/places' },
  { key: 'scan', path: '/app/activities/scan' },
  { key: 'connections', path: '/app/activities/connections' },
] as const;

export function ActivitiesFrame({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const list = useRef<HTMLUListElement>(null);
  // On a phone the row is wider than the screen: the page that is open has to be in sight.
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which React would take for the effect's end.
    void list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <Page title={t('activities.title')} subtitle={t('activities.subtitle')}>
      <TitleBar title={t('activities.title')} />
      <nav aria-label={t('activities.title')}>
        <ul className="regulars-tabs" ref={list}>
          {tabs.map(({ key, path }) => (
            <li key={key}>
              <NavLink to={path} end={key === 'answers'}>
                {t(`activities.tabs.${key}`)}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </Page>
  );
}
