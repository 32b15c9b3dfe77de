/** One panel: title, how it is counted, its body by kind, its file; waiting, failed, empty. Each stands for itself. */
import { useFetcher } from '@remix-run/react';
import { useAppBridge } from '@shopify/app-bridge-react';
import { BlockStack, Button, Card, SkeletonBodyText, Text } from '@shopify/polaris';
import { ChartLineIcon, DataTableIcon, ExportIcon } from '@shopify/polaris-icons';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PanelAnswer } from '../../analytics/answer-panel.server.ts';
import type { PANELS, Panel } from '../../analytics/panel.ts';
import { downloadPanel } from './download-panel.ts';
import { HowCounted } from './how-counted.tsx';
import { isEmpty, isLeftOutWhenEmpty } from './is-empty.ts';
import { membersBehind } from './members-behind.ts';
import { PanelBody } from './panel-body.tsx';
import { useAnswered } from './use-answered.ts';
import { usePanelWords } from './use-panel-words.ts';

/** Of the overview, what no order changes. */
const countsNoOrders: ReadonlySet<string> = new Set(['members_total', 'members_new', 'promoter_score']);

export type PanelEntry = (typeof PANELS)[number];

interface PanelCardProps {
  entry: PanelEntry;
  answer: Promise<PanelAnswer> | PanelAnswer;
  /** The period as a query, for the file and for another try. */
  query: string;
  /** The shop's date: what it falls into is not over yet. */
  todayOn: string;
}

export function PanelCard({ entry, answer, query, todayOn }: PanelCardProps) {
  const first = useAnswered(answer);
  return first ? <AnsweredCard {...{ entry, first, query, todayOn }} /> : <WaitingCard entry={entry} />;
}

function AnsweredCard({ entry, first, query, todayOn }: Omit<PanelCardProps, 'answer'> & { first: PanelAnswer }) {
  const { t } = useTranslation();
  const again = useFetcher<PanelAnswer>();
  const answer = again.data ?? first;
  const tryAgain = () => void again.load(`/app/analytics-panel?${withPanel(query, entry.id)}`);
  if (answer.state === 'failed') {
    return (
      <Frame entry={entry}>
        <div className="regulars-panel-empty" role="status">
          <BlockStack gap="200" inlineAlign="center">
            <Text as="p" tone="subdued">
              {t('analytics.failed')}
            </Text>
            <Button onClick={tryAgain} loading={again.state !== 'idle'}>
              {t('analytics.retry')}
            </Button>
          </BlockStack>
        </div>
      </Frame>
    );
  }
  if (isLeftOutWhenEmpty(entry.id) && isEmpty(answer.panel)) return null;
  return <ReadyCard panel={answer.panel} names={answer.names} {...{ entry, query, todayOn }} />;
}

interface ReadyCardProps extends Omit<PanelCardProps, 'answer'> {
  panel: Panel;
  names: Record<string, string>;
}

function ReadyCard({ entry, panel, names, query, todayOn }: ReadyCardProps) {
  const { t } = useTranslation();
  const words = usePanelWords(entry.id);
  const bridge = useAppBridge();
  const [shows, setShows] = useState<'chart' | 'table'>('chart');
  const [isExporting, setExporting] = useState(false);
  const empty = isEmpty(panel);
  const exportFile = () => {
    setExporting(true);
    downloadPanel(entry.id, query)
      .catch(() => bridge.toast.show(t('analytics.exportFailed'), { isError: true }))
      .finally(() => setExporting(false));
  };
  const tools = (
    <>
      {entry.kind === 'series' && !empty && (
        <Button
          variant="tertiary"
          icon={shows === 'chart' ? DataTableIcon : ChartLineIcon}
          accessibilityLabel={t(shows === 'chart' ? 'analytics.showTable' : 'analytics.showChart', {
            title: words.title,
          })}
          onClick={() => setShows(shows === 'chart' ? 'table' : 'chart')}
        />
      )}
      {entry.kind !== 'figure' && !empty && (
        <Button
          variant="tertiary"
          icon={ExportIcon}
          accessibilityLabel={t('analytics.exportOf', { title: words.title })}
          onClick={exportFile}
          loading={isExporting}
        />
      )}
      <HowCounted
        title={words.title}
        definition={words.definition}
        countsOrders={
          entry.section === 'orders' ||
          entry.section === 'retention' ||
          (entry.section === 'overview' && !countsNoOrders.has(entry.id))
        }
        membersUrl={membersBehind(entry.id)}
        onExport={exportFile}
        isExporting={isExporting}
      />
    </>
  );
  return (
    <Frame entry={entry} tools={tools}>
      {empty && entry.kind !== 'figure' ? (
        <div className="regulars-panel-empty">
          <Text as="p" tone="subdued">
            {words.empty}
          </Text>
        </div>
      ) : (
        <PanelBody {...{ panel, words, names, shows, todayOn }} />
      )}
    </Frame>
  );
}

function WaitingCard({ entry }: { entry: PanelEntry }) {
  const lines = { figure: 2, series: 8, bars: 6, funnel: 6, cohorts: 9, members: 9 }[entry.kind];
  return (
    <Frame entry={entry}>
      <SkeletonBodyText lines={lines} />
    </Frame>
  );
}

function Frame({ entry, tools, children }: { entry: PanelEntry; tools?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  const { title } = usePanelWords(entry.id);
  return (
    <section data-kind={entry.kind} id={entry.id} aria-label={title}>
      <Card roundedAbove="xs">
        <BlockStack gap={entry.kind === 'figure' ? '200' : '400'}>
          <div className="regulars-panel-head">
            <BlockStack>
              <Text as="h3" variant="headingSm" breakWord>
                {title}
              </Text>
              {entry.time === 'now' && (
                <Text as="span" variant="bodySm" tone="subdued">
                  {t('analytics.asOfToday')}
                </Text>
              )}
            </BlockStack>
            <div className="regulars-panel-tools">{tools}</div>
          </div>
          <div className="regulars-panel-body" data-kind={entry.kind}>
            {children}
          </div>
        </BlockStack>
      </Card>
    </section>
  );
}

function withPanel(query: string, panelId: string): string {
  const params = new URLSearchParams(query);
  params.set('panel', panelId);
  return params.toString();
}
