import { useNavigate } from '@remix-run/react';
import { Banner, BlockStack, Box, Button, Card, InlineStack, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { describeChange } from '../../i18n/describe-changes.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { ProgramChecks } from '../../program/checks/check-program.ts';
import { useEditor } from './editor-context.tsx';
import { useDesk } from './editor-desk.tsx';
import { FindingList } from './finding-list.tsx';
import { ForecastCards } from './forecast-cards.tsx';
import { ProblemList } from './problem-list.tsx';
import { ProgramPage } from './program-page.tsx';

const groups = ['works', 'promises', 'overlaps', 'combinations'] as const satisfies (keyof ProgramChecks)[];

/** Read before it happens: what publishing changes, what to look at, what it would mean. Nothing here keeps one from it. */
export function ReviewPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { reading, published, checks, names } = useEditor();
  const { changes, differs, publish, isSending } = useDesk();
  const program = reading.ok ? reading.program : null;
  const before = published?.program ?? null;
  return (
    <ProgramPage
      title={t('program.publish.title')}
      subtitle={t('program.publish.text')}
      hasReview={false}
      hasPreview={program !== null}
    >
      {!reading.ok && <ProblemList problems={reading.problems} />}
      {program && before && (
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {t('program.publish.changes')}
            </Text>
            {changes && changes.length > 0 ? (
              <List>
                {changes.map((change) => {
                  const words = describeChange(change, before, program, { locale: format.locale, names });
                  return <List.Item key={words}>{words}</List.Item>;
                })}
              </List>
            ) : (
              <Text as="p">{t('program.publish.nothing')}</Text>
            )}
            <Text as="p" tone="subdued">
              {t('program.publish.past')}
            </Text>
          </BlockStack>
        </Card>
      )}
      {program && checks && groups.every((group) => checks[group].every(({ weight }) => weight === 'note')) && (
        <Banner tone="success">{t('program.checks.fine')}</Banner>
      )}
      {program &&
        checks &&
        groups.map((group) => (
          <FindingList
            key={group}
            title={t(`program.checks.groups.${group}`)}
            findings={checks[group]}
            program={program}
          />
        ))}
      {program && <ForecastCards program={program} />}
      {program && (
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <InlineStack align="end" gap="300">
            <Button onClick={() => void navigate('/app/program')}>{t('program.publish.later')}</Button>
            <Button variant="primary" size="large" loading={isSending} disabled={!differs} onClick={publish}>
              {t('program.publish.send')}
            </Button>
          </InlineStack>
        </Box>
      )}
    </ProgramPage>
  );
}
