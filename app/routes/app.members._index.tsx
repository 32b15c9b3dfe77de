/** The members of the shop: search, filter, sort, page by page. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import { Card, EmptyState, Page } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { countMembers, listMembers } from '../members/members-list.server.ts';
import { findSearched } from '../members/members-search.server.ts';
import { readMembersParams } from '../members/members-params.ts';
import { fetchCustomers, searchCustomerIds } from '../shopify/customers.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { namesOrNone } from '../ui/member-names.ts';
import { MembersTable } from '../ui/members-table.tsx';
import { PageError } from '../ui/page-error.tsx';

const PAGE_SIZE = 50;

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const params = readMembersParams(new URL(request.url).searchParams);
  const search = await findSearched(params.search, (text) => searchCustomerIds(admin.graphql, text));
  const [page, total] = await Promise.all([
    listMembers(shop.id, { ...params, only: search.only, pageSize: PAGE_SIZE }),
    countMembers(shop.id),
  ]);
  const names = await namesOrNone(
    fetchCustomers,
    admin.graphql,
    page.rows.map((row) => row.customerId),
  );
  return {
    params,
    total,
    isSearchIncomplete: search.isIncomplete,
    previousCursor: page.previousCursor,
    nextCursor: page.nextCursor,
    rows: page.rows.map((row) => ({ ...row, name: names[row.customerId ?? ''] ?? null })),
  };
}

export default function Members() {
  const data = useLoaderData<typeof loader>();
  const { t } = useTranslation();
  return (
    <Page title={t('members.title')} subtitle={t('members.subtitle')}>
      <TitleBar title={t('members.title')} />
      {data.total === 0 ? (
        <Card>
          <EmptyState
            image="/empty.svg"
            imageContained
            heading={t('members.emptyTitle')}
            action={{ content: t('members.emptyAction'), url: '/app' }}
          >
            <p>{t('members.emptyText')}</p>
          </EmptyState>
        </Card>
      ) : (
        <MembersTable {...data} />
      )}
    </Page>
  );
}

export function ErrorBoundary() {
  return <PageError />;
}
