import { BlockStack, Button, Collapsible, Tag, InlineStack, TextField } from '@shopify/polaris';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../i18n/use-format.ts';
import { useLanguageNames } from '../../../i18n/use-language-names.ts';
import { locales, type Locale } from '../../../lib/locales.ts';
import type { Text } from '../../../program/text.ts';
import { useEditor } from '../editor-context.tsx';
import { put, type Place } from '../place.ts';

interface TextsFieldProps {
  place: Place<Text>;
  label: string;
  help?: string;
  placeholder?: string;
}

/**
 * A merchant's words in five languages: the merchant's own language in front, the others when asked for. As long as
 * English, to which the others fall back, has nothing of its own, it follows what is typed.
 */
export function TextsField({ place, label, help, placeholder }: TextsFieldProps) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { errorAt, touch, showsErrorBelow } = useEditor();
  const languageNames = useLanguageNames();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const others = locales.filter((other) => other !== locale);
  const areShown = isOpen || others.some((other) => showsErrorBelow(`${place.path}.${other}`));
  const edit = (language: Locale, text: string) =>
    place.change((old) => {
      const follows = language === locale && (old.en === '' || old.en === old[language]);
      return { ...old, [language]: text, ...(follows ? { en: text } : {}) };
    }, `${place.path}.${language}`);
  const field = (language: Locale, name: string) => (
    <TextField
      key={language}
      label={name}
      value={place.value[language]}
      onChange={(text) => edit(language, text)}
      onBlur={() => touch(`${place.path}.${language}`)}
      error={errorAt(`${place.path}.${language}`)}
      maxLength={80}
      autoComplete="off"
      {...(language === locale ? { helpText: help, placeholder } : {})}
    />
  );
  return (
    <BlockStack gap="200">
      {field(locale, label)}
      <div>
        <Button variant="plain" ariaControls={id} ariaExpanded={areShown} onClick={() => setOpen(!isOpen)}>
          {t('program.fields.otherLanguages')}
        </Button>
      </div>
      <Collapsible id={id} open={areShown} transition={false}>
        <BlockStack gap="200">{others.map((language) => field(language, languageNames[language]))}</BlockStack>
      </Collapsible>
    </BlockStack>
  );
}

interface PlainFieldProps {
  place: Place<string>;
  label: string;
  help?: string;
  maxLength: number;
}

/** A text without languages, such as a customer tag. */
export function PlainField({ place, label, help, maxLength }: PlainFieldProps) {
  const { errorAt, touch } = useEditor();
  return (
    <TextField
      label={label}
      helpText={help}
      value={place.value}
      onChange={(text) => put(place, text)}
      onBlur={() => touch(place.path)}
      error={errorAt(place.path)}
      maxLength={maxLength}
      autoComplete="off"
    />
  );
}

interface WordsFieldProps {
  place: Place<string[]>;
  label: string;
  help?: string;
}

/** A list of words, typed one by one or with commas between them. */
export function WordsField({ place, label, help }: WordsFieldProps) {
  const { t } = useTranslation();
  const { errorAt, touch } = useEditor();
  const [typed, setTyped] = useState('');
  const add = (text: string) => {
    const words = text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '' && !place.value.includes(word));
    if (words.length > 0) place.change((old) => [...old, ...words], `${place.path}+${place.value.length}`);
    setTyped('');
  };
  return (
    <BlockStack gap="200">
      <div
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add(typed);
        }}
      >
        <TextField
          label={label}
          helpText={help}
          value={typed}
          onChange={(text) => (text.includes(',') ? add(text) : setTyped(text))}
          onBlur={() => {
            add(typed);
            touch(place.path);
          }}
          error={errorAt(place.path)}
          autoComplete="off"
          connectedRight={<Button onClick={() => add(typed)}>{t('program.fields.add')}</Button>}
        />
      </div>
      {place.value.length > 0 && (
        <InlineStack gap="200">
          {place.value.map((word) => (
            <Tag
              key={word}
              onRemove={() => place.change((old) => old.filter((other) => other !== word), `${place.path}-${word}`)}
            >
              {word}
            </Tag>
          ))}
        </InlineStack>
      )}
    </BlockStack>
  );
}

/** A text in every language where there may be none: empty in all of them is none. */
export function OptionalTextsField({
  place,
  ...field
}: Omit<TextsFieldProps, 'place'> & { place: Place<Text | null> }) {
  const empty: Text = { en: '', da: '', sv: '', hu: '', de: '' };
  const filled: Place<Text> = {
    value: place.value ?? empty,
    path: place.path,
    change: (edit, key) =>
      place.change((old) => {
        const next = edit(old ?? empty);
        return Object.values(next).every((text) => text === '') ? null : next;
      }, key),
  };
  return <TextsField {...field} place={filled} />;
}

/** An address on the web; empty for none. */
export function AddressField({ place, label, help }: { place: Place<string | null>; label: string; help?: string }) {
  const { errorAt, touch } = useEditor();
  return (
    <TextField
      type="url"
      label={label}
      helpText={help}
      value={place.value ?? ''}
      onChange={(text) => put(place, text.trim() === '' ? null : text.trim())}
      onBlur={() => touch(place.path)}
      error={errorAt(place.path)}
      placeholder="https://"
      autoComplete="off"
    />
  );
}
