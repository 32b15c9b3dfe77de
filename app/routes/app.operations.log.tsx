/** The audit log: who changed what, by person, kind and time; a page at a time. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { listActors, readLog } from '../admin-actions/audit-log.server.ts';
import { readLogFilter } from '../admin-actions/audit-log.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { LogPage } from '../ui/operations/log-page.tsx';
import { PageError } from '../ui/page-error.tsx';

const PAGE_SIZE = 50;

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, sessionToken, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const query = new URL(request.url).searchParams;
  const filter = readLogFilter(query);
  const before = query.get('olderThan');
  const olderThan = before !== null && /^\d{1,18}$/.test(before) ? before : null;
  const [rows, actors] = await Promise.all([
    readLog({ shopId: shop.id, timeZone: shop.timeZone, filter }, olderThan, PAGE_SIZE + 1),
    listActors(shop.id),
  ]);
  const entries = rows.slice(0, PAGE_SIZE);
  return {
    entries,
    filter,
    actors,
    you: sessionToken?.sub ?? null,
    isFirstPage: olderThan === null,
    olderThan: rows.length > PAGE_SIZE ? (entries.at(-1)?.id ?? null) : null,
  };
}

export default function Log() {
  return <LogPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
