/** The members of the shop: search, filter, sort, page by page; views, bulk actions, files. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { answerMembers } from '../members/answer-members.server.ts';
import { listBulk } from '../members/bulk/bulk-store.server.ts';
import { countFound, hasMembers, listMembers } from '../members/members-list.server.ts';
import { findSearched } from '../members/members-search.server.ts';
import { readMembersParams } from '../members/members-params.ts';
import { listViews } from '../members/saved-views.server.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { fetchCustomers, searchCustomerIds } from '../shopify/customers.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { requireShopFacts, shopFactsByDomain } from '../shops/shop-store.server.ts';
import { namesOrNone } from '../ui/member-names.ts';
import { MembersPage } from '../ui/members/members-page.tsx';
import { PageError } from '../ui/page-error.tsx';

const PAGE_SIZE = 50;
const BULKS_SHOWN = 3;

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const { id: shopId } = await openShop(session.shop, admin.graphql);
  const shop = await requireShopFacts(shopId);
  const now = new Date();
  const params = readMembersParams(new URL(request.url).searchParams);
  const search = await findSearched(params.search, (text) => searchCustomerIds(admin.graphql, text));
  const query = { ...params, only: search.only, pageSize: PAGE_SIZE };
  const page = await listMembers(shop, query, now);
  const [found, hasAny, views, bulks, live] = await Promise.all([
    countFound(shop, query, now, page),
    hasMembers(shopId),
    listViews(shopId),
    listBulk(shopId, now, BULKS_SHOWN),
    liveProgram(shopId),
  ]);
  const names = await namesOrNone(
    fetchCustomers,
    admin.graphql,
    page.rows.map((row) => row.customerId),
  );
  return {
    params,
    found,
    hasAny,
    views,
    bulks,
    levels: (live?.program.tiers?.levels ?? []).map(({ id, name, color }) => ({ id, name, color })),
    hasMemberships: Boolean(live?.program.membership),
    isSearchIncomplete: search.isIncomplete,
    previousCursor: page.previousCursor,
    nextCursor: page.nextCursor,
    rows: page.rows.map((row) => ({ ...row, name: names[row.customerId ?? ''] ?? null })),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { session, admin, sessionToken } = await requireAdmin(request);
  const shop = await shopFactsByDomain(session.shop);
  return answerMembers(
    {
      shopId: shop.id,
      actor: sessionToken?.sub ?? session.shop,
      now: new Date(),
      searchCustomerIds: (text) => searchCustomerIds(admin.graphql, text),
    },
    await request.json(),
  );
}

export { clientAction, shouldRevalidate } from '../ui/kept-page.ts';

export default function Members() {
  return <MembersPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
