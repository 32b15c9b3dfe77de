import { BlockStack, FormLayout } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useMonthOptions } from '../../../i18n/use-month-options.ts';
import type { TierWindow } from '../../../program/tiers.ts';
import type { Draft } from '../draft.ts';
import { ChoiceField } from '../fields/choice-field.tsx';
import { WholeField } from '../fields/number-field.tsx';
import { at, isKind, type Place } from '../place.ts';

const windowKinds = ['rolling', 'calendar', 'since_joining', 'lifetime'] as const;

/** Over what time it is counted what a member has reached. */
export function WindowFields({ place }: { place: Place<Draft<TierWindow>> }) {
  const { t } = useTranslation();
  const months = useMonthOptions();
  const kind: Place<TierWindow['kind']> = {
    value: place.value.kind,
    path: `${place.path}.kind`,
    change: (edit) =>
      place.change((old) => {
        const next = edit(old.kind);
        if (next === old.kind) return old;
        if (next === 'lifetime') return { kind: 'lifetime' };
        if (next === 'calendar') return { kind: 'calendar', month: 1, day: 1 };
        return { kind: next, months: 'months' in old ? old.months : 12 };
      }),
  };
  const month = isKind(place, 'calendar') ? at(place, 'month') : null;
  return (
    <BlockStack gap="400">
      <ChoiceField
        place={kind}
        label={t('program.tiers.window')}
        help={t(`program.tiers.windows.${place.value.kind}Help`)}
        options={windowKinds.map((value) => ({ value, label: t(`program.tiers.windows.${value}`) }))}
      />
      {isKind(place, 'rolling', 'since_joining') && (
        <WholeField
          place={at(place, 'months')}
          label={t('program.tiers.windowMonths')}
          suffix={t('program.fields.months')}
        />
      )}
      {isKind(place, 'calendar') && month && (
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
      )}
    </BlockStack>
  );
}
