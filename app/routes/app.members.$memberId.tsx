/** One member: balance, every movement with its reason, orders, redemptions, and what a merchant can do. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { adjustPoints } from '../members/adjust.server.ts';
import { readMemberAction, type MemberActionAnswer } from '../members/member-action.ts';
import { readMember, readMemberOrders, readMemberRedemptions, readTimeline } from '../members/member-view.server.ts';
import { isUuid } from '../members/members-list.server.ts';
import { setBlocked } from '../members/status.server.ts';
import { cancelRedemption } from '../rewards/cancel.server.ts';
import { fetchCustomers } from '../shopify/customers.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';
import { MemberPage } from '../ui/member/member-page.tsx';
import { namesOrNone } from '../ui/member-names.ts';
import { PageError } from '../ui/page-error.tsx';

const TIMELINE_PAGE_SIZE = 30;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const memberId = params.memberId ?? '';
  const member = isUuid(memberId) ? await readMember(shop.id, memberId) : null;
  if (!member) throw new Response(null, { status: 404 });
  const olderThan = new URL(request.url).searchParams.get('olderThan');
  const [timeline, orders, redemptions, names] = await Promise.all([
    readTimeline(shop.id, memberId, olderThan, TIMELINE_PAGE_SIZE),
    readMemberOrders(shop.id, memberId, 20),
    readMemberRedemptions(shop.id, memberId, 20),
    namesOrNone(fetchCustomers, admin.graphql, [member.customerId]),
  ]);
  return { member, name: names[member.customerId ?? ''] ?? null, olderThan, timeline, orders, redemptions };
}

export async function action({ request, params }: ActionFunctionArgs): Promise<MemberActionAnswer> {
  const { session, sessionToken } = await requireAdmin(request);
  const shop = await requireShop(session.shop);
  const memberId = params.memberId ?? '';
  const reading = readMemberAction(await request.json());
  if (!reading.ok || !isUuid(memberId)) return { ok: false, intent: null, refusal: 'not_understood' };
  const asked = reading.action;
  const who = { shopId: shop.id, actor: sessionToken?.sub ?? session.shop, now: new Date() };
  switch (asked.intent) {
    case 'adjust': {
      const result = await adjustPoints({
        ...who,
        memberId,
        points: asked.points,
        note: asked.note,
        requestId: asked.requestId,
      });
      return result.ok ? { ok: true, intent: 'adjust' } : { ok: false, intent: 'adjust', refusal: result.refusal };
    }
    case 'block':
    case 'unblock':
      await setBlocked({ ...who, memberId, blocked: asked.intent === 'block' });
      return { ok: true, intent: asked.intent };
    case 'cancel': {
      const result = await cancelRedemption({ ...who, redemptionId: asked.redemptionId });
      return result.ok ? { ok: true, intent: 'cancel' } : { ok: false, intent: 'cancel', refusal: result.refusal };
    }
  }
}

export default function Member() {
  return <MemberPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
