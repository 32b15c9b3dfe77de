import { BlockStack, Card, Checkbox, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { textIn } from '../../program/text.ts';
import { useEditor } from '../program-form/editor-context.tsx';
import { at, items, put } from '../program-form/place.ts';
import { RewardValue } from '../program-form/sections/reward-editor.tsx';

/** The proposed rewards: take, change or leave each. */
export function RewardsStep() {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { root, draft } = useEditor();
  if (draft.rewards.length === 0) {
    return (
      <Card>
        <Text as="p">{t('onboarding.rewards.none')}</Text>
      </Card>
    );
  }
  return items(at(root, 'rewards')).map((reward) => {
    const enabled = at(reward, 'enabled');
    return (
      <Card key={reward.value.id}>
        <BlockStack gap="400">
          <Checkbox
            label={textIn(reward.value.title, locale) || t(`program.rewards.kinds.${reward.value.kind}`)}
            checked={enabled.value}
            onChange={(checked) => put(enabled, checked)}
          />
          {enabled.value && <RewardValue place={reward} />}
        </BlockStack>
      </Card>
    );
  });
}
