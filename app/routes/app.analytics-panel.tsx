/** One panel by itself: another try of one that failed. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import type { ClientLoaderFunctionArgs } from '@remix-run/react';
import { answerPanel, type PanelAnswer } from '../analytics/answer-panel.server.ts';
import { isPanelId } from '../analytics/panel.ts';
import { readPeriodAsk } from '../analytics/period.ts';
import { localeOf } from '../i18n/request-locale.server.ts';
import { fetchCustomers } from '../shopify/customers.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { shopFactsByDomain } from '../shops/shop-store.server.ts';
import { namesOrNone } from '../ui/member-names.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await shopFactsByDomain(session.shop);
  const params = new URL(request.url).searchParams;
  const panelId = params.get('panel') ?? '';
  if (!isPanelId(panelId)) throw new Response(null, { status: 404 });
  const ask = { ...readPeriodAsk(params), locale: await localeOf(request) };
  return answerPanel(shop, panelId, ask, new Date(), (ids) => namesOrNone(fetchCustomers, admin.graphql, ids));
}

export async function clientLoader({ serverLoader }: ClientLoaderFunctionArgs): Promise<PanelAnswer> {
  const failed: PanelAnswer = { state: 'failed' };
  return serverLoader<typeof loader>().catch((error: unknown) => {
    if (error instanceof Response) throw error;
    return failed;
  });
}
