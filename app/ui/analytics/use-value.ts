/** The values of panels in the merchant's language: whole for reading, plain for the axis of a chart. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unit } from '../../analytics/panel.ts';
import { sayCount } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { currencyDecimals } from '../../lib/money.ts';
import { usePointName } from '../use-point-name.ts';
import { axisNumber } from './axis-number.ts';

export interface SayValue {
  /** "1.234 kr.", "12,5 %", "18 days"; a dash where there is no basis. */
  full(unit: Unit, value: number | null, currencyCode?: string): string;
  /** For an axis: "1.234", without what it is counted in. */
  short(unit: Unit, value: number, currencyCode?: string): string;
}

export const NO_VALUE = '–';

export function useValue(): SayValue {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  return useMemo(() => {
    const onAxis = axisNumber(format.locale);
    const hundredths = new Intl.NumberFormat(format.locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const full: SayValue['full'] = (unit, value, currencyCode) => {
      if (value === null) return NO_VALUE;
      switch (unit) {
        case 'points':
          return sayCount(value, { locale: format.locale, pointName });
        case 'money':
          return format.money(value, currencyCode);
        case 'count':
          return format.number(value);
        case 'share':
          return format.percent(value / 10_000);
        case 'ratio':
          return hundredths.format(value / 100);
        case 'days':
          return t('analytics.days', { count: value, number: format.number(value) });
      }
    };
    const short: SayValue['short'] = (unit, value, currencyCode) => {
      const currency =
        unit === 'money' ? (currencyCode ?? '') : unit === 'points' ? (pointName.currencyCode ?? '') : '';
      if (currency) return onAxis(value / 10 ** currencyDecimals(currency));
      if (unit === 'points' || unit === 'count' || unit === 'days') return onAxis(value);
      return full(unit, value, currencyCode);
    };
    return { full, short };
  }, [t, format, pointName]);
}
