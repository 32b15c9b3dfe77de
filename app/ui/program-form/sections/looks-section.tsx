import { BlockStack, Card, InlineGrid, Text, TextField } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/use-format.ts';
import { useLanguageNames } from '../../../i18n/use-language-names.ts';
import { locales, type Locale } from '../../../lib/locales.ts';
import { icons } from '../../../program/document.ts';
import { ProgramIcon } from '../../program-icon.tsx';
import { useEditor } from '../editor-context.tsx';
import { PREVIEW_COLOR } from '../../storefront-panel.tsx';
import { ThemeEditorButton } from '../../theme-embed.tsx';
import { RadioField } from '../fields/choice-field.tsx';
import { ColorField } from '../fields/color-field.tsx';
import { at, present, put, type Place } from '../place.ts';
import { PreviewButton } from '../with-preview.tsx';

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
      <AccentCard />
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
          <PreviewButton />
        </BlockStack>
      </Card>
    </BlockStack>
  );
}

/** The color of the storefront's pieces: the theme's, or the merchant's own. */
export function AccentCard({ hasEditorLink = true }: { hasEditorLink?: boolean }) {
  const { t } = useTranslation();
  const { root } = useEditor();
  const color = at(root, 'accentColor');
  const own = present(color);
  const choice: Place<'theme' | 'own'> = {
    value: own ? 'own' : 'theme',
    path: `${color.path}.kind`,
    change: (edit) =>
      color.change((old) => {
        const next = edit(old === null ? 'theme' : 'own');
        return next === 'theme' ? null : (old ?? PREVIEW_COLOR);
      }),
  };
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('program.color.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('program.color.text')}
          </Text>
        </BlockStack>
        <RadioField
          place={choice}
          title={t('program.color.title')}
          titleHidden
          values={['theme', 'own']}
          wordsOf={(value) => [t(`program.color.${value}`), t(`program.color.${value}Help`)]}
        />
        {own && <ColorField place={own} label={t('program.color.value')} />}
        {hasEditorLink && (
          <BlockStack gap="200" inlineAlign="start">
            <Text as="p" tone="subdued">
              {t('program.color.editor')}
            </Text>
            <ThemeEditorButton />
          </BlockStack>
        )}
      </BlockStack>
    </Card>
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
