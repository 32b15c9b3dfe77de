/** Home: whether the program pays, how it goes, what needs a person, what is left to do. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { answerPanel } from '../analytics/answer-panel.server.ts';
import { readLatestEvents } from '../analytics/latest-events.server.ts';
import { readAttention, readMilestones } from '../analytics/milestones.server.ts';
import { readPeriodAsk, resolvePeriod } from '../analytics/period.ts';
import { localeOf } from '../i18n/request-locale.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import { getPublished } from '../publishing/program-store.server.ts';
import { fetchCustomers } from '../shopify/customers.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import analyticsStyles from '../ui/analytics/analytics.css?url';
import { ofFirstEvents } from '../ui/group-movements.ts';
import { HomePage } from '../ui/home/home-page.tsx';
import { BEST_SHOWN, homePanelIds, LATEST_SHOWN, type HomePanels } from '../ui/home/home-panels.ts';
import { namesOrNone } from '../ui/member-names.ts';
import { PageError } from '../ui/page-error.tsx';

export const links = () => [{ rel: 'stylesheet', href: analyticsStyles }];

/** Enough for a handful of events: an order is a movement for each of its lines and rules. */
const LATEST_READ = 40;

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin, redirect } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  if (!(await getPublished(shop.id))) throw redirect('/app/onboarding');
  const now = new Date();
  const ask = { ...readPeriodAsk(new URL(request.url).searchParams), locale: await localeOf(request) };
  const noNames = async () => ({});
  const [answers, milestones, attention, newest] = await Promise.all([
    Promise.all(homePanelIds.map((id) => answerPanel(shop, id, ask, now, noNames))),
    readMilestones(shop.id),
    readAttention(shop.id, now),
    readLatestEvents(shop.id, LATEST_READ),
  ]);
  const panels: HomePanels = Object.fromEntries(
    answers.flatMap((answer) => (answer.state === 'ready' ? [[answer.panel.id, answer.panel]] : [])),
  );
  const latest = ofFirstEvents(newest, LATEST_SHOWN);
  const best = panels.best_by_spend?.kind === 'members' ? panels.best_by_spend.rows : [];
  const names = await namesOrNone(
    fetchCustomers,
    admin.graphql,
    [...latest, ...best.slice(0, BEST_SHOWN)].map(({ customerId }) => customerId),
  );
  return { period: resolvePeriod(ask, dateInZone(now, shop.timeZone)), panels, names, milestones, attention, latest };
}

export default function Home() {
  return <HomePage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
