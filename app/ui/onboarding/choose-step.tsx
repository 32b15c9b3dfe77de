import { BlockStack, Box, Button, InlineStack, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../i18n/use-format.ts';
import { defaultProgram } from '../../program/default-program.ts';
import type { Template } from '../../program/templates/template.ts';
import { TemplateGallery } from '../templates/template-gallery.tsx';
import { TemplateView } from '../templates/template-view.tsx';
import { useTemplateWords } from '../templates/use-template-words.ts';

interface ChooseStepProps {
  /** The one that is looked at closely; null for all of them. */
  template: Template | null;
  exampleMinor: number;
  onTake(document: unknown): void;
}

/** What kind of program it is to be; everything of it can be changed afterwards. */
export function ChooseStep({ template, exampleMinor, onTake }: ChooseStepProps) {
  const { t } = useTranslation();
  const { currencyCode } = useShop();
  const words = useTemplateWords();
  if (!template) {
    return (
      <BlockStack gap="400">
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <InlineStack gap="300" blockAlign="center">
            <Text as="p">{t('onboarding.choose.unsure')}</Text>
            <Button onClick={() => onTake(defaultProgram(currencyCode))}>{t('onboarding.choose.simple')}</Button>
          </InlineStack>
        </Box>
        <TemplateGallery linkOf={(id) => `/app/onboarding?step=choose&template=${id}`} />
      </BlockStack>
    );
  }
  return (
    <BlockStack gap="400">
      <Box paddingInline={{ xs: '400', sm: '0' }}>
        <BlockStack gap="200">
          <Link url="/app/onboarding?step=choose">{t('onboarding.choose.all')}</Link>
          <Text as="h2" variant="headingLg">
            {words(template.id).name}
          </Text>
        </BlockStack>
      </Box>
      <TemplateView key={template.id} template={template} exampleMinor={exampleMinor} onUse={onTake} />
    </BlockStack>
  );
}
