import { useNavigate } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import {
  BlockStack,
  Box,
  Button,
  Card,
  EmptyState,
  InlineGrid,
  InlineStack,
  Link,
  Page,
  Select,
  Text,
} from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { LatestEvent } from '../../analytics/latest-events.server.ts';
import type { Attention, Milestones } from '../../analytics/milestones.server.ts';
import { periodPresets, readPeriodAsk, type ComparedPeriod } from '../../analytics/period.ts';
import { analyticsUrl, periodQuery } from '../analytics/address.ts';
import { MembersBody } from '../analytics/members-body.tsx';
import { PeriodStatus } from '../analytics/period-status.tsx';
import { usePanelWords } from '../analytics/use-panel-words.ts';
import { AttentionBanner } from '../attention-banner.tsx';
import { Checklist } from '../checklist.tsx';
import { nameOr } from '../member-names.ts';
import { Timeline } from '../timeline.tsx';
import { usePendingSearch } from '../use-pending-search.ts';
import { FigureTile } from './figure-tile.tsx';
import { BEST_SHOWN, figureIn, isNewShop, LATEST_SHOWN, lineIn, paysOf, type HomePanels } from './home-panels.ts';
import { PaysCard } from './pays-card.tsx';

interface HomePageProps {
  period: ComparedPeriod;
  panels: HomePanels;
  names: Record<string, string>;
  milestones: Milestones;
  attention: Attention;
  latest: LatestEvent[];
}

/** Which figure, the course that is drawn below it, and where it is explained. */
const tiles = [
  { id: 'member_revenue', course: ['revenue_over_time', 'member'], section: 'orders' },
  { id: 'members_total', course: ['members_over_time', 'total'], section: 'members' },
  { id: 'members_new', course: ['members_over_time', 'joined'], section: 'members' },
  { id: 'redemption_rate', course: ['points_over_time', 'redeemed'], section: 'points' },
] as const;

export function HomePage({ period, panels, names, milestones, attention, latest }: HomePageProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const best = panels.best_by_spend;
  const bestWords = usePanelWords('best_by_spend');
  const isNew = isNewShop(panels);
  const pending = usePendingSearch();
  const show = (preset: string) => {
    const query = periodQuery({
      preset: periodPresets.find((name) => name === preset) ?? '30d',
      comparison: 'previous',
    });
    navigate(query.size > 0 ? `/app?${query}` : '/app', { preventScrollReset: true });
  };
  return (
    <Page>
      <TitleBar title={t('home.title')} />
      <BlockStack gap="400">
        <AttentionBanner attention={attention} />
        <Checklist {...milestones} />
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <InlineStack align="space-between" blockAlign="center" gap="300">
            <BlockStack>
              <Text as="h1" variant="headingLg">
                {t('home.heading')}
              </Text>
              {!isNew && <PeriodStatus period={period} isPending={pending !== null} />}
            </BlockStack>
            {!isNew && (
              <InlineStack gap="200" blockAlign="center">
                <Select
                  label={t('home.period')}
                  labelHidden
                  value={pending ? readPeriodAsk(pending).preset : period.preset}
                  options={periodPresets
                    .filter((preset) => preset !== 'custom' || period.preset === 'custom')
                    .map((preset) => ({ value: preset, label: t(`analytics.period.${preset}`) }))}
                  onChange={show}
                />
                <Button url={analyticsUrl('overview', period)}>{t('home.allAnalytics')}</Button>
              </InlineStack>
            )}
          </InlineStack>
        </Box>
        {isNew ? (
          <Card>
            <EmptyState
              image="/empty.svg"
              imageContained
              heading={t('home.new.title')}
              action={{ content: t('home.new.action'), url: '/app/program' }}
            >
              <p>{t('home.new.text')}</p>
            </EmptyState>
          </Card>
        ) : (
          <>
            <PaysCard pays={paysOf(panels)} url={analyticsUrl('cost', period)} />
            <Box paddingInline={{ xs: '300', sm: '0' }}>
              <InlineGrid columns={{ xs: 2, md: 4 }} gap={{ xs: '300', md: '400' }}>
                {tiles.map(({ id, course: [series, line], section }) => {
                  const panel = figureIn(panels, id);
                  return (
                    panel && (
                      <FigureTile
                        key={id}
                        panel={panel}
                        course={lineIn(panels, series, line)}
                        url={analyticsUrl(section, period)}
                      />
                    )
                  );
                })}
              </InlineGrid>
            </Box>
            {best?.kind === 'members' && best.rows.length > 0 && (
              <Card>
                <BlockStack gap="300">
                  <InlineStack align="space-between" gap="300">
                    <Text as="h2" variant="headingMd">
                      {t('home.best.title')}
                    </Text>
                    <Link url={`${analyticsUrl('members', period)}#best_by_spend`} removeUnderline>
                      {t('home.best.all')}
                    </Link>
                  </InlineStack>
                  <MembersBody
                    panel={best}
                    title={bestWords.title}
                    names={names}
                    limit={BEST_SHOWN}
                    hasMore={false}
                    only={['orders', 'spent']}
                  />
                </BlockStack>
              </Card>
            )}
          </>
        )}
        {(latest.length > 0 || !isNew) && <LatestCard latest={latest} names={names} />}
      </BlockStack>
    </Page>
  );
}

function LatestCard({ latest, names }: Pick<HomePageProps, 'latest' | 'names'>) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" gap="300">
          <Text as="h2" variant="headingMd">
            {t('home.latest.title')}
          </Text>
          <Link url="/app/members" removeUnderline>
            {t('home.latest.all')}
          </Link>
        </InlineStack>
        {latest.length > 0 ? (
          <Timeline
            shortTo={LATEST_SHOWN}
            label={t('home.latest.title')}
            items={latest.map((event) => ({
              ...event,
              member: {
                name: nameOr(names[event.customerId ?? ''], event.customerId, t),
                url: `/app/members/${event.memberId}`,
              },
            }))}
          />
        ) : (
          <Text as="p" tone="subdued">
            {t('home.latest.empty')}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
