/** One customer joins, or is found to be a member already; orders placed as a guest before are counted. */
import { MustRunAgain, type Sql } from '../db.server.ts';
import { bookWaiting } from '../imports/apply.server.ts';
import {
  addressRef,
  customerKey,
  findMembers,
  findMembersById,
  holdCustomers,
  type CustomerRef,
  type JoinedVia,
  type Member,
} from '../members/membership.server.ts';
import { adoptOrders } from '../orders/apply.server.ts';
import { digestEmail } from '../orders/email-digest.server.ts';
import { findGuestOrders } from '../orders/order-store.server.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { enroll } from './enroll.server.ts';

export interface JoinRequest {
  shop: ShopFacts;
  shops: ReadonlyMap<number, ShopFacts>;
  customerId: string;
  /** A normalized address that Shopify has verified for this customer; null when none is proven. */
  provenEmail: string | null;
  via: JoinedVia;
  /** False when the customer did nothing just now, and would be surprised by a welcome; true when not given. */
  isTold?: boolean;
  now: Date;
}

/**
 * Must run inside a transaction. Joining twice is joining once.
 * @returns the member, or null when no program is published yet: nobody can join what is not there.
 */
export async function joinCustomer(sql: Sql, request: JoinRequest): Promise<Member | null> {
  const { shop, shops, now } = request;
  const customer = { shopId: shop.id, customerId: request.customerId };
  const find = async () => (await findMembers(sql, [customer])).get(customerKey(customer)) ?? null;
  let member = await find();
  if (!member || request.provenEmail) {
    await holdCustomers(sql, joiningOf(shop.id, request));
    member = await find();
  }
  if (!member) {
    const programs = await livePrograms(sql, [shop.id]);
    if (!programs.has(shop.id)) return null;
    await enroll(sql, [customer], request.via, shops, programs, now, () => request.isTold ?? true);
    member = await find();
  }
  if (member) {
    await countGuestOrders(sql, member, request);
    if (request.provenEmail) await bookWaiting(sql, shop, member, digestEmail(request.provenEmail), now);
  }
  return member;
}

/** Who is to be held while somebody joins: the customer, and the address that they prove. */
export function joiningOf(
  shopId: number,
  { customerId, provenEmail }: { customerId: string; provenEmail: string | null },
): CustomerRef[] {
  return [{ shopId, customerId }, ...(provenEmail ? [addressRef(shopId, digestEmail(provenEmail))] : [])];
}

/** Counts the orders that a member placed as a guest. Those of a blocked member wait. Must run inside a transaction. */
export async function countGuestOrders(
  sql: Sql,
  member: Member,
  request: Pick<JoinRequest, 'shop' | 'shops' | 'customerId' | 'provenEmail' | 'now'>,
): Promise<void> {
  if (member.status !== 'active') return;
  const digest = request.provenEmail ? digestEmail(request.provenEmail) : null;
  const customerId = member.customerId ?? request.customerId;
  const orders = await findGuestOrders(sql, request.shop.id, customerId, digest);
  if (orders.length === 0) return;
  // Somebody else may be merging this member away: then the orders are the other one's.
  await holdCustomers(sql, [{ shopId: member.shopId, customerId }]);
  const [living] = (await findMembersById(sql, [{ shopId: member.shopId, memberId: member.id }])).values();
  if (living?.status !== 'active') throw new MustRunAgain('A member changed while guest orders were counted.');
  await adoptOrders(sql, member, orders, request.shops, request.now);
}
