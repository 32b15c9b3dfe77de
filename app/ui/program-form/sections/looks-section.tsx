import { BlockStack, Card, InlineGrid, Text, TextField } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/use-format.ts';
import { useLanguageNames } from '../../../i18n/use-language-names.ts';
import { locales, type Locale } from '../../../lib/locales.ts';
import { icons } from '../../../program/document.ts';
import { ProgramIcon } from '../../program-icon.tsx';
import { useEditor } from '../editor-context.tsx';
import { RadioField } from '../fields/choice-field.tsx';
import { at, put } from '../place.ts';

/** How members see their balance, what points are called in every language, and the icon beside them. */
export function LooksSection() {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { root } = useEditor();
  const languageNames = useLanguageNames();
  return (
    <BlockStack gap="400">
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {t('program.style.title')}
          </Text>
          <RadioField
            place={at(root, 'style')}
            title={t('program.style.text')}
            values={['points', 'stamps', 'cashback']}
            wordsOf={(value) => [t(`program.style.${value}`), t(`program.style.${value}Help`)]}
          />
        </BlockStack>
      </Card>
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
              <PointNameFields language={language} />
            </BlockStack>
          ))}
          <IconPicker />
        </BlockStack>
      </Card>
    </BlockStack>
  );
}

/** What one point and several are called in a language. */
export function PointNameFields({ language }: { language: Locale }) {
  const { t } = useTranslation();
  const { root, errorAt, touch } = useEditor();
  const languageNames = useLanguageNames();
  const name = at(at(root, 'pointName'), language);
  return (
    <InlineGrid columns={2} gap="300">
      {(['one', 'other'] as const).map((form) => {
        const place = at(name, form);
        return (
          <TextField
            key={form}
            label={t(`program.name.${form}`, { language: languageNames[language] })}
            value={place.value}
            onChange={(text) => put(place, text)}
            onBlur={() => touch(place.path)}
            error={errorAt(place.path)}
            maxLength={30}
            autoComplete="off"
          />
        );
      })}
    </InlineGrid>
  );
}

export function IconPicker() {
  const { t } = useTranslation();
  const { root, draft } = useEditor();
  return (
    <fieldset className="regulars-icons">
      <legend>{t('program.name.icon')}</legend>
      {icons.map((icon) => (
        <label key={icon} data-checked={draft.icon === icon}>
          <input
            type="radio"
            name="program-icon"
            value={icon}
            checked={draft.icon === icon}
            onChange={() => put(at(root, 'icon'), icon)}
          />
          <ProgramIcon icon={icon} size={24} />
          <span>{t(`program.name.icons.${icon}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
