/** Every version of the program: when, by whom, what it changed. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readHistory } from '../publishing/history.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';
import { PageError } from '../ui/page-error.tsx';
import { HistoryPage } from '../ui/program-form/history-page.tsx';

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, sessionToken } = await requireAdmin(request);
  const shop = await requireShop(session.shop);
  const before = new URL(request.url).searchParams.get('before');
  const history = await readHistory(shop.id, before && /^\d{1,9}$/.test(before) ? Number(before) : null);
  return { ...history, me: sessionToken?.sub ?? session.shop };
}

export { shouldRevalidate } from '../ui/kept-page.ts';

export default function ProgramHistory() {
  return <HistoryPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
