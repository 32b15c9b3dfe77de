import { BlockStack, Checkbox, ChoiceList, FormLayout, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Reward } from '../../../program/rewards/reward.ts';
import { periods } from '../../../program/tallies.ts';
import type { Draft } from '../draft.ts';
import { useEditor } from '../editor-context.tsx';
import { ChoiceField, LevelsChoice, RadioField, SegmentChoice } from '../fields/choice-field.tsx';
import { GoodsField } from '../fields/goods-field.tsx';
import { DateField, MoneyField, OptionalWholeField, WholeField } from '../fields/number-field.tsx';
import { at, isKind, present, put, type Place } from '../place.ts';

const combinable = ['order', 'product', 'shipping'] as const;

/** Who can have a reward, when, how often, and how its code works. */
export function RewardTerms({ place }: { place: Place<Draft<Reward>> }) {
  const { t } = useTranslation();
  const { draft } = useEditor();
  const limit = at(place, 'limitPerMember');
  const given = present(limit);
  return (
    <BlockStack gap="500">
      {isKind(place, 'amount_off', 'percentage_off', 'amount_chosen', 'free_shipping', 'free_product') && (
        <CodeTerms place={place} />
      )}
      {isKind(place, 'service') && <UnusedField place={at(place, 'whenUnused')} />}
      <BlockStack gap="300">
        <Text as="h4" variant="headingSm">
          {t('program.rewards.whoTitle')}
        </Text>
        <FormLayout>
          <FormLayout.Group>
            <DateField place={at(place, 'availableFrom')} label={t('program.rewards.from')} />
            <DateField place={at(place, 'availableUntil')} label={t('program.rewards.until')} />
            <OptionalWholeField
              place={at(place, 'stock')}
              label={t('program.rewards.stock')}
              help={t('program.rewards.stockHelp')}
              placeholder={t('program.limits.any')}
            />
          </FormLayout.Group>
          <Checkbox
            label={t('program.rewards.limited')}
            checked={given !== null}
            onChange={(checked) => put(limit, checked ? { times: 1, period: 'month' } : null)}
          />
          {given && (
            <FormLayout.Group>
              <WholeField place={at(given, 'times')} label={t('program.limits.times')} />
              <ChoiceField
                place={at(given, 'period')}
                label={t('program.limits.period')}
                options={periods.map((value) => ({ value, label: t(`program.limits.periods.${value}`) }))}
              />
            </FormLayout.Group>
          )}
          {(draft.tiers !== null || place.value.tierIds.length > 0) && (
            <LevelsChoice place={at(place, 'tierIds')} label={t('program.rewards.levels')} />
          )}
          {(draft.segments.length > 0 || place.value.segmentId !== null) && (
            <SegmentChoice
              place={at(place, 'segmentId')}
              label={t('program.rewards.segment')}
              none={t('program.rewards.everybody')}
            />
          )}
        </FormLayout>
      </BlockStack>
    </BlockStack>
  );
}

/** What becomes of the points when what they bought is not used in time. */
function UnusedField({ place }: { place: Place<'returned' | 'forfeited'> }) {
  const { t } = useTranslation();
  return (
    <RadioField
      place={place}
      title={t('program.rewards.unused')}
      values={['returned', 'forfeited']}
      wordsOf={(value) => [t(`program.rewards.whenUnused.${value}`), t(`program.rewards.whenUnused.${value}Help`)]}
    />
  );
}

type CodeDraft = Extract<
  Draft<Reward>,
  { kind: 'amount_off' | 'percentage_off' | 'amount_chosen' | 'free_shipping' | 'free_product' }
>;

function CodeTerms({ place }: { place: Place<CodeDraft> }) {
  const { t } = useTranslation();
  const combines = at(place, 'combinesWith');
  return (
    <BlockStack gap="300">
      <Text as="h4" variant="headingSm">
        {t('program.rewards.codeTitle')}
      </Text>
      <FormLayout>
        <FormLayout.Group>
          <MoneyField
            place={at(place, 'minimumSubtotalMinor')}
            empty={0}
            label={t('program.rewards.minimum')}
            placeholder={t('program.rewards.minimumNone')}
          />
          <OptionalWholeField
            place={at(place, 'codeValidDays')}
            label={t('program.rewards.validDays')}
            placeholder={t('program.rewards.validForever')}
            suffix={t('program.fields.days')}
          />
        </FormLayout.Group>
        <UnusedField place={at(place, 'whenUnused')} />
        <ChoiceList
          allowMultiple
          title={t('program.rewards.combines')}
          choices={combinable.map((kind) => ({ value: kind, label: t(`program.rewards.combinesWith.${kind}`) }))}
          selected={combinable.filter((kind) => combines.value[kind])}
          onChange={(selected) =>
            put(combines, {
              order: selected.includes('order'),
              product: selected.includes('product'),
              shipping: selected.includes('shipping'),
            })
          }
        />
        {isKind(place, 'amount_off', 'percentage_off', 'amount_chosen') && (
          <>
            <GoodsField
              place={at(place, 'productIds')}
              kind="products"
              label={t('program.rewards.onlyProducts')}
              help={t('program.rewards.onlyGoodsHelp')}
            />
            <GoodsField
              place={at(place, 'collectionIds')}
              kind="collections"
              label={t('program.rewards.onlyCollections')}
            />
          </>
        )}
      </FormLayout>
    </BlockStack>
  );
}
