import { useNavigate } from '@remix-run/react';
import { BlockStack, Button, Card, InlineStack, Select, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { TimelinePage } from '../../members/member-view.server.ts';
import { timelineFilters, type TimelineFilter } from '../../members/timeline-filter.ts';
import { Timeline } from '../timeline.tsx';

interface HistoryCardProps {
  timeline: TimelinePage;
  filter: TimelineFilter;
  /** Whether these are not the newest. */
  isOlder: boolean;
}

/** Every movement with its reason, of all kinds or of one, page by page back to the first. */
export function HistoryCard({ timeline, filter, isOlder }: HistoryCardProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const address = (olderThan: string | null, shown: TimelineFilter) => {
    const params = new URLSearchParams();
    if (shown !== 'all') params.set('show', shown);
    if (olderThan) params.set('olderThan', olderThan);
    return `?${params.toString()}`;
  };
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('member.timeline.title')}
          </Text>
          <Select
            label={t('member.filters.label')}
            labelHidden
            options={timelineFilters.map((value) => ({ value, label: t(`member.filters.${value}`) }))}
            value={filter}
            onChange={(value) =>
              void navigate(address(null, timelineFilters.find((known) => known === value) ?? 'all'), {
                preventScrollReset: true,
              })
            }
          />
        </InlineStack>
        {timeline.entries.length > 0 ? (
          <Timeline items={timeline.entries} label={t('member.timeline.title')} />
        ) : (
          <Text as="p" tone="subdued">
            {t(filter === 'all' ? 'member.timeline.empty' : 'member.filters.none')}
          </Text>
        )}
        {(timeline.olderThan || isOlder) && (
          <InlineStack gap="300">
            {isOlder && <Button url={address(null, filter)}>{t('member.timeline.newest')}</Button>}
            {timeline.olderThan && (
              <Button url={address(timeline.olderThan, filter)}>{t('member.timeline.older')}</Button>
            )}
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}
