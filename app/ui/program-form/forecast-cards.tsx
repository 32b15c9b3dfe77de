import { useFetcher } from '@remix-run/react';
import { BlockStack, Button, Card, List, SkeletonBodyText, Text } from '@shopify/polaris';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { levelName, type DescribeContext } from '../../i18n/describe.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { Program } from '../../program/document.ts';
import type { ForecastAnswer, ForecastKind } from '../../publishing/forecast.server.ts';
import { useAnswer } from '../use-answer.ts';
import { useEditor } from './editor-context.tsx';
import { PastCost } from './past-cost.tsx';

/** What publishing would mean, for members' levels (T2) and for money: worked out when asked for, keeps nobody waiting. */
export function ForecastCards({ program }: { program: Program }) {
  const { t } = useTranslation();
  const { published } = useEditor();
  const before = published?.program ?? program;
  return (
    <>
      {(program.tiers !== null || before.tiers !== null) && (
        <ForecastCard kind="tiers" title={t('program.forecast.tiers')} text={t('program.forecast.tiersText')}>
          {(answer) => answer.of === 'tiers' && <Moves preview={answer.preview} before={before} after={program} />}
        </ForecastCard>
      )}
      <ForecastCard kind="past" title={t('program.forecast.past')} text={t('program.forecast.pastText')}>
        {(answer) => answer.of === 'past' && <PastCost cost={answer.cost} />}
      </ForecastCard>
    </>
  );
}

interface ForecastCardProps {
  kind: ForecastKind;
  title: string;
  text: string;
  children(answer: ForecastAnswer): ReactNode;
}

function ForecastCard({ kind, title, text, children }: ForecastCardProps) {
  const { t } = useTranslation();
  const { draft } = useEditor();
  const fetcher = useFetcher<ForecastAnswer>();
  const [answer, setAnswer] = useState<ForecastAnswer | null>(null);
  useAnswer(fetcher, setAnswer);
  const isAsking = fetcher.state !== 'idle';
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        <Text as="p" tone="subdued">
          {text}
        </Text>
        {isAsking && (
          <div role="status">
            <Text as="p">{t('program.forecast.calculating')}</Text>
            <SkeletonBodyText lines={3} />
          </div>
        )}
        {!isAsking && answer && children(answer)}
        <div>
          <Button
            loading={isAsking}
            accessibilityLabel={`${title}: ${t('program.forecast.calculate')}`}
            onClick={() =>
              void fetcher.submit(JSON.stringify(draft), {
                method: 'post',
                action: `/app/program-forecast?of=${kind}`,
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
      {moves.map(({ from, to, members, keptUntil }) => {
        const moved = t('program.forecast.moved', { from: nameIn(before, from), to: nameIn(after, to) });
        const count = t('program.forecast.members', { count: members, number: format.number(members) });
        const kept = keptUntil && t('program.forecast.kept', { date: format.calendarDate(keptUntil) });
        return (
          <List.Item key={`${from ?? ''} ${to ?? ''}`}>
            {[`${moved}: ${count}`, kept].filter(Boolean).join(', ')}
          </List.Item>
        );
      })}
    </List>
  );
}
