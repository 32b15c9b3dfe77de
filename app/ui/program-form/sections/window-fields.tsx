import { BlockStack } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { TierWindow } from '../../../program/tiers.ts';
import type { Draft } from '../draft.ts';
import { ChoiceField } from '../fields/choice-field.tsx';
import { DayAndMonth } from '../fields/day-and-month.tsx';
import { WholeField } from '../fields/number-field.tsx';
import { at, isKind, type Place } from '../place.ts';

const windowKinds = ['rolling', 'calendar', 'since_joining', 'lifetime'] as const;

/** Over what time it is counted what a member has reached. */
export function WindowFields({ place }: { place: Place<Draft<TierWindow>> }) {
  const { t } = useTranslation();
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
      {isKind(place, 'calendar') && <DayAndMonth place={place} />}
    </BlockStack>
  );
}
