import { useRouteLoaderData } from '@remix-run/react';
import { nearestLocale } from '../lib/locales.ts';
import { useTranslation } from 'react-i18next';
import { defaultProgram } from '../program/default-program.ts';
import type { Locale } from '../lib/locales.ts';
import type { PointName } from '../program/point-name.ts';

/** What the merchant calls points, in the language of the screen; plain "points" before a program is published. */
export function usePointName(): PointName {
  const { i18n } = useTranslation();
  const data = useRouteLoaderData('routes/app');
  const locale = nearestLocale(i18n.language);
  return (hasPointName(data) ? data.pointName : defaultProgram('USD').pointName)[locale];
}

function hasPointName(data: unknown): data is { pointName: Record<Locale, PointName> } {
  return typeof data === 'object' && data !== null && 'pointName' in data && data.pointName !== null;
}
