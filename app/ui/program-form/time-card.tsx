import { BlockStack, Card, ChoiceList, FormLayout, Select, Text, TextField } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { expiryKinds, pendingKinds } from './form-state.ts';
import type { ProgramFormState } from './use-program-form.ts';

/** From when points of an order count, and until when points hold. */
export function TimeCard({ state }: { state: ProgramFormState }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { form, update, errorAt, touch } = state;
  const { pending, expiry } = form;
  const setPending = (change: Partial<typeof pending>) =>
    update((old) => ({ ...old, pending: { ...old.pending, ...change } }));
  const setExpiry = (change: Partial<typeof expiry>) =>
    update((old) => ({ ...old, expiry: { ...old.expiry, ...change } }));
  const monthName = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' });
  const months = Array.from({ length: 12 }, (_, index) => ({
    label: monthName.format(new Date(Date.UTC(2028, index, 1))),
    value: String(index + 1),
  }));
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('program.time.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('program.time.text')}
          </Text>
        </BlockStack>
        <ChoiceList
          title={t('program.time.pending')}
          choices={pendingKinds.map((value) => ({
            value,
            label: t(`program.time.${value}`),
            helpText: t(`program.time.${value}Help`),
          }))}
          selected={[pending.kind]}
          onChange={([value]) => setPending({ kind: pendingKinds.find((kind) => kind === value) ?? 'none' })}
        />
        {pending.kind !== 'none' && (
          <FormLayout>
            <FormLayout.Group>
              <TextField
                label={t('program.time.waitDays')}
                value={pending.days}
                onChange={(days) => setPending({ days })}
                onBlur={() => touch('pending.days')}
                error={errorAt('pending.days')}
                suffix={t('program.rewards.days')}
                inputMode="numeric"
                autoComplete="off"
              />
            </FormLayout.Group>
          </FormLayout>
        )}
        <ChoiceList
          title={t('program.time.expiry')}
          choices={expiryKinds.map((value) => ({
            value,
            label: t(`program.time.${value}`),
            helpText: t(`program.time.${value}Help`),
          }))}
          selected={[expiry.kind]}
          onChange={([value]) => setExpiry({ kind: expiryKinds.find((kind) => kind === value) ?? 'never' })}
        />
        {(expiry.kind === 'rolling' || expiry.kind === 'inactivity') && (
          <FormLayout>
            <FormLayout.Group>
              <TextField
                label={t(`program.time.${expiry.kind}Months`)}
                value={expiry.months}
                onChange={(value) => setExpiry({ months: value })}
                onBlur={() => touch('expiry.months')}
                error={errorAt('expiry.months')}
                suffix={t('program.time.months')}
                inputMode="numeric"
                autoComplete="off"
              />
            </FormLayout.Group>
          </FormLayout>
        )}
        {expiry.kind === 'fixed' && (
          <FormLayout>
            <FormLayout.Group condensed>
              <TextField
                label={t('program.time.day')}
                value={expiry.day}
                onChange={(day) => setExpiry({ day })}
                onBlur={() => touch('expiry.day')}
                error={errorAt('expiry.day')}
                inputMode="numeric"
                autoComplete="off"
              />
              <Select
                label={t('program.time.month')}
                options={months}
                value={expiry.month}
                onChange={(month) => setExpiry({ month })}
              />
            </FormLayout.Group>
            <TextField
              label={t('program.time.minimumMonths')}
              helpText={t('program.time.minimumMonthsHelp')}
              value={expiry.minimumMonths}
              onChange={(minimumMonths) => setExpiry({ minimumMonths })}
              onBlur={() => touch('expiry.minimumMonths')}
              error={errorAt('expiry.minimumMonths')}
              suffix={t('program.time.months')}
              inputMode="numeric"
              autoComplete="off"
            />
          </FormLayout>
        )}
      </BlockStack>
    </Card>
  );
}
