import { useFetcher } from '@remix-run/react';
import { BlockStack, Button, Card, List, SkeletonBodyText, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { levelName, type DescribeContext } from '../../i18n/describe.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { Program } from '../../program/document.ts';
import type { ForecastAnswer } from '../../publishing/forecast.server.ts';
import { useEditor } from './editor-context.tsx';

/** What publishing would mean for members' levels: worked out when asked for, and keeps nobody waiting (T2). */
export function ForecastCards({ program }: { program: Program }) {
  const { t } = useTranslation();
  const { published, draft } = useEditor();
  const fetcher = useFetcher<ForecastAnswer>();
  const before = published?.program ?? program;
  if (!program.tiers && !before.tiers) return null;
  const isAsking = fetcher.state !== 'idle';
  const { data } = fetcher;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('program.forecast.tiers')}
        </Text>
        <Text as="p" tone="subdued">
          {t('program.forecast.tiersText')}
        </Text>
        {isAsking && (
          <div role="status">
            <Text as="p">{t('program.forecast.calculating')}</Text>
            <SkeletonBodyText lines={3} />
          </div>
        )}
        {!isAsking && data?.of === 'tiers' && <Moves preview={data.preview} before={before} after={program} />}
        <div>
          <Button
            loading={isAsking}
            onClick={() =>
              void fetcher.submit(JSON.stringify(draft), {
                method: 'post',
                action: '/app/program-forecast',
                encType: 'application/json',
              })
            }
          >
            {t('program.forecast.calculate')}
          </Button>
        </div>
      </BlockStack>
    </Card>
  );
}

interface MovesProps {
  preview: Extract<ForecastAnswer, { of: 'tiers' }>['preview'];
  before: Program;
  after: Program;
}

function Moves({ preview, before, after }: MovesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameIn = (program: Program, id: string | null) => {
    const context: DescribeContext = { locale: format.locale, program };
    return id === null ? t('program.forecast.noLevel') : levelName(id, context);
  };
  const moves = preview.moves.filter(({ direction }) => direction !== 'same');
  if (moves.length === 0) return <Text as="p">{t('program.forecast.tiersNone')}</Text>;
  return (
    <List>
      {moves.map(({ from, to, members, keptUntil }) => (
        <List.Item key={`${from ?? ''} ${to ?? ''}`}>
          {[
            `${t('program.forecast.moved', { from: nameIn(before, from), to: nameIn(after, to) })}: ${t(
              'program.forecast.members',
              { count: members, number: format.number(members) },
            )}`,
            keptUntil === null ? '' : t('program.forecast.kept', { date: format.calendarDate(keptUntil) }),
          ]
            .filter(Boolean)
            .join(', ')}
        </List.Item>
      ))}
    </List>
  );
}
