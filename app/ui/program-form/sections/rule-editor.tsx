import { BlockStack, FormLayout } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../program/rules/rule.ts';
import { ActivityField } from '../condition-fields.tsx';
import { ConditionsEditor } from '../conditions-editor.tsx';
import type { Draft } from '../draft.ts';
import { SwitchField } from '../fields/choice-field.tsx';
import { MoneyField, WholeField } from '../fields/number-field.tsx';
import { AddressField, OptionalTextsField, WordsField } from '../fields/text-field.tsx';
import { LimitsEditor } from '../limits-editor.tsx';
import { at, isKind, type Place } from '../place.ts';

/** Everything about one way to earn. */
export function RuleEditor({ place }: { place: Place<Draft<Rule>> }) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="500">
      <RuleValue place={place} />
      <RuleConditions place={place} />
      <LimitsEditor place={at(place, 'limits')} />
      <OptionalTextsField place={at(place, 'name')} label={t('program.rule.name')} help={t('program.rule.nameHelp')} />
    </BlockStack>
  );
}

export function RuleConditions({ place }: { place: Place<Draft<Rule>> }) {
  const { t } = useTranslation();
  const { kind } = place.value;
  const isOfOrders = kind === 'order_amount' || kind === 'order_items' || kind === 'order_fixed';
  return (
    <ConditionsEditor
      list={at(place, 'when')}
      of={isOfOrders ? 'order' : kind === 'activity' ? 'activity' : 'occasion'}
      title={t('program.when.title')}
      none={t('program.when.always')}
    />
  );
}

/** What a way to earn gives, and for what. */
export function RuleValue({ place }: { place: Place<Draft<Rule>> }) {
  const { t } = useTranslation();
  return (
    <FormLayout>
      {isKind(place, 'order_amount') && (
        <BlockStack gap="400">
          <FormLayout.Group>
            <WholeField place={at(place, 'pointsPerUnit')} label={t('program.rule.points')} />
            <MoneyField place={at(place, 'unitMinor')} label={t('program.rule.unit')} />
          </FormLayout.Group>
          <BlockStack gap="100">
            <SwitchField
              place={at(place, 'excludeGiftCards')}
              label={t('program.rule.excludeGiftCards')}
              help={t('program.rule.excludeGiftCardsHelp')}
            />
            <SwitchField place={at(place, 'excludeTax')} label={t('program.rule.excludeTax')} />
            <SwitchField place={at(place, 'includeShipping')} label={t('program.rule.includeShipping')} />
            <SwitchField place={at(place, 'includeTips')} label={t('program.rule.includeTips')} />
          </BlockStack>
        </BlockStack>
      )}
      {isKind(place, 'order_items') && (
        <BlockStack gap="400">
          <WholeField place={at(place, 'pointsPerItem')} label={t('program.rule.pointsPerItem')} />
          <SwitchField place={at(place, 'excludeGiftCards')} label={t('program.rule.excludeGiftCards')} />
        </BlockStack>
      )}
      {isKind(place, 'order_fixed', 'signup', 'birthday', 'anniversary', 'activity') && (
        <WholeField place={at(place, 'points')} label={t('program.rule.points')} />
      )}
      {isKind(place, 'anniversary') && (
        <SwitchField
          place={at(place, 'perYear')}
          label={t('program.rule.perYear')}
          help={t('program.rule.perYearHelp')}
        />
      )}
      {isKind(place, 'activity') && (
        <BlockStack gap="400">
          <ActivityField place={at(place, 'activity')} />
          <WordsField
            place={at(place, 'subjects')}
            label={t('program.rule.subjects')}
            help={t('program.rule.subjectsHelp')}
          />
          {(place.value.activity === 'share' || place.value.activity === 'follow') && (
            <AddressField place={at(place, 'url')} label={t('program.rule.url')} help={t('program.rule.urlHelp')} />
          )}
          {place.value.activity === 'survey' && (
            <OptionalTextsField
              place={at(place, 'question')}
              label={t('program.rule.question')}
              help={t('program.rule.questionHelp')}
            />
          )}
          <SwitchField
            place={at(place, 'perUnit')}
            label={t('program.rule.perUnit')}
            help={t('program.rule.perUnitHelp')}
          />
        </BlockStack>
      )}
    </FormLayout>
  );
}
