import { BlockStack, Button, FormLayout, InlineStack, Text } from '@shopify/polaris';
import { DeleteIcon, PlusIcon } from '@shopify/polaris-icons';
import { useTranslation } from 'react-i18next';
import type { Limits } from '../../program/limits.ts';
import { periods } from '../../program/tallies.ts';
import type { Draft } from './draft.ts';
import { ChoiceField } from './fields/choice-field.tsx';
import { OptionalWholeField } from './fields/number-field.tsx';
import { addItem, at, items, removeItem, type Place } from './place.ts';

/** How much a rule or a campaign gives at most: at a time, to a member in a period, to all members together. */
export function LimitsEditor({ place }: { place: Place<Draft<Limits>> }) {
  const { t } = useTranslation();
  const perMember = at(place, 'perMember');
  return (
    <BlockStack gap="300">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="h4" variant="headingSm">
          {t('program.limits.title')}
        </Text>
        <Button
          icon={PlusIcon}
          onClick={() => addItem(perMember, { period: 'day', times: 1, points: null })}
          disabled={perMember.value.length >= 5}
        >
          {t('program.limits.add')}
        </Button>
      </InlineStack>
      {items(perMember).map((limit, index) => (
        <div className="regulars-limit" key={limit.path}>
          <ChoiceField
            place={at(limit, 'period')}
            label={t('program.limits.period')}
            options={periods.map((value) => ({ value, label: t(`program.limits.periods.${value}`) }))}
          />
          <OptionalWholeField
            place={at(limit, 'times')}
            label={t('program.limits.times')}
            placeholder={t('program.limits.any')}
          />
          <OptionalWholeField
            place={at(limit, 'points')}
            label={t('program.limits.points')}
            placeholder={t('program.limits.any')}
          />
          <Button
            icon={DeleteIcon}
            variant="tertiary"
            accessibilityLabel={t('program.limits.remove')}
            onClick={() => removeItem(perMember, index)}
          />
        </div>
      ))}
      <FormLayout>
        <FormLayout.Group condensed>
          <OptionalWholeField
            place={at(place, 'pointsPerEvent')}
            label={t('program.limits.event')}
            placeholder={t('program.limits.any')}
          />
          <OptionalWholeField
            place={at(place, 'budgetPoints')}
            label={t('program.limits.budget')}
            placeholder={t('program.limits.any')}
            help={t('program.limits.budgetHelp')}
          />
        </FormLayout.Group>
      </FormLayout>
    </BlockStack>
  );
}
