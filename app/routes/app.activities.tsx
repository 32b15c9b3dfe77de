/** Activities: what members do that is no order. Its pages side by side, and all that they ask for. */
import type { ActionFunctionArgs } from '@remix-run/node';
import { Outlet } from '@remix-run/react';
import { answerActivities } from '../activities/answer-activities.server.ts';
import { fetchCustomers } from '../shopify/customers.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { shopFactsByDomain } from '../shops/shop-store.server.ts';
import { namesOrNone } from '../ui/member-names.ts';
import activitiesStyles from '../ui/activities/activities.css?url';
import { ActivitiesFrame } from '../ui/activities/activities-frame.tsx';
import { PageError } from '../ui/page-error.tsx';

export const links = () => [{ rel: 'stylesheet', href: activitiesStyles }];

export async function action({ request }: ActionFunctionArgs) {
  const { session, admin, sessionToken } = await requireAdmin(request);
  const shop = await shopFactsByDomain(session.shop);
  const nameOf = async (customerId: string) =>
    (await namesOrNone(fetchCustomers, admin.graphql, [customerId]))[customerId] ?? null;
  const actor = sessionToken?.sub ?? session.shop;
  return answerActivities({ shop, actor, now: new Date(), nameOf }, await request.json());
}

export { clientAction, shouldRevalidate } from '../ui/kept-page.ts';

export default function Activities() {
  return (
    <ActivitiesFrame>
      <Outlet />
    </ActivitiesFrame>
  );
}

export function ErrorBoundary() {
  return <PageError />;
}
