import { BlockStack, Button, Card, InlineStack, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { textIn } from '../../program/text.ts';
import { readMoney, readWhole } from '../program-form/form-state.ts';
import type { ProgramFormState } from '../program-form/use-program-form.ts';

/** The whole promise in plain sentences, with a way back to each part. */
export function ReviewStep({ state, onEdit }: { state: ProgramFormState; onEdit(step: number): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { form } = state;
  const context = { locale: format.locale, pointName: form.pointName[format.locale] };
  const points = (text: string) => sayPoints(readWhole(text) ?? 0, context);
  const rewards = form.rewards.filter((reward) => reward.enabled);
  return (
    <Card>
      <BlockStack gap="500">
        <BlockStack gap="200">
          <InlineStack align="space-between" gap="200">
            <Text as="h2" variant="headingMd">
              {t('onboarding.review.earning')}
            </Text>
            <Button variant="plain" onClick={() => onEdit(0)} accessibilityLabel={t('onboarding.review.editEarning')}>
              {t('onboarding.review.edit')}
            </Button>
          </InlineStack>
          <List>
            {form.order.enabled && (
              <List.Item>
                {t('onboarding.review.rate', {
                  points: points(form.order.pointsPerUnit),
                  unit: format.money(readMoney(form.order.unit, form.currencyCode) ?? 0, form.currencyCode),
                })}
              </List.Item>
            )}
            {form.signup.enabled && (
              <List.Item>{t('onboarding.review.signup', { points: points(form.signup.points) })}</List.Item>
            )}
          </List>
        </BlockStack>
        <BlockStack gap="200">
          <InlineStack align="space-between" gap="200">
            <Text as="h2" variant="headingMd">
              {t('onboarding.review.rewards')}
            </Text>
            <Button variant="plain" onClick={() => onEdit(1)} accessibilityLabel={t('onboarding.review.editRewards')}>
              {t('onboarding.review.edit')}
            </Button>
          </InlineStack>
          {rewards.length === 0 ? (
            <Text as="p" tone="caution">
              {t('onboarding.review.noRewards')}
            </Text>
          ) : (
            <List>
              {rewards.map((reward) => (
                <List.Item key={reward.id}>
                  {t('onboarding.review.reward', {
                    title: textIn(reward.title, format.locale),
                    points: points(reward.costPoints),
                  })}
                </List.Item>
              ))}
            </List>
          )}
        </BlockStack>
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('onboarding.review.refunds')}
          </Text>
          <Text as="p">{t('onboarding.review.refundsText')}</Text>
        </BlockStack>
      </BlockStack>
    </Card>
  );
}
