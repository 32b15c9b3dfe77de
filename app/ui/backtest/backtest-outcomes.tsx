import { Banner, BlockStack, Button, Card, DataTable, InlineStack, List, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { BacktestSide } from '../../backtest/backtest-store.server.ts';
import type { BacktestResult } from '../../backtest/report.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { LineChart } from './line-chart.tsx';
import { figureRows, resultTables, toCsv, type ResultRow } from './result-rows.ts';
import { useSideName } from './use-side-name.ts';

const tableKeys = ['byRule', 'byTier', 'byReward', 'byGoal', 'deciles'] as const;

export function BacktestOutcomes({ result, sides }: { result: BacktestResult; sides: readonly BacktestSide[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useSideName();
  const { history, assumptions, outcomes, currencyCode } = result;
  const names = sides.map(nameOf);
  const figures = figureRows(result, format, (key) => t(`backtest.figures.${key}`));
  const tables = resultTables(result, sides, format, {
    noLevel: t('backtest.noLevel'),
    tenth: (nth) => t('backtest.tenth', { nth: format.number(nth) }),
  });
  const leftOut = [...new Set(outcomes.flatMap((outcome) => outcome.leftOut))];
  const passedOver = Object.entries(history.passedOver) as [keyof typeof history.passedOver, number][];
  const months = outcomes[0]?.months.map(({ month }) => month) ?? [];
  const download = () => {
    const text = toCsv(names, [
      { title: t('backtest.outcome'), rows: figures },
      ...tableKeys.map((key) => ({ title: t(`backtest.tables.${key}`), rows: tables[key] })),
    ]);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
    link.download = 'backtest.csv';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <BlockStack gap="400">
      <Card>
        <BlockStack gap="400">
          <InlineStack align="space-between" blockAlign="center" gap="300">
            <Text as="h2" variant="headingMd">
              {t('backtest.outcome')}
            </Text>
            <Button onClick={download}>{t('backtest.export')}</Button>
          </InlineStack>
          <Text as="p">
            {t('backtest.saw', {
              orders: format.number(history.orders),
              customers: format.number(history.customers),
              from: history.firstOn === null ? '–' : format.calendarDate(history.firstOn),
              to: history.lastOn === null ? '–' : format.calendarDate(history.lastOn),
              revenue: format.money(history.revenueMinor, currencyCode),
            })}{' '}
            {t('backtest.assumed', {
              join: format.percent(assumptions.joinBp / 10_000),
              redeem: format.percent(assumptions.redeemBp / 10_000),
            })}
          </Text>
          <Figures title={t('backtest.outcome')} names={names} rows={figures} />
          <LineChart
            title={t('backtest.charts.outstanding')}
            steps={months}
            series={outcomes.map((outcome, index) => ({
              name: names[index] ?? '',
              values: outcome.months.map(({ outstandingPoints }) => outstandingPoints),
            }))}
            format={format.number}
          />
          <LineChart
            title={t('backtest.charts.cost')}
            steps={months}
            series={outcomes.map((outcome, index) => ({
              name: names[index] ?? '',
              values: outcome.months.map(({ rewardCostMinor }) => rewardCostMinor),
            }))}
            format={(minor) => format.money(minor, currencyCode)}
          />
        </BlockStack>
      </Card>
      {tableKeys
        .filter((key) => tables[key].length > 0)
        .map((key) => (
          <Card key={key}>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {t(`backtest.tables.${key}`)}
              </Text>
              <Figures title={t(`backtest.tables.${key}`)} names={names} rows={tables[key]} />
            </BlockStack>
          </Card>
        ))}
      {(leftOut.length > 0 || passedOver.length > 0) && (
        <Banner tone="info" title={t('backtest.leftOutTitle')}>
          <List>
            {leftOut.map((code) => (
              <List.Item key={code}>{t(`backtest.leftOut.${code}`)}</List.Item>
            ))}
            {passedOver.map(([code, count]) => (
              <List.Item key={code}>{t(`backtest.passedOver.${code}`, { number: format.number(count) })}</List.Item>
            ))}
          </List>
        </Banner>
      )}
    </BlockStack>
  );
}

function Figures({ title, names, rows }: { title: string; names: readonly string[]; rows: readonly ResultRow[] }) {
  return (
    <DataTable
      columnContentTypes={['text', ...names.map(() => 'numeric' as const)]}
      headings={[
        <Text key="title" as="span" visuallyHidden>
          {title}
        </Text>,
        ...names,
      ]}
      rows={rows.map(({ label, values }) => [label, ...values])}
    />
  );
}
