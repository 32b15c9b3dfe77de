/** Home: how the program is doing, what happened last, what is left to do. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, Box, Card, InlineStack, Link, Page, Select, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { readFigures, redemptionRate } from '../analytics/figures.server.ts';
import { readLatestEvents } from '../analytics/latest-events.server.ts';
import { readAttention, readMilestones } from '../analytics/milestones.server.ts';
import { periodEnding, periodLengths, readPeriodLength } from '../analytics/period.ts';
import { readPointsTrend } from '../analytics/points-trend.server.ts';
import { useFormat } from '../i18n/use-format.ts';
import { dateInZone } from '../lib/calendar.ts';
import { getPublished } from '../publishing/program-store.server.ts';
import { fetchCustomers } from '../shopify/customers.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { AttentionBanner } from '../ui/attention-banner.tsx';
import { Checklist } from '../ui/checklist.tsx';
import { HomeFigures } from '../ui/home-figures.tsx';
import { PageError } from '../ui/page-error.tsx';
import { Timeline } from '../ui/timeline.tsx';
import { TrendChart } from '../ui/trend-chart.tsx';
import { nameOr, namesOrNone } from '../ui/member-names.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin, redirect } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  if (!(await getPublished(shop.id))) throw redirect('/app/onboarding');
  const now = new Date();
  const days = readPeriodLength(new URL(request.url).searchParams.get('days'));
  const period = periodEnding(dateInZone(now, shop.timeZone), days);
  const [figures, trend, milestones, attention, latest] = await Promise.all([
    readFigures(shop, period),
    readPointsTrend(shop.id, period),
    readMilestones(shop.id),
    readAttention(shop.id, now),
    readLatestEvents(shop.id, 8),
  ]);
  const names = await namesOrNone(
    fetchCustomers,
    admin.graphql,
    latest.map((event) => event.customerId),
  );
  return {
    days,
    figures,
    rates: { current: redemptionRate(figures.current), previous: redemptionRate(figures.previous) },
    trend,
    milestones,
    attention,
    latest: latest.map((event) => ({ ...event, memberName: names[event.customerId ?? ''] ?? null })),
  };
}

export default function Home() {
  const { days, figures, rates, trend, milestones, attention, latest } = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  const format = useFormat();
  const [, setSearchParams] = useSearchParams();
  const showDays = (value: string) =>
    setSearchParams(
      (params) => {
        params.set('days', value);
        return params;
      },
      { preventScrollReset: true },
    );
  return (
    <Page>
      <TitleBar title={t('home.title')} />
      <BlockStack gap="500">
        <AttentionBanner attention={attention} />
        <Checklist {...milestones} />
        <Box paddingInline={{ xs: '400', sm: '0' }}>
          <InlineStack align="space-between" blockAlign="center" gap="300">
            <Text as="h1" variant="headingLg">
              {t('home.heading')}
            </Text>
            <Select
              label={t('home.period')}
              labelInline
              value={String(days)}
              options={periodLengths.map((length) => ({
                value: String(length),
                label: t('home.lastDays', { days: format.number(length) }),
              }))}
              onChange={showDays}
            />
          </InlineStack>
        </Box>
        <HomeFigures figures={figures} rates={rates} />
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              {t('home.trend.title')}
            </Text>
            <TrendChart points={trend} />
          </BlockStack>
        </Card>
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
                label={t('home.latest.title')}
                items={latest.map((event) => ({
                  ...event,
                  member: {
                    name: nameOr(event.memberName, event.customerId, t),
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
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError />;
}
