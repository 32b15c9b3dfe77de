import { BlockStack, Checkbox, FormLayout, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Level, Perk, Tiers } from '../../../program/tiers.ts';
import { AddMenu } from '../add-menu.tsx';
import type { Draft } from '../draft.ts';
import { useEditor } from '../editor-context.tsx';
import { RewardChoice } from '../fields/choice-field.tsx';
import { ColorField } from '../fields/color-field.tsx';
import { FactorField, MoneyField, WholeField, ZeroWholeField } from '../fields/number-field.tsx';
import { PlainField, TextsField } from '../fields/text-field.tsx';
import { PartBox } from '../part-box.tsx';
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
  return (
    <BlockStack gap="300">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="h4" variant="headingSm">
          {t('program.perks.title')}
        </Text>
        <AddMenu
          label={t('program.perks.add')}
          groups={[
            {
              items: perkKinds.map((kind) => ({
                label: t(`program.perks.kinds.${kind}`),
                help: t(`program.perks.kinds.${kind}Help`),
                add: () => addItem(list, newPerk(kind, draft)),
              })),
            },
          ]}
        />
      </InlineStack>
      {list.value.length === 0 && (
        <Text as="p" tone="subdued">
          {t('program.perks.none')}
        </Text>
      )}
      {items(list).map((perk, index) => (
        <PartBox
          key={perk.path}
          name={t(`program.perks.kinds.${perk.value.kind}`)}
          onRemove={() => removeItem(list, index)}
        >
          <PerkFields place={perk} />
        </PartBox>
      ))}
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
