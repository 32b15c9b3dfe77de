import { BlockStack, Card, Checkbox, Icon, InlineStack } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { RewardValueFields, setReward } from '../program-form/reward-value-fields.tsx';
import { rewardIcons } from '../program-form/rewards-card.tsx';
import type { ProgramFormState } from '../program-form/use-program-form.ts';

/** The proposed rewards: take, change or leave each. */
export function RewardsStep({ state, exampleMinor }: { state: ProgramFormState; exampleMinor: number }) {
  const { t } = useTranslation();
  return state.form.rewards.map((reward, index) => (
    <Card key={reward.id}>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="300" wrap={false}>
          <Checkbox
            label={t(`program.rewards.kinds.${reward.kind}`)}
            helpText={t(`onboarding.rewards.${reward.kind}`)}
            checked={reward.enabled}
            onChange={(enabled) => setReward(state, index, { ...reward, enabled })}
          />
          <span>
            <Icon source={rewardIcons[reward.kind]} tone={reward.enabled ? 'success' : 'subdued'} />
          </span>
        </InlineStack>
        {reward.enabled && (
          <RewardValueFields state={state} index={index} reward={reward} averageOrderMinor={exampleMinor} />
        )}
      </BlockStack>
    </Card>
  ));
}
