import { BlockStack, Card, ChoiceList, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ProgramFormState } from './use-program-form.ts';

const spent = ['owed', 'forgiven'] as const;
const redeemed = ['returned', 'kept'] as const;

/** What happens to points when an order is refunded. */
export function RefundsCard({ state }: { state: ProgramFormState }) {
  const { t } = useTranslation();
  const { refunds } = state.form;
  const set = (change: Partial<typeof refunds>) =>
    state.update((old) => ({ ...old, refunds: { ...old.refunds, ...change } }));
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('program.refunds.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('program.refunds.text')}
          </Text>
        </BlockStack>
        <ChoiceList
          title={t('program.refunds.whenSpent')}
          choices={spent.map((value) => ({
            value,
            label: t(`program.refunds.${value}`),
            helpText: t(`program.refunds.${value}Help`),
          }))}
          selected={[refunds.whenSpent]}
          onChange={([value]) => set({ whenSpent: value === 'forgiven' ? 'forgiven' : 'owed' })}
        />
        <ChoiceList
          title={t('program.refunds.redeemed')}
          choices={redeemed.map((value) => ({
            value,
            label: t(`program.refunds.${value}`),
            helpText: t(`program.refunds.${value}Help`),
          }))}
          selected={[refunds.redeemedPoints]}
          onChange={([value]) => set({ redeemedPoints: value === 'kept' ? 'kept' : 'returned' })}
        />
      </BlockStack>
    </Card>
  );
}
