/** The pages of activities side by side. */
import { NavLink } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { Page } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const tabs = [
  { key: 'answers', path: '/app/activities' },
  { key: 'places', path: '/app/activities/places' },
  { key: 'scan', path: '/app/activities/scan' },
  { key: 'connections', path: '/app/activities/connections' },
] as const;

export function ActivitiesFrame({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Page title={t('activities.title')} subtitle={t('activities.subtitle')}>
      <TitleBar title={t('activities.title')} />
      <nav aria-label={t('activities.title')}>
        <ul className="regulars-tabs">
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
