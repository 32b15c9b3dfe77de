/** What Shopify tells of customers: they get an account, are merged, deleted, ask for their data or to be forgotten. */
import type { Sql } from '../db.server.ts';
import { recordAdminAction } from '../admin-actions/admin-actions.server.ts';
import { countGuestOrders, joinCustomer } from '../enrollment/join.server.ts';
import type { Meaning } from '../intake/topics.ts';
import { afterMembersChanged } from '../orders/after.server.ts';
import { livePrograms } from '../publishing/live-programs.server.ts';
import type { ShopFacts } from '../shops/shop-store.server.ts';
import { forgetDeleted, rememberDeleted } from './deleted-customers.server.ts';
import { eraseCustomer } from './erase.server.ts';
import { findForgotten, rememberForgotten } from './forgotten-customers.server.ts';
import {
  customerKey,
  findMembers,
  holdCustomers,
  isMergedAway,
  livingCustomer,
  rememberMerge,
} from './membership.server.ts';
import { mergeCustomers } from './merge.server.ts';

/** How long an account counts as just made. */
const NEW_FOR_MS = 24 * 60 * 60 * 1000;

type CustomerMeaning = Extract<
  Meaning,
  { kind: 'customer' | 'customer_deleted' | 'customers_merged' | 'data_requested' | 'customer_redacted' }
>;

/** @param toldAt when Shopify sent it: of a person who asked to be forgotten since, nothing is taken up any more. */
export async function applyCustomerMeaning(
  sql: Sql,
  shop: ShopFacts,
  shops: ReadonlyMap<number, ShopFacts>,
  meaning: CustomerMeaning,
  now: Date,
  toldAt: Date = now,
): Promise<void> {
  if (meaning.kind !== 'customer_redacted' && (await namesForgotten(sql, shop.id, meaning, toldAt))) return;
  switch (meaning.kind) {
    case 'customer':
      // Customers without an account are known to Shopify, but have proven nothing: they join when they get one.
      if (meaning.customer.hasAccount) {
        await joinCustomer(sql, {
          shop,
          shops,
          customerId: meaning.customer.customerId,
          provenEmail: meaning.customer.provenEmail,
          via: 'account',
          // An old account that Shopify tells of (the shop edited it, or all of them) joins in silence.
          isTold:
            meaning.customer.createdAt !== null && now.getTime() - meaning.customer.createdAt.getTime() < NEW_FOR_MS,
          now,
        });
      }
      return;
    case 'customer_deleted':
      // Also told of a customer who was merged into another: that one stays, and keeps the points.
      if (await isMergedAway(sql, { shopId: shop.id, customerId: meaning.customerId })) return;
      await rememberDeleted(sql, { shopId: shop.id, customerId: meaning.customerId });
      return eraseCustomer(sql, shop.id, { customerId: meaning.customerId, email: null, orderIds: [] });
    case 'customer_redacted':
      if (meaning.customerId !== null) await forgetDeleted(sql, { shopId: shop.id, customerId: meaning.customerId });
      if (meaning.customerId !== null) await holdCustomers(sql, [{ shopId: shop.id, customerId: meaning.customerId }]);
      await rememberForgotten(sql, shop.id, meaning, now);
      return eraseCustomer(sql, shop.id, meaning);
    case 'customers_merged': {
      const deleted = { shopId: shop.id, customerId: meaning.deletedId };
      await holdCustomers(sql, [{ shopId: shop.id, customerId: meaning.keptId }, deleted]);
      const keptId = await livingCustomer(sql, { shopId: shop.id, customerId: meaning.keptId });
      if (keptId === meaning.deletedId) return;
      await mergeCustomers(sql, shop, keptId, meaning.deletedId, now);
      await rememberMerge(sql, deleted, keptId);
      // What the one bought as a guest counts for the other, who is a member.
      const kept = { shopId: shop.id, customerId: keptId };
      const member = (await findMembers(sql, [kept])).get(customerKey(kept));
      if (!member) return;
      await countGuestOrders(sql, member, { shop, shops, customerId: keptId, provenEmail: null, now });
      // Together they may have reached what neither had alone.
      await afterMembersChanged(sql, { members: [member], shops, programs: await livePrograms(sql, [shop.id]), now });
      return;
    }
    case 'data_requested':
      return recordAdminAction(sql, {
        shopId: shop.id,
        actor: 'shopify',
        action: 'customer_data_requested',
        subject: meaning.customerId ?? '',
        detail: { orderIds: meaning.orderIds },
        at: now,
      });
  }
}

async function namesForgotten(
  sql: Sql,
  shopId: number,
  meaning: Exclude<CustomerMeaning, { kind: 'customer_redacted' }>,
  toldAt: Date,
): Promise<boolean> {
  // A customer without an account is nobody to us anyway.
  if (meaning.kind === 'customer' && !meaning.customer.hasAccount) return false;
  const ids =
    meaning.kind === 'customers_merged'
      ? [meaning.keptId, meaning.deletedId]
      : [meaning.kind === 'customer' ? meaning.customer.customerId : meaning.customerId];
  const named = ids.map((customerId) => ({ shopId, customerId, at: toldAt.toISOString() }));
  return (await findForgotten(sql, named)).size > 0;
}
