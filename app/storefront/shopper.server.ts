/** Who asks, and how far they are: what several of the storefront's doors begin and end with. */
import { describeGoals, type MemberGoals } from '../challenges/describe.server.ts';
import { pool } from '../db.server.ts';
import type { Locale } from '../lib/locales.ts';
import { customerKey, findMembers, type Member } from '../members/membership.server.ts';
import { textIn } from '../program/text.ts';
import type { LiveProgram } from '../publishing/live-programs.server.ts';
import type { StorefrontRequest } from './endpoints.server.ts';

export async function memberOf({ shop, customerId }: StorefrontRequest): Promise<Member | null> {
  if (customerId === null) return null;
  const customer = { shopId: shop.id, customerId };
  return (await findMembers(pool(), [customer])).get(customerKey(customer)) ?? null;
}

/** Goals and badges in the words of the shopper's language. */
export async function goalsFor({ shop, now, locale }: StorefrontRequest, memberId: string | null, live: LiveProgram) {
  return sayGoals(await describeGoals(shop, memberId, live, now), locale);
}

export function sayGoals({ goals, badges }: MemberGoals, locale: Locale) {
  return {
    goals: goals.map(({ title, reward, badge, ...goal }) => ({
      ...goal,
      title: textIn(title, locale),
      reward: reward && { ...reward, title: textIn(reward.title, locale) },
      badge: badge && { ...badge, title: textIn(badge.title, locale) },
    })),
    badges: badges.map((badge) => ({ ...badge, title: textIn(badge.title, locale) })),
  };
}
