import { Button, BlockStack, Card, InlineStack, Layout, List, Text } from '@shopify/polaris';
import { useNavigate } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { describeChange } from '../../i18n/describe-changes.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { changesBetween } from '../../program/checks/changes.ts';
import type { Program } from '../../program/document.ts';
import { StorefrontPreview } from '../storefront-preview.tsx';
import { useEditor } from './editor-context.tsx';
import { useDesk } from './editor-desk.tsx';
import { ProgramInSentences } from './program-in-sentences.tsx';
import { ProgramPage } from './program-page.tsx';

interface VersionPageProps {
  version: number;
  program: Program;
  live: { version: number; program: Program };
}

/** One version: all of it in sentences, what is different from the live one, and the way back to it. */
export function VersionPage({ version, program, live }: VersionPageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { exampleMinor, names } = useEditor();
  const { start } = useDesk();
  const isLive = version === live.version;
  const changes = changesBetween(live.program, program).map((change) =>
    describeChange(change, live.program, program, { locale: format.locale, names }),
  );
  return (
    <ProgramPage
      title={t('program.history.version', { version: format.number(version) })}
      hasPreview={false}
      isOfDraft={isLive}
    >
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            {!isLive && (
              <Card>
                <BlockStack gap="300">
                  <Text as="h2" variant="headingMd">
                    {t('program.history.compare', { version: format.number(live.version) })}
                  </Text>
                  {changes.length === 0 ? (
                    <Text as="p">{t('program.history.same')}</Text>
                  ) : (
                    <List>
                      {changes.map((words) => (
                        <List.Item key={words}>{words}</List.Item>
                      ))}
                    </List>
                  )}
                  <InlineStack>
                    <Button
                      variant="primary"
                      onClick={() => {
                        start(program);
                        void navigate('/app/program/review');
                      }}
                    >
                      {t('program.history.restore')}
                    </Button>
                  </InlineStack>
                  <Text as="p" tone="subdued">
                    {t('program.history.restoreText')}
                  </Text>
                </BlockStack>
              </Card>
            )}
            <ProgramInSentences program={program} names={names} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <StorefrontPreview program={program} exampleMinor={exampleMinor} />
        </Layout.Section>
      </Layout>
    </ProgramPage>
  );
}
