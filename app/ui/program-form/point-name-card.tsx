import { BlockStack, Card, InlineGrid, Text, TextField } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { useLanguageNames } from '../../i18n/use-language-names.ts';
import { locales, type Locale } from '../../lib/locales.ts';
import { icons } from '../../program/document.ts';
import { ProgramIcon } from '../program-icon.tsx';
import type { ProgramFormState } from './use-program-form.ts';

/** What points are called, in every language, and the icon beside them. */
export function PointNameCard({ state }: { state: ProgramFormState }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const languageNames = useLanguageNames();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('program.name.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('program.name.text')}
          </Text>
        </BlockStack>
        {[locale, ...locales.filter((other) => other !== locale)].map((language) => (
          <BlockStack key={language} gap="200">
            <Text as="h3" variant="headingSm">
              {languageNames[language]}
            </Text>
            <InlineGrid columns={2} gap="300">
              <PointNameField state={state} language={language} form="one" languageName={languageNames[language]} />
              <PointNameField state={state} language={language} form="other" languageName={languageNames[language]} />
            </InlineGrid>
          </BlockStack>
        ))}
        <IconPicker state={state} />
      </BlockStack>
    </Card>
  );
}

interface PointNameFieldProps {
  state: ProgramFormState;
  language: Locale;
  form: 'one' | 'other';
  languageName: string;
}

export function PointNameField({ state, language, form, languageName }: PointNameFieldProps) {
  const { t } = useTranslation();
  const path = `pointName.${language}.${form}`;
  return (
    <TextField
      label={t(`program.name.${form}`, { language: languageName })}
      value={state.form.pointName[language][form]}
      onChange={(text) =>
        state.update((old) => ({
          ...old,
          pointName: { ...old.pointName, [language]: { ...old.pointName[language], [form]: text } },
        }))
      }
      onBlur={() => state.touch(path)}
      error={state.errorAt(path)}
      maxLength={30}
      autoComplete="off"
    />
  );
}

export function IconPicker({ state }: { state: ProgramFormState }) {
  const { t } = useTranslation();
  return (
    <fieldset className="regulars-icons">
      <legend>{t('program.name.icon')}</legend>
      {icons.map((icon) => (
        <label key={icon} data-checked={state.form.icon === icon}>
          <input
            type="radio"
            name="program-icon"
            value={icon}
            checked={state.form.icon === icon}
            onChange={() => state.update((old) => ({ ...old, icon }))}
          />
          <ProgramIcon icon={icon} size={24} />
          <span>{t(`program.name.icons.${icon}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
