import { BlockStack, Text } from '@shopify/polaris';
import type { Panel, PanelId } from '../../analytics/panel.ts';
import { BarsBody } from './bars-body.tsx';
import { CohortsBody } from './cohorts-body.tsx';
import { Comparison } from './comparison.tsx';
import { FunnelBody } from './funnel-body.tsx';
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
}

export function PanelBody({ panel, words, names, shows }: PanelBodyProps) {
  const { title, nameOf } = words;
  switch (panel.kind) {
    case 'figure':
      return <FigureBody panel={panel} empty={words.empty} />;
    case 'series':
      return <SeriesBody panel={panel} title={title} nameOf={nameOf} shows={shows} />;
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

/** Which way is good news. More points outstanding, or a dearer program, is neither by itself. */
const good: Partial<Record<PanelId, 'up' | 'down'>> = {
  members_total: 'up',
  members_new: 'up',
  members_active: 'up',
  active_share: 'up',
  member_revenue: 'up',
  member_revenue_share: 'up',
  promoter_score: 'up',
  repeat_rate: 'up',
  purchase_frequency: 'up',
  days_between_orders: 'down',
  lifetime_value: 'up',
  redemption_rate: 'up',
  reward_orders: 'up',
  reward_revenue: 'up',
};

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
          good={good[panel.id]}
          isScore={panel.id === 'promoter_score'}
        />
      )}
    </BlockStack>
  );
}
