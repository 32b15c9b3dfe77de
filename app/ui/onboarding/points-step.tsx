import { BlockStack, Box, Card, Checkbox, FormLayout, InlineGrid, Text, TextField } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useLanguageNames } from '../../i18n/use-language-names.ts';
import { multiplyFloor } from '../../lib/shares.ts';
import { CurrencyField } from '../program-form/currency-field.tsx';
import { ORDER_RULE_PATH, SIGNUP_RULE_PATH, readMoney, readWhole } from '../program-form/form-state.ts';
import { IconPicker, PointNameField } from '../program-form/point-name-card.tsx';
import type { ProgramFormState } from '../program-form/use-program-form.ts';

export function PointsStep({ state, exampleMinor }: { state: ProgramFormState; exampleMinor: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const languageNames = useLanguageNames();
  const { form, update, errorAt, touch } = state;
  const pointsPerUnit = readWhole(form.order.pointsPerUnit);
  const unitMinor = readMoney(form.order.unit, form.currencyCode);
  const setOrder = (change: Partial<typeof form.order>) =>
    update((old) => ({ ...old, order: { ...old.order, ...change } }));
  const setSignup = (change: Partial<typeof form.signup>) =>
    update((old) => ({ ...old, signup: { ...old.signup, ...change } }));
  return (
    <>
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {t('onboarding.points.earn')}
          </Text>
          <FormLayout>
            <FormLayout.Group>
              <TextField
                label={t('program.earning.points')}
                value={form.order.pointsPerUnit}
                onChange={(value) => setOrder({ pointsPerUnit: value })}
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
          </FormLayout>
          <Box background="bg-surface-success" padding="300" borderRadius="200">
            <Text as="p">
              {pointsPerUnit && unitMinor
                ? t('onboarding.points.example', {
                    amount: format.money(exampleMinor),
                    points: sayPoints(multiplyFloor(exampleMinor, pointsPerUnit, unitMinor), {
                      locale: format.locale,
                      pointName: form.pointName[format.locale],
                    }),
                  })
                : t('onboarding.points.exampleWaiting')}
            </Text>
          </Box>
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
      <Card>
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('program.name.title')}
            </Text>
            <Text as="p" tone="subdued">
              {t('onboarding.points.languages')}
            </Text>
          </BlockStack>
          <InlineGrid columns={2} gap="300">
            <PointNameField
              state={state}
              language={format.locale}
              form="one"
              languageName={languageNames[format.locale]}
            />
            <PointNameField
              state={state}
              language={format.locale}
              form="other"
              languageName={languageNames[format.locale]}
            />
          </InlineGrid>
          <IconPicker state={state} />
        </BlockStack>
      </Card>
    </>
  );
}
