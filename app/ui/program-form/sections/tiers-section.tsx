import { BlockStack, Button, Card, FormLayout, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { describePerk, describeThreshold } from '../../../i18n/describe-tiers.ts';
import { asSentence, sentence } from '../../../i18n/describe.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { textIn } from '../../../program/text.ts';
import { levelSchema, type Level, type Tiers } from '../../../program/tiers.ts';
import type { Draft } from '../draft.ts';
import { useEditor } from '../editor-context.tsx';
import { ChoiceField, RadioField } from '../fields/choice-field.tsx';
import { ZeroWholeField } from '../fields/number-field.tsx';
import { ItemList } from '../item-list.tsx';
import { at, present, put, type Place } from '../place.ts';
import { useDescribeContext } from '../use-describe.ts';
import { LevelEditor } from './level-editor.tsx';
import { MembershipCard } from './membership-card.tsx';
import { newLevel, newTiers } from './new-tiers.ts';
import { WindowFields } from './window-fields.tsx';

/** Levels, and the paid membership that gives one. */
export function TiersSection() {
  const { t } = useTranslation();
  const { root, draft } = useEditor();
  const tiers = present(at(root, 'tiers'));
  if (!tiers) {
    return (
      <Card>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t('program.tiers.startTitle')}
          </Text>
          <Text as="p">{t('program.tiers.startText')}</Text>
          <InlineStack gap="200">
            {(['spend', 'points', 'orders'] as const).map((measure) => (
              <Button key={measure} onClick={() => put(at(root, 'tiers'), newTiers(measure, draft))}>
                {t(`program.tiers.start.${measure}`)}
              </Button>
            ))}
          </InlineStack>
        </BlockStack>
      </Card>
    );
  }
  return (
    <BlockStack gap="400">
      <Levels tiers={tiers} />
      <TierTerms tiers={tiers} />
      <MembershipCard />
      <InlineStack align="end">
        <Button
          variant="tertiary"
          tone="critical"
          onClick={() => root.change((old) => ({ ...old, tiers: null, membership: null }))}
        >
          {t('program.tiers.remove')}
        </Button>
      </InlineStack>
    </BlockStack>
  );
}

function Levels({ tiers }: { tiers: Place<Draft<Tiers>> }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { draft } = useEditor();
  const context = useDescribeContext();
  const sentenceOf = (level: unknown) => {
    const parsed = levelSchema.safeParse(level);
    if (!parsed.success) return null;
    const perks = parsed.data.perks.map((perk) => describePerk(perk, context));
    return asSentence(sentence([describeThreshold(parsed.data, tiers.value.measure, context), ...perks]), context);
  };
  return (
    <ItemList<Draft<Level>>
      list={at(tiers, 'levels')}
      part="levels"
      title={t('program.tiers.levels')}
      text={t('program.tiers.levelsText')}
      addLabel={t('program.tiers.addLevel')}
      empty={t('program.tiers.noLevels')}
      proposals={[
        {
          items: (['earned', 'paid'] as const).map((kind) => ({
            label: t(`program.tiers.level.${kind}`),
            help: t(`program.tiers.level.${kind}Help`),
            make: () => newLevel(kind, tiers.value, draft),
          })),
        },
      ]}
      nameOf={(level) => textIn(level.name, locale) || t('program.items.unnamed')}
      sentenceOf={sentenceOf}
      editor={(place) => <LevelEditor place={place} measure={tiers.value.measure} />}
    />
  );
}

function TierTerms({ tiers }: { tiers: Place<Draft<Tiers>> }) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('program.tiers.termsTitle')}
        </Text>
        <FormLayout>
          <ChoiceField
            place={at(tiers, 'measure')}
            label={t('program.tiers.measure')}
            help={t('program.tiers.measureHelp')}
            options={(['spend', 'points', 'orders'] as const).map((value) => ({
              value,
              label: t(`program.tiers.measures.${value}`),
            }))}
          />
          <WindowFields place={at(tiers, 'window')} />
          <ZeroWholeField
            place={at(tiers, 'graceDays')}
            label={t('program.tiers.grace')}
            help={t('program.tiers.graceHelp')}
            suffix={t('program.fields.days')}
            placeholder="0"
          />
          <ZeroWholeField
            place={at(tiers, 'noticeDays')}
            label={t('program.tiers.notice')}
            help={t('program.tiers.noticeHelp')}
            suffix={t('program.fields.days')}
            placeholder="0"
          />
          <RadioField
            place={at(tiers, 'afterRefund')}
            title={t('program.tiers.afterRefundTitle')}
            values={['kept', 'lost']}
            wordsOf={(value) => [t(`program.tiers.afterRefund.${value}`), t(`program.tiers.afterRefund.${value}Help`)]}
          />
        </FormLayout>
      </BlockStack>
    </Card>
  );
}
