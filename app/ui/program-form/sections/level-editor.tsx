import {
  ActionList,
  BlockStack,
  Box,
  Button,
  Checkbox,
  FormLayout,
  InlineStack,
  Popover,
  Text,
} from '@shopify/polaris';
import { DeleteIcon, PlusIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Level, Perk, Tiers } from '../../../program/tiers.ts';
import type { Draft } from '../draft.ts';
import { useEditor } from '../editor-context.tsx';
import { RewardChoice } from '../fields/choice-field.tsx';
import { ColorField } from '../fields/color-field.tsx';
import { FactorField, MoneyField, WholeField, ZeroWholeField } from '../fields/number-field.tsx';
import { PlainField, TextsField } from '../fields/text-field.tsx';
import { addItem, at, isKind, items, present, put, removeItem, type Place } from '../place.ts';
import { textOrNull } from '../text-or-null.ts';
import { newPerk, perkKinds } from './new-tiers.ts';

/** One level: its name, what it takes, what it gives. */
export function LevelEditor({ place, measure }: { place: Place<Draft<Level>>; measure: Tiers['measure'] }) {
  const { t } = useTranslation();
  const threshold = at(place, 'threshold');
  const given = present(threshold);
  return (
    <BlockStack gap="500">
      <TextsField place={at(place, 'name')} label={t('program.tiers.name')} />
      <FormLayout>
        <FormLayout.Group>
          {given ? (
            measure === 'spend' ? (
              <MoneyField place={given} empty={0} label={t('program.tiers.thresholds.spend')} placeholder="0" />
            ) : (
              <ZeroWholeField place={given} label={t(`program.tiers.thresholds.${measure}`)} placeholder="0" />
            )
          ) : (
            <Text as="p">{t('program.tiers.byMembership')}</Text>
          )}
          <ColorField place={at(place, 'color')} label={t('program.tiers.color')} />
        </FormLayout.Group>
        <Checkbox
          label={t('program.tiers.onlyMembership')}
          helpText={t('program.tiers.onlyMembershipHelp')}
          checked={given === null}
          onChange={(checked) => put(threshold, checked ? null : '')}
        />
      </FormLayout>
      <Perks list={at(place, 'perks')} />
    </BlockStack>
  );
}

function Perks({ list }: { list: Place<Draft<Perk>[]> }) {
  const { t } = useTranslation();
  const { draft } = useEditor();
  const [isAdding, setAdding] = useState(false);
  return (
    <BlockStack gap="300">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="h4" variant="headingSm">
          {t('program.perks.title')}
        </Text>
        <Popover
          active={isAdding}
          onClose={() => setAdding(false)}
          preferredAlignment="right"
          activator={
            <Button icon={PlusIcon} disclosure onClick={() => setAdding(!isAdding)}>
              {t('program.perks.add')}
            </Button>
          }
        >
          <ActionList
            actionRole="menuitem"
            items={perkKinds.map((kind) => ({
              content: t(`program.perks.kinds.${kind}`),
              helpText: t(`program.perks.kinds.${kind}Help`),
              onAction: () => {
                addItem(list, newPerk(kind, draft));
                setAdding(false);
              },
            }))}
          />
        </Popover>
      </InlineStack>
      {list.value.length === 0 && (
        <Text as="p" tone="subdued">
          {t('program.perks.none')}
        </Text>
      )}
      {items(list).map((perk, index) => {
        const name = t(`program.perks.kinds.${perk.value.kind}`);
        return (
          <Box
            key={perk.path}
            background="bg-surface"
            padding="300"
            borderRadius="200"
            borderWidth="025"
            borderColor="border"
          >
            <BlockStack gap="200">
              <InlineStack align="space-between" blockAlign="center" gap="200" wrap={false}>
                <Text as="h5" variant="bodyMd" fontWeight="semibold">
                  {name}
                </Text>
                <Button
                  icon={DeleteIcon}
                  variant="tertiary"
                  accessibilityLabel={t('program.items.removeNamed', { name })}
                  onClick={() => removeItem(list, index)}
                />
              </InlineStack>
              <PerkFields place={perk} />
            </BlockStack>
          </Box>
        );
      })}
    </BlockStack>
  );
}

function PerkFields({ place }: { place: Place<Draft<Perk>> }) {
  const { t } = useTranslation();
  if (isKind(place, 'multiplier'))
    return <FactorField place={at(place, 'factorBp')} label={t('program.campaign.factor')} />;
  if (isKind(place, 'free_shipping')) {
    return (
      <MoneyField
        place={at(place, 'minimumSubtotalMinor')}
        empty={0}
        label={t('program.rewards.minimum')}
        placeholder={t('program.rewards.minimumNone')}
      />
    );
  }
  if (isKind(place, 'entry_points')) return <WholeField place={at(place, 'points')} label={t('program.rule.points')} />;
  if (isKind(place, 'entry_reward', 'birthday_reward'))
    return <RewardChoice place={textOrNull(at(place, 'rewardId'))} label={t('program.fields.reward')} />;
  return (
    <BlockStack gap="300">
      {isKind(place, 'tag') && (
        <PlainField
          place={at(place, 'tag')}
          label={t('program.perks.tag')}
          help={t('program.perks.tagHelp')}
          maxLength={40}
        />
      )}
      {isKind(place, 'tag', 'service') && <TextsField place={at(place, 'title')} label={t('program.perks.words')} />}
    </BlockStack>
  );
}
