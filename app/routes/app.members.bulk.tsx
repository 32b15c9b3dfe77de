/** What was done to many members at once: who asked for it, for how many, and whom it left out. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { listEarlierBulk } from '../members/bulk/bulk-store.server.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { BulkHistoryPage } from '../ui/members/bulk-history-page.tsx';
import { PageError } from '../ui/page-error.tsx';

const PAGE_SIZE = 20;

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, sessionToken, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const olderThan = new Date(new URL(request.url).searchParams.get('olderThan') ?? '');
  const before = Number.isNaN(olderThan.getTime()) ? null : olderThan;
  const [rows, live] = await Promise.all([listEarlierBulk(shop.id, before, PAGE_SIZE + 1), liveProgram(shop.id)]);
  const bulks = rows.slice(0, PAGE_SIZE);
  return {
    bulks,
    levels: (live?.program.tiers?.levels ?? []).map(({ id, name }) => ({ id, name })),
    you: sessionToken?.sub ?? null,
    isFirstPage: before === null,
    olderThan: rows.length > PAGE_SIZE ? (bulks.at(-1)?.askedAt ?? null) : null,
  };
}

export default function BulkHistory() {
  return <BulkHistoryPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
