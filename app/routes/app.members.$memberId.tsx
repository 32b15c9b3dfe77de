/** One member: balance, every movement with its reason, orders, redemptions, and what a merchant can do. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { readDoings } from '../activities/member-doings.server.ts';
import { extendExpiry, restoreExpiry, type ExtendResult } from '../expiry/extend.server.ts';
import { expiries } from '../expiry/next-expiry.server.ts';
import { findOthers, keepNote, mergeByHand, removeMember, type ByHandResult } from '../members/by-hand.server.ts';
import { adjustPoints } from '../members/adjust.server.ts';
import { readMemberAction, type MemberActionAnswer } from '../members/member-action.ts';
import { readMember, readMemberOrders, readMemberRedemptions, readTimeline } from '../members/member-view.server.ts';
import { readMemberRow } from '../members/member-rows.server.ts';
import { findSearched } from '../members/members-search.server.ts';
import { readTimelineFilter } from '../members/timeline-filter.ts';
import { readMemberMessages } from '../messages/of-member.server.ts';
import { isUuid } from '../members/members-list.server.ts';
import { setBlocked } from '../members/status.server.ts';
import { cancelRedemption } from '../rewards/cancel.server.ts';
import { readReferrals } from '../referrals/read-referrals.server.ts';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { fetchCustomers, searchCustomerIds } from '../shopify/customers.server.ts';
import { ShopifyUnavailable } from '../shopify/admin-client.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { requireShop, requireShopFacts } from '../shops/shop-store.server.ts';
import { hideMember } from '../storefront/sync.server.ts';
import { readTierChanges, readTierPicture } from '../tiers/describe.server.ts';
import { giveLevel } from '../tiers/give-level.server.ts';
import { MemberPage } from '../ui/member/member-page.tsx';
import { namesOrNone } from '../ui/member-names.ts';
import { PageError } from '../ui/page-error.tsx';

const TIMELINE_PAGE_SIZE = 30;
const LEVEL_CHANGES = 5;
const DOINGS = 10;
const FRIENDS = 10;
const MESSAGES = 10;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const memberId = params.memberId ?? '';
  const member = isUuid(memberId) ? await readMember(shop.id, memberId) : null;
  if (!member) throw new Response(null, { status: 404 });
  const { searchParams } = new URL(request.url);
  const olderThan = searchParams.get('olderThan');
  const shown = readTimelineFilter(searchParams.get('show'));
  const { rows: referrals } = await readReferrals(shop.id, { show: 'all', advocateId: memberId, limit: FRIENDS });
  const customerIds = [member.customerId, ...referrals.map((referral) => referral.friendCustomerId)];
  const [timeline, orders, redemptions, names, levels, doings, ending, messages, row] = await Promise.all([
    readTimeline(shop.id, memberId, olderThan, TIMELINE_PAGE_SIZE, shown),
    readMemberOrders(shop.id, memberId, 100),
    readMemberRedemptions(shop.id, memberId, 100),
    namesOrNone(fetchCustomers, admin.graphql, customerIds),
    readLevels(shop.id, memberId),
    readDoings(await requireShopFacts(shop.id), memberId, DOINGS, new Date()),
    expiries(shop.id, memberId),
    readMemberMessages(shop.id, memberId, MESSAGES),
    readMemberRow(shop.id, memberId),
  ]);
  return {
    member,
    name: names[member.customerId ?? ''] ?? null,
    olderThan,
    shown,
    timeline,
    expiries: ending,
    messages,
    orderCount: row?.orders ?? 0,
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
  const { session, sessionToken, admin } = await requireAdmin(request);
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
    case 'extend':
      return told('extend', await extendExpiry({ ...who, memberId, ...asked }));
    case 'restore':
      return told('restore', await restoreExpiry({ ...who, memberId, requestId: asked.requestId }));
    case 'level': {
      const { tierId, until, reason } = asked;
      const result = await giveLevel({ ...who, memberId, tierId, until, reason });
      return result.ok ? { ok: true, intent: 'level' } : { ok: false, intent: 'level', refusal: result.refusal };
    }
    case 'note':
      return told('note', await keepNote({ ...who, memberId }, asked.note));
    case 'merge':
      return told('merge', await mergeByHand({ ...who, memberId }, asked.otherId));
    case 'erase':
      try {
        return told('erase', await removeMember({ ...who, memberId }, hideMember));
      } catch (error) {
        if (error instanceof ShopifyUnavailable) return { ok: false, intent: 'erase', refusal: 'unavailable' };
        throw error;
      }
    case 'find_other': {
      const search = (text: string) => searchCustomerIds(admin.graphql, text);
      const { only } = await findSearched(asked.text, search);
      const others = await findOthers(shop.id, memberId, only?.customerIds ?? []);
      const ids = others.map(({ customerId }) => customerId);
      const names = await namesOrNone(fetchCustomers, admin.graphql, ids);
      return {
        ok: true,
        intent: 'find_other',
        others: others.map((other) => ({ ...other, name: names[other.customerId ?? ''] ?? null })),
      };
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

function told(
  intent: 'note' | 'merge' | 'erase' | 'extend' | 'restore',
  result: ByHandResult | ExtendResult,
): MemberActionAnswer {
  return result.ok ? { ok: true, intent } : { ok: false, intent, refusal: result.refusal };
}

export { clientAction, shouldRevalidate } from '../ui/kept-page.ts';

export default function Member() {
  return <MemberPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
