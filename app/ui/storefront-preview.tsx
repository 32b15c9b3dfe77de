/** How the storefront will show the program, drawn from what is in the editor right now, in the shopper's language. */
import { BlockStack, Button, ButtonGroup, Card, InlineStack, Select, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { useLanguageNames } from '../i18n/use-language-names.ts';
import { locales, nearestLocale } from '../lib/locales.ts';
import type { Program } from '../program/document.ts';
import { useToday } from './program-form/use-today.ts';
import { StorefrontPanel, type PreviewViewer } from './storefront-panel.tsx';
import { useShowcase } from './use-showcase.ts';

interface StorefrontPreviewProps {
  program: Program;
  /** The price of the example, in minor units. */
  exampleMinor: number;
  /** Without a card around it, where something else is the frame. */
  isFramed?: boolean;
}

const viewers: PreviewViewer[] = ['member', 'visitor'];

export function StorefrontPreview({ program, exampleMinor, isFramed = true }: StorefrontPreviewProps) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const languageNames = useLanguageNames();
  const today = useToday();
  const product = useShowcase()?.product ?? null;
  const [language, setLanguage] = useState(locale);
  const [viewer, setViewer] = useState<PreviewViewer>('member');
  const content = (
    <BlockStack gap="300">
      {isFramed && (
        <Text as="h2" variant="headingMd">
          {t('preview.title')}
        </Text>
      )}
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <div role="group" aria-label={t('preview.viewer')}>
          <ButtonGroup variant="segmented">
            {viewers.map((value) => (
              <Button key={value} size="slim" pressed={viewer === value} onClick={() => setViewer(value)}>
                {t(`preview.${value}`)}
              </Button>
            ))}
          </ButtonGroup>
        </div>
        <Select
          label={t('preview.language')}
          labelHidden
          value={language}
          options={locales.map((value) => ({ value, label: languageNames[value] }))}
          onChange={(value) => setLanguage(nearestLocale(value))}
        />
      </InlineStack>
      <StorefrontPanel
        program={program}
        exampleMinor={exampleMinor}
        language={language}
        viewer={viewer}
        today={today}
        product={product}
      />
      <Text as="p" variant="bodySm" tone="subdued">
        {t('preview.note')}
      </Text>
    </BlockStack>
  );
  return isFramed ? <Card>{content}</Card> : <div className="regulars-preview-bare">{content}</div>;
}
