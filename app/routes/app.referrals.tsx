/** Who came by whose recommendation, what was decided and why; the merchant may decide otherwise. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { isUuid } from '../members/members-list.server.ts';
import { decideByHand } from '../referrals/by-hand.server.ts';
import { readReferralFilter, readReferrals } from '../referrals/read-referrals.server.ts';
import { readReferralAction, type ReferralAnswer } from '../referrals/referral-view.ts';
import { fetchCustomers } from '../shopify/customers.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';
import { namesOrNone } from '../ui/member-names.ts';
import { PageError } from '../ui/page-error.tsx';
import { ReferralsPage } from '../ui/referrals/referrals-page.tsx';

const PAGE_SIZE = 50;

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const asked = new URL(request.url).searchParams;
  const show = readReferralFilter(asked.get('show'));
  const before = asked.get('olderThan');
  const from = before !== null && isUuid(before) ? before : null;
  const { rows, olderThan } = await readReferrals(shop.id, { show, olderThan: from, limit: PAGE_SIZE });
  const names = await namesOrNone(
    fetchCustomers,
    admin.graphql,
    rows.flatMap((row) => [row.advocateCustomerId, row.friendCustomerId]),
  );
  return { show, isFirstPage: from === null, rows, olderThan, names };
}

export async function action({ request }: ActionFunctionArgs): Promise<ReferralAnswer> {
  const { session, sessionToken } = await requireAdmin(request);
  const shop = await requireShop(session.shop);
  const asked = readReferralAction(await request.json());
  if (!asked) return { ok: false, refusal: 'not_understood' };
  const actor = sessionToken?.sub ?? session.shop;
  const result = await decideByHand({ shopId: shop.id, actor, now: new Date(), ...asked });
  return result.ok ? { ok: true, accept: asked.accept } : result;
}

export { clientAction, shouldRevalidate } from '../ui/kept-page.ts';

export default function Referrals() {
  return <ReferralsPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
