import { BlockStack, Card, Checkbox, FormLayout, Text, TextField } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { CurrencyField } from './currency-field.tsx';
import { ORDER_RULE_PATH, SIGNUP_RULE_PATH } from './form-state.ts';
import type { ProgramFormState } from './use-program-form.ts';

/** How points are earned: per amount spent, and for joining. */
export function EarningCard({ state }: { state: ProgramFormState }) {
  const { t } = useTranslation();
  const { form, update, errorAt, touch } = state;
  const setOrder = (change: Partial<typeof form.order>) =>
    update((old) => ({ ...old, order: { ...old.order, ...change } }));
  const setSignup = (change: Partial<typeof form.signup>) =>
    update((old) => ({ ...old, signup: { ...old.signup, ...change } }));
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('program.earning.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('program.earning.text')}
          </Text>
        </BlockStack>
        <Checkbox
          label={t('program.earning.orders')}
          checked={form.order.enabled}
          onChange={(enabled) => setOrder({ enabled })}
        />
        {form.order.enabled && (
          <FormLayout>
            <FormLayout.Group>
              <TextField
                label={t('program.earning.points')}
                value={form.order.pointsPerUnit}
                onChange={(pointsPerUnit) => setOrder({ pointsPerUnit })}
                onBlur={() => touch(`${ORDER_RULE_PATH}.pointsPerUnit`)}
                error={errorAt(`${ORDER_RULE_PATH}.pointsPerUnit`)}
                inputMode="numeric"
                autoComplete="off"
              />
              <CurrencyField
                label={t('program.earning.unit')}
                currencyCode={form.currencyCode}
                value={form.order.unit}
                onChange={(unit) => setOrder({ unit })}
                onBlur={() => touch(`${ORDER_RULE_PATH}.unitMinor`)}
                error={errorAt(`${ORDER_RULE_PATH}.unitMinor`)}
              />
            </FormLayout.Group>
            <Checkbox
              label={t('program.earning.excludeGiftCards')}
              helpText={t('program.earning.excludeGiftCardsHelp')}
              checked={form.order.excludeGiftCards}
              onChange={(excludeGiftCards) => setOrder({ excludeGiftCards })}
            />
          </FormLayout>
        )}
        <Checkbox
          label={t('program.earning.signup')}
          checked={form.signup.enabled}
          onChange={(enabled) => setSignup({ enabled })}
        />
        {form.signup.enabled && (
          <TextField
            label={t('program.earning.signupPoints')}
            value={form.signup.points}
            onChange={(points) => setSignup({ points })}
            onBlur={() => touch(`${SIGNUP_RULE_PATH}.points`)}
            error={errorAt(`${SIGNUP_RULE_PATH}.points`)}
            inputMode="numeric"
            autoComplete="off"
          />
        )}
      </BlockStack>
    </Card>
  );
}
