import { BlockStack, Card, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { describeProgram } from '../../i18n/describe-part.ts';
import type { DescribeContext } from '../../i18n/describe.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { Program } from '../../program/document.ts';

const parts = ['earning', 'rewards', 'tiers', 'campaigns', 'goals', 'referral'] as const;

/** A whole program as a person would tell it. */
export function ProgramInSentences({ program, names }: { program: Program; names?: DescribeContext['names'] }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const inWords = describeProgram(program, { locale, program, ...(names ? { names } : {}) });
  return (
    <Card>
      <BlockStack gap="400">
        {parts
          .filter((part) => inWords[part].length > 0)
          .map((part) => (
            <BlockStack key={part} gap="200">
              <Text as="h2" variant="headingMd">
                {t(`program.sections.${part}.title`)}
              </Text>
              <List>
                {inWords[part].map((line) => (
                  <List.Item key={line}>{line}</List.Item>
                ))}
              </List>
            </BlockStack>
          ))}
      </BlockStack>
    </Card>
  );
}
