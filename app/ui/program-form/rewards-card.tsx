import {
  ActionList,
  Badge,
  BlockStack,
  Box,
  Button,
  Card,
  Collapsible,
  Divider,
  Icon,
  InlineStack,
  Popover,
  Text,
} from '@shopify/polaris';
import { DeliveryIcon, DiscountIcon, MoneyIcon, PlusIcon } from '@shopify/polaris-icons';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sayPoints } from '../../i18n/explain.ts';
import { textIn } from '../../program/text.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { readWhole, type RewardForm, type RewardKind } from './form-state.ts';
import { RewardDetails } from './reward-details.tsx';
import { freeRewardId, newReward } from './reward-titles.ts';
import { setReward } from './reward-value-fields.tsx';
import type { ProgramFormState } from './use-program-form.ts';

export const rewardIcons = { amount_off: MoneyIcon, percentage_off: DiscountIcon, free_shipping: DeliveryIcon };
const kinds: RewardKind[] = ['amount_off', 'percentage_off', 'free_shipping'];

/** What points buy: add, change, switch off, remove. */
export function RewardsCard({ state, averageOrderMinor }: { state: ProgramFormState; averageOrderMinor: number }) {
  const { t } = useTranslation();
  const { form, update } = state;
  const [openId, setOpenId] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const add = (kind: RewardKind) => {
    const reward = newReward(kind, freeRewardId(form.rewards, kind), form.currencyCode);
    update((old) => ({ ...old, rewards: [...old.rewards, reward] }));
    setOpenId(reward.id);
    setAdding(false);
  };
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('program.rewards.title')}
          </Text>
          <Popover
            active={isAdding}
            onClose={() => setAdding(false)}
            preferredAlignment="right"
            activator={
              <Button icon={PlusIcon} disclosure onClick={() => setAdding(!isAdding)}>
                {t('program.rewards.add')}
              </Button>
            }
          >
            <ActionList
              actionRole="menuitem"
              items={kinds.map((kind) => ({
                content: t(`program.rewards.kinds.${kind}`),
                icon: rewardIcons[kind],
                onAction: () => add(kind),
              }))}
            />
          </Popover>
        </InlineStack>
        {form.rewards.length === 0 && (
          <Text as="p" tone="subdued">
            {t('program.rewards.empty')}
          </Text>
        )}
        {form.rewards.map((reward, index) => (
          <BlockStack key={reward.id} gap="400">
            <Divider />
            <RewardRow
              state={state}
              reward={reward}
              index={index}
              averageOrderMinor={averageOrderMinor}
              isOpen={openId === reward.id || hasError(state, index)}
              onToggle={() => setOpenId(openId === reward.id ? null : reward.id)}
            />
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}

interface RewardRowProps {
  state: ProgramFormState;
  reward: RewardForm;
  index: number;
  averageOrderMinor: number;
  isOpen: boolean;
  onToggle(): void;
}

function RewardRow({ state, reward, index, averageOrderMinor, isOpen, onToggle }: RewardRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const title = textIn(reward.title, format.locale) || t(`program.rewards.kinds.${reward.kind}`);
  const cost = readWhole(reward.costPoints);
  return (
    <BlockStack gap="400">
      <InlineStack align="space-between" blockAlign="center" gap="300">
        <InlineStack gap="300" blockAlign="center" wrap={false}>
          <Box>
            <Icon source={rewardIcons[reward.kind]} tone={reward.enabled ? 'base' : 'subdued'} />
          </Box>
          <BlockStack gap="050">
            <InlineStack gap="200" blockAlign="center">
              <Text as="h3" variant="bodyMd" fontWeight="semibold">
                {title}
              </Text>
              {!reward.enabled && <Badge>{t('program.rewards.off')}</Badge>}
            </InlineStack>
            <Text as="span" tone="subdued">
              {cost === null
                ? '–'
                : sayPoints(cost, { locale: format.locale, pointName: state.form.pointName[format.locale] })}
            </Text>
          </BlockStack>
        </InlineStack>
        <InlineStack gap="200" wrap={false}>
          <Button
            variant="tertiary"
            accessibilityLabel={t(reward.enabled ? 'program.rewards.turnOffNamed' : 'program.rewards.turnOnNamed', {
              title,
            })}
            onClick={() => setReward(state, index, { ...reward, enabled: !reward.enabled })}
          >
            {t(reward.enabled ? 'program.rewards.turnOff' : 'program.rewards.turnOn')}
          </Button>
          <Button
            disclosure={isOpen ? 'up' : 'down'}
            ariaControls={id}
            ariaExpanded={isOpen}
            accessibilityLabel={t('program.rewards.editNamed', { title })}
            onClick={onToggle}
          >
            {t('program.rewards.edit')}
          </Button>
        </InlineStack>
      </InlineStack>
      <Collapsible id={id} open={isOpen} transition={{ duration: '150ms' }}>
        <RewardDetails state={state} reward={reward} index={index} averageOrderMinor={averageOrderMinor} />
      </Collapsible>
    </BlockStack>
  );
}

/** A reward with a problem that is shown stays open, so that the problem is seen. */
function hasError(state: ProgramFormState, index: number): boolean {
  if (state.reading.ok) return false;
  return state.reading.problems.some(
    ({ path }) => path[0] === 'rewards' && path[1] === index && state.errorAt(path.join('.')) !== undefined,
  );
}
