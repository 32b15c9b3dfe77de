import { BlockStack, Button, Card, InlineStack, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { describeProgram, type ProgramInWords } from '../../i18n/describe-part.ts';
import { useEditor } from './editor-context.tsx';
import { ProgramPage } from './program-page.tsx';
import type { Section } from './sections/section-list.ts';
import { useDescribeContext } from './use-describe.ts';

const shown = ['earning', 'rewards', 'tiers', 'campaigns', 'goals', 'referral'] as const satisfies (Section &
  keyof ProgramInWords)[];

/** The whole program at a glance, as sentences; each part one step from being changed. */
export function OverviewPage() {
  const { t } = useTranslation();
  const { program } = useEditor();
  const context = useDescribeContext();
  const inWords = describeProgram(program, context);
  return (
    <ProgramPage title={t('program.title')}>
      {shown.map((section) => {
        const title = t(`program.sections.${section}.title`);
        const isEmpty = inWords[section].length === 0;
        const step = t(isEmpty ? 'program.overview.begin' : 'program.items.edit');
        return (
          <Card key={section}>
            <BlockStack gap="300">
              <InlineStack align="space-between" blockAlign="center" gap="200" wrap={false}>
                <Text as="h2" variant="headingMd">
                  {title}
                </Text>
                <Button url={`/app/program/${section}`} accessibilityLabel={`${step}: ${title}`}>
                  {step}
                </Button>
              </InlineStack>
              {isEmpty ? (
                <Text as="p" tone="subdued">
                  {t(`program.sections.${section}.text`)}
                </Text>
              ) : (
                <List>
                  {inWords[section].map((line) => (
                    <List.Item key={line}>{line}</List.Item>
                  ))}
                </List>
              )}
            </BlockStack>
          </Card>
        );
      })}
    </ProgramPage>
  );
}
