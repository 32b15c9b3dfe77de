import { BlockStack, FormLayout, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Reward } from '../../../program/rewards/reward.ts';
import type { Draft } from '../draft.ts';
import { useEditor } from '../editor-context.tsx';
import { ChoiceField, SwitchField } from '../fields/choice-field.tsx';
import { GoodsField } from '../fields/goods-field.tsx';
import { MoneyField, OptionalWholeField, PercentField, WholeField } from '../fields/number-field.tsx';
import { PlainField, TextsField } from '../fields/text-field.tsx';
import { at, isKind, type Place } from '../place.ts';
import { withValue } from './new-reward.ts';
import { OrdersToReach } from './orders-to-reach.tsx';
import { RewardTerms } from './reward-terms.tsx';

const badgeIcons = ['medal', 'trophy', 'flame', 'heart', 'leaf', 'bolt'] as const;

/** Everything about one reward. */
export function RewardEditor({ place }: { place: Place<Draft<Reward>> }) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="500">
      <RewardValue place={place} />
      <TextsField place={at(place, 'title')} label={t('program.rewards.wording')} />
      <RewardTerms place={place} />
    </BlockStack>
  );
}

/** What a reward costs and gives. */
export function RewardValue({ place: reward }: { place: Place<Draft<Reward>> }) {
  const { t } = useTranslation();
  const { draft } = useEditor();
  const place = followed(reward, draft.currencyCode);
  return (
    <BlockStack gap="300">
      <FormLayout>
        <FormLayout.Group>
          {isKind(place, 'amount_off', 'amount_chosen', 'gift_card', 'store_credit', 'donation') && (
            <MoneyField
              place={at(place, 'amountMinor')}
              label={t(`program.rewards.amounts.${place.value.kind}`)}
              help={place.value.kind === 'store_credit' ? t('program.rewards.creditHelp') : undefined}
            />
          )}
          {isKind(place, 'percentage_off', 'members_price') && (
            <PercentField place={at(place, 'percentageBp')} label={t('program.rewards.percentage')} />
          )}
          <WholeField
            place={at(place, 'costPoints')}
            label={t(place.value.kind === 'amount_chosen' ? 'program.rewards.costStep' : 'program.rewards.cost')}
            help={t('program.rewards.costHelp')}
          />
          {isKind(place, 'amount_chosen') && (
            <WholeField
              place={at(place, 'maxSteps')}
              label={t('program.rewards.maxSteps')}
              help={t('program.rewards.maxStepsHelp')}
            />
          )}
        </FormLayout.Group>
        {isKind(place, 'free_product') && (
          <>
            <GoodsField place={at(place, 'productIds')} kind="products" label={t('program.rewards.freeProducts')} />
            <SwitchField
              place={at(place, 'withPurchase')}
              label={t('program.rewards.withPurchase')}
              help={t('program.rewards.withPurchaseHelp')}
            />
            {place.value.withPurchase && <PurchaseFields place={at(place, 'purchase')} />}
          </>
        )}
        {isKind(place, 'members_price') && (
          <GoodsField place={at(place, 'collectionIds')} kind="collections" label={t('program.rewards.collections')} />
        )}
        {isKind(place, 'store_credit') && (
          <SwitchField
            place={at(place, 'automatic')}
            label={t('program.rewards.automatic')}
            help={t('program.rewards.automaticHelp')}
          />
        )}
        {isKind(place, 'early_access', 'event_invitation', 'priority_support') && (
          <PlainField
            place={at(place, 'tag')}
            label={t('program.perks.tag')}
            help={t('program.perks.tagHelp')}
            maxLength={40}
          />
        )}
        {isKind(place, 'donation') && <TextsField place={at(place, 'charity')} label={t('program.rewards.charity')} />}
        {isKind(place, 'badge') && (
          <ChoiceField
            place={at(place, 'icon')}
            label={t('program.goal.badgeIcon')}
            options={badgeIcons.map((value) => ({ value, label: t(`program.badges.${value}`) }))}
          />
        )}
        {isKind(
          place,
          'gift_card',
          'store_credit',
          'members_price',
          'early_access',
          'event_invitation',
          'priority_support',
          'service',
        ) && (
          <OptionalWholeField
            place={at(place, 'validDays')}
            label={t('program.rewards.holdsDays')}
            placeholder={t('program.rewards.validForever')}
            suffix={t('program.fields.days')}
          />
        )}
      </FormLayout>
      <Text as="p" tone="subdued">
        <OrdersToReach costPoints={place.value.costPoints} />
      </Text>
    </BlockStack>
  );
}

/** Beside what a free product has to be bought; nothing named is another of the same. */
function PurchaseFields({ place }: { place: Place<{ productIds: string[]; collectionIds: string[] } | null> }) {
  const { t } = useTranslation();
  const none = { productIds: [], collectionIds: [] };
  const filled: Place<{ productIds: string[]; collectionIds: string[] }> = {
    value: place.value ?? none,
    path: place.path,
    change: (edit, key) =>
      place.change((old) => {
        const next = edit(old ?? none);
        return next.productIds.length + next.collectionIds.length === 0 ? null : next;
      }, key),
  };
  return (
    <>
      <GoodsField place={at(filled, 'productIds')} kind="products" label={t('program.rewards.purchaseProducts')} />
      <GoodsField
        place={at(filled, 'collectionIds')}
        kind="collections"
        label={t('program.rewards.purchaseCollections')}
      />
    </>
  );
}

/** The reward as a place whose title follows its value. */
function followed(place: Place<Draft<Reward>>, currencyCode: string): Place<Draft<Reward>> {
  return { ...place, change: (edit, key) => place.change((old) => withValue(old, edit(old), currencyCode), key) };
}
