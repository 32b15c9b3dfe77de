import { Badge, BlockStack, Button, Card, InlineStack, List, Text, Link } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { describeChange } from '../../i18n/describe-changes.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { changesBetween } from '../../program/checks/changes.ts';
import type { HistoryEntry } from '../../publishing/history.server.ts';
import { useEditor } from './editor-context.tsx';
import { ProgramPage } from './program-page.tsx';

const CHANGES_SHOWN = 6;

interface HistoryPageProps {
  entries: HistoryEntry[];
  shown: number;
  /** The person who looks, to say "you". */
  me: string;
}

/** What was published when, by whom, and what it changed. */
export function HistoryPage({ entries, shown, me }: HistoryPageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { published, names } = useEditor();
  const visible = entries.slice(0, shown);
  const oldest = visible.at(-1)?.version ?? 1;
  const changesOf = (index: number): string[] => {
    const [after, before] = [entries[index]?.program, entries[index + 1]?.program];
    if (!after || !before) return [];
    return changesBetween(before, after).map((change) =>
      describeChange(change, before, after, { locale: format.locale, names }),
    );
  };
  return (
    <ProgramPage
      title={t('program.history.title')}
      subtitle={t('program.history.text')}
      hasPreview={false}
      isOfDraft={false}
    >
      <Card>
        <ul className="regulars-items">
          {visible.map(({ version, publishedAt, publishedBy }, index) => {
            const changes = changesOf(index);
            return (
              <li key={version}>
                <BlockStack gap="200">
                  <InlineStack align="space-between" blockAlign="center" gap="200">
                    <InlineStack gap="200" blockAlign="center">
                      <Text as="h2" variant="headingSm">
                        {t('program.history.version', { version: format.number(version) })}
                      </Text>
                      {version === published?.version && <Badge tone="success">{t('program.status.live')}</Badge>}
                    </InlineStack>
                    <Button
                      url={`/app/program/history/${version}`}
                      accessibilityLabel={t('program.history.lookNamed', { version: format.number(version) })}
                    >
                      {t('program.history.look')}
                    </Button>
                  </InlineStack>
                  <Text as="p" tone="subdued">
                    {[
                      format.dateTime(publishedAt),
                      publishedBy === '' ? '' : t(publishedBy === me ? 'program.history.you' : 'program.history.staff'),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </Text>
                  {version === 1 && <Text as="p">{t('program.history.first')}</Text>}
                  {changes.length > 0 && (
                    <List>
                      {changes.slice(0, CHANGES_SHOWN).map((words) => (
                        <List.Item key={words}>{words}</List.Item>
                      ))}
                      {changes.length > CHANGES_SHOWN && (
                        <List.Item>{t('program.history.more', { count: changes.length - CHANGES_SHOWN })}</List.Item>
                      )}
                    </List>
                  )}
                </BlockStack>
              </li>
            );
          })}
        </ul>
        {entries.length > shown && (
          <Link url={`/app/program/history?before=${oldest}`}>{t('program.history.older')}</Link>
        )}
      </Card>
    </ProgramPage>
  );
}
