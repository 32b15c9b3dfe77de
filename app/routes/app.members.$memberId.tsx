/** One member: balance, every movement with its reason, orders, redemptions, and what a merchant can do. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readDoings } from '../activities/member-doings.server.ts';
import { adjustPoints } from '../members/adjust.server.ts';
import { readMemberAction, type MemberActionAnswer } from '../members/member-action.ts';
import { readMember, readMemberOrders, readMemberRedemptions, readTimeline } from '../members/member-view.server.ts';
import { isUuid } from '../members/members-list.server.ts';
import { setBlocked } from '../members/status.server.ts';
import { cancelRedemption } from '../rewards/cancel.server.ts';
import { readReferrals } from '../referrals/read-referrals.server.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { fetchCustomers } from '../shopify/customers.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { requireShop, requireShopFacts } from '../shops/shop-store.server.ts';
import { readTierChanges, readTierPicture } from '../tiers/describe.server.ts';
import { giveLevel } from '../tiers/give-level.server.ts';
import { MemberPage } from '../ui/member/member-page.tsx';
import { namesOrNone } from '../ui/member-names.ts';
import { PageError } from '../ui/page-error.tsx';

const TIMELINE_PAGE_SIZE = 30;
const LEVEL_CHANGES = 5;
const DOINGS = 10;
const FRIENDS = 10;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const memberId = params.memberId ?? '';
  const member = isUuid(memberId) ? await readMember(shop.id, memberId) : null;
  if (!member) throw new Response(null, { status: 404 });
  const olderThan = new URL(request.url).searchParams.get('olderThan');
  const { rows: referrals } = await readReferrals(shop.id, { show: 'all', advocateId: memberId, limit: FRIENDS });
  const customerIds = [member.customerId, ...referrals.map((referral) => referral.friendCustomerId)];
  const [timeline, orders, redemptions, names, levels, doings] = await Promise.all([
    readTimeline(shop.id, memberId, olderThan, TIMELINE_PAGE_SIZE),
    readMemberOrders(shop.id, memberId, 20),
    readMemberRedemptions(shop.id, memberId, 20),
    namesOrNone(fetchCustomers, admin.graphql, customerIds),
    readLevels(shop.id, memberId),
    readDoings(await requireShopFacts(shop.id), memberId, DOINGS, new Date()),
  ]);
  return {
    member,
    name: names[member.customerId ?? ''] ?? null,
    olderThan,
    timeline,
    orders,
    redemptions,
    levels,
    doings,
    referrals: { rows: referrals, names },
  };
}

/** The member's level and how it came about; null when the program has no levels. */
async function readLevels(shopId: number, memberId: string) {
  const live = await liveProgram(shopId);
  const picture = live && (await readTierPicture(await requireShopFacts(shopId), memberId, live, new Date()));
  return picture ? { picture, changes: await readTierChanges(shopId, memberId, LEVEL_CHANGES) } : null;
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
    case 'level': {
      const { tierId, until, reason } = asked;
      const result = await giveLevel({ ...who, memberId, tierId, until, reason });
      return result.ok ? { ok: true, intent: 'level' } : { ok: false, intent: 'level', refusal: result.refusal };
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
