import { FormLayout } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useMonthOptions } from '../../../i18n/use-month-options.ts';
import { at, type Place } from '../place.ts';
import { ChoiceField } from './choice-field.tsx';
import { WholeField } from './number-field.tsx';

/** A day of every year. */
export function DayAndMonth({ place }: { place: Place<{ day: number | string; month: number | string }> }) {
  const { t } = useTranslation();
  const months = useMonthOptions();
  const month = at(place, 'month');
  return (
    <FormLayout.Group condensed>
      <WholeField place={at(place, 'day')} label={t('program.time.day')} />
      <ChoiceField
        place={{
          value: String(month.value),
          path: month.path,
          change: (edit, key) => month.change((old) => Number(edit(String(old))), key),
        }}
        label={t('program.time.month')}
        options={months}
      />
    </FormLayout.Group>
  );
}
