import { BlockStack, Text } from '@shopify/polaris';
import type { Panel } from '../../analytics/panel.ts';
import { BarsBody } from './bars-body.tsx';
import { CohortsBody } from './cohorts-body.tsx';
import { Comparison } from './comparison.tsx';
import { FEW_BUCKETS, FewBody } from './few-body.tsx';
import { FunnelBody } from './funnel-body.tsx';
import { goodOf } from './good-news.ts';
import { MembersBody } from './members-body.tsx';
import { SegmentsBody } from './segments-body.tsx';
import { SeriesBody } from './series-body.tsx';
import type { PanelWordsOf } from './use-panel-words.ts';
import { roundedWhenLarge } from './rounded-money.ts';
import { useValue } from './use-value.ts';

interface PanelBodyProps {
  panel: Panel;
  words: PanelWordsOf;
  names: Record<string, string>;
  shows: 'chart' | 'table';
  todayOn: string;
}

export function PanelBody({ panel, words, names, shows, todayOn }: PanelBodyProps) {
  const { title, nameOf } = words;
  switch (panel.kind) {
    case 'figure':
      return <FigureBody panel={panel} empty={words.empty} />;
    case 'series':
      // Two or three points are no course: they are read as what they are.
      return shows === 'chart' && panel.buckets.length <= FEW_BUCKETS ? (
        <FewBody panel={panel} title={title} nameOf={nameOf} todayOn={todayOn} />
      ) : (
        <SeriesBody panel={panel} title={title} nameOf={nameOf} shows={shows} />
      );
    case 'bars':
      return panel.id === 'segments' ? (
        <SegmentsBody panel={panel} title={title} nameOf={nameOf} />
      ) : (
        <BarsBody panel={panel} title={title} nameOf={nameOf} />
      );
    case 'funnel':
      return <FunnelBody panel={panel} title={title} nameOf={nameOf} />;
    case 'cohorts':
      return <CohortsBody panel={panel} title={title} />;
    case 'members':
      return <MembersBody panel={panel} title={title} names={names} />;
  }
}

export function FigureBody({ panel, empty }: { panel: Extract<Panel, { kind: 'figure' }>; empty: string }) {
  const say = useValue();
  const { unit, currencyCode } = panel;
  // At this size cents say nothing, and would not fit on a phone; tables and files have them.
  const [value, before] = [panel.value, panel.before].map((number) =>
    number !== null && unit === 'money' && currencyCode ? roundedWhenLarge(number, currencyCode) : number,
  );
  return (
    <BlockStack gap="100">
      <Text as="p" variant="headingLg">
        {say.full(unit, value ?? null, currencyCode)}
      </Text>
      {value === null || value === undefined || (value === 0 && !before) ? (
        <Text as="p" variant="bodySm" tone="subdued">
          {empty}
        </Text>
      ) : (
        <Comparison
          {...{ unit, value, before, currencyCode }}
          good={goodOf[panel.id]}
          isScore={panel.id === 'promoter_score'}
        />
      )}
    </BlockStack>
  );
}
