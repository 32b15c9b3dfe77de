/** What failed, what it means, and what to do about it; what the checks found; how fast the queues are. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { env } from '../lib/env.server.ts';
import { answerOperations } from '../operations/act.server.ts';
import type { OperationsAnswer } from '../operations/operations-view.ts';
import { readOperations } from '../operations/read-operations.server.ts';
import { readSetup } from '../operations/read-setup.server.ts';
import { getPublished } from '../publishing/program-store.server.ts';
import { readReport } from '../reconciliation/report.server.ts';
import { fetchCustomers } from '../shopify/customers.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';
import { namesOrNone } from '../ui/member-names.ts';
import { OperationsPage } from '../ui/operations/operations-page.tsx';
import { PageError } from '../ui/page-error.tsx';

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const before = new URL(request.url).searchParams.get('olderThan');
  const olderThan = before !== null && /^\d{1,18}$/.test(before) ? before : null;
  const now = new Date();
  const [operations, setup, report, published] = await Promise.all([
    readOperations(shop.id, now, olderThan),
    readSetup({ id: shop.id, domain: session.shop }, env().SCOPES.split(','), now),
    readReport(shop.id, now),
    getPublished(shop.id),
  ]);
  const names = await namesOrNone(
    fetchCustomers,
    admin.graphql,
    operations.codes.map(({ customerId }) => customerId),
  );
  return { operations, setup, report, names, isPublished: published !== null, isFirstPage: olderThan === null };
}

export async function action({ request }: ActionFunctionArgs): Promise<OperationsAnswer> {
  const { session, sessionToken } = await requireAdmin(request);
  const shop = await requireShop(session.shop);
  const actor = sessionToken?.sub ?? session.shop;
  return answerOperations({ shopId: shop.id, actor, now: new Date() }, await request.json());
}

export { clientAction, shouldRevalidate } from '../ui/kept-page.ts';

export default function Operations() {
  return <OperationsPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
