import { BlockStack, Box, Button, ChoiceList, FormLayout, InlineStack, Text, TextField } from '@shopify/polaris';
import { DeleteIcon } from '@shopify/polaris-icons';
import { useTranslation } from 'react-i18next';
import { useLanguageNames } from '../../i18n/use-language-names.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { locales } from '../../lib/locales.ts';
import { CurrencyField } from './currency-field.tsx';
import type { RewardForm } from './form-state.ts';
import { RewardValueFields, setReward } from './reward-value-fields.tsx';
import type { ProgramFormState } from './use-program-form.ts';

interface RewardDetailsProps {
  state: ProgramFormState;
  reward: RewardForm;
  index: number;
  averageOrderMinor: number;
}

const combinable = ['order', 'product', 'shipping'] as const;

/** Every setting of one reward. */
export function RewardDetails({ state, reward, index, averageOrderMinor }: RewardDetailsProps) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const languageNames = useLanguageNames();
  const { form, errorAt, touch } = state;
  const path = (field: string) => `rewards.${index}.${field}`;
  const set = (change: Partial<RewardForm>) => setReward(state, index, { ...reward, ...change });
  // The merchant's own language stands first.
  const languages = [locale, ...locales.filter((other) => other !== locale)];
  return (
    <Box background="bg-surface-secondary" padding="400" borderRadius="200">
      <BlockStack gap="400">
        <RewardValueFields state={state} index={index} reward={reward} averageOrderMinor={averageOrderMinor} />
        <FormLayout>
          <FormLayout.Group>
            <CurrencyField
              label={t('program.rewards.minimum')}
              currencyCode={form.currencyCode}
              value={reward.minimumSubtotal}
              placeholder={t('program.rewards.minimumNone')}
              onChange={(minimumSubtotal) => set({ minimumSubtotal })}
              onBlur={() => touch(path('minimumSubtotalMinor'))}
              error={errorAt(path('minimumSubtotalMinor'))}
            />
            <TextField
              label={t('program.rewards.validDays')}
              value={reward.codeValidDays}
              placeholder={t('program.rewards.validForever')}
              helpText={t('program.rewards.validDaysHelp')}
              onChange={(codeValidDays) => set({ codeValidDays })}
              onBlur={() => touch(path('codeValidDays'))}
              error={errorAt(path('codeValidDays'))}
              suffix={t('program.rewards.days')}
              inputMode="numeric"
              autoComplete="off"
            />
          </FormLayout.Group>
          <ChoiceList
            allowMultiple
            title={t('program.rewards.combines')}
            choices={combinable.map((kind) => ({ value: kind, label: t(`program.rewards.combinesWith.${kind}`) }))}
            selected={combinable.filter((kind) => reward.combinesWith[kind])}
            onChange={(selected) =>
              set({
                combinesWith: {
                  order: selected.includes('order'),
                  product: selected.includes('product'),
                  shipping: selected.includes('shipping'),
                },
              })
            }
          />
        </FormLayout>
        <BlockStack gap="200">
          <Text as="h4" variant="headingSm">
            {t('program.rewards.wording')}
          </Text>
          {languages.map((language) => (
            <TextField
              key={language}
              label={languageNames[language]}
              value={reward.title[language]}
              onChange={(text) => set({ title: { ...reward.title, [language]: text } })}
              onBlur={() => touch(path(`title.${language}`))}
              error={errorAt(path(`title.${language}`))}
              maxLength={80}
              autoComplete="off"
            />
          ))}
        </BlockStack>
        <InlineStack align="end">
          <Button
            icon={DeleteIcon}
            variant="tertiary"
            tone="critical"
            onClick={() =>
              state.update((old) => ({ ...old, rewards: old.rewards.filter((item) => item.id !== reward.id) }))
            }
          >
            {t('program.rewards.remove')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Box>
  );
}
