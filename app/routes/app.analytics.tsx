/** Analytics: what the program brings and costs, section by section; each panel stands for itself. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerPanel, type PanelAnswer } from '../analytics/answer-panel.server.ts';
import { isSegmentId, offeredSegment } from '../analytics/offer-segment.server.ts';
import type { PanelId } from '../analytics/panel.ts';
import { readPeriodAsk, resolvePeriod } from '../analytics/period.ts';
import { localeOf } from '../i18n/request-locale.server.ts';
import { dateInZone } from '../lib/calendar.ts';
import { addSegmentToDraft } from '../publishing/add-segment.server.ts';
import { getPublished } from '../publishing/program-store.server.ts';
import { fetchCustomers } from '../shopify/customers.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';
import { readSection } from '../ui/analytics/address.ts';
import analyticsStyles from '../ui/analytics/analytics.css?url';
import { AnalyticsPage } from '../ui/analytics/analytics-page.tsx';
import { panelsOf } from '../ui/analytics/section-panels.ts';
import { namesOrNone } from '../ui/member-names.ts';
import { PageError } from '../ui/page-error.tsx';

export const links = () => [{ rel: 'stylesheet', href: analyticsStyles }];

/** Panels that are ready within this are part of the first picture; only slower ones are shown as waiting. */
const FIRST_PICTURE_MS = 150;

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin, redirect } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  if (!(await getPublished(shop.id))) throw redirect('/app/onboarding');
  const now = new Date();
  const params = new URL(request.url).searchParams;
  const todayOn = dateInZone(now, shop.timeZone);
  const section = readSection(params);
  const ask = { ...readPeriodAsk(params), locale: await localeOf(request) };
  const namesOf = (ids: (string | null)[]) => namesOrNone(fetchCustomers, admin.graphql, ids);
  const answers: Partial<Record<PanelId, PanelAnswer | Promise<PanelAnswer>>> = {};
  const waiting = panelsOf(section).map(async ({ id }) => {
    const answer = answerPanel(shop, id, ask, now, namesOf);
    answers[id] = answer;
    answers[id] = await answer;
  });
  await Promise.race([Promise.all(waiting), sleep(FIRST_PICTURE_MS)]);
  // What comes later must not change what is being sent already.
  return { section, period: resolvePeriod(ask, todayOn), todayOn, answers: { ...answers } };
}

/** A group becomes a segment of the draft, for campaigns, rules and rewards. */
export async function action({ request }: ActionFunctionArgs) {
  const { session, sessionToken } = await requireAdmin(request);
  const shop = await requireShop(session.shop);
  const asked = (await request.formData()).get('segment');
  if (!isSegmentId(asked)) throw new Response(null, { status: 400 });
  const segment = await offeredSegment(shop.id, asked);
  const added = await addSegmentToDraft(shop.id, segment, sessionToken?.sub ?? session.shop);
  return { added, segment: asked };
}

export { clientAction, shouldRevalidate } from '../ui/kept-page.ts';

export default function Analytics() {
  return <AnalyticsPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
