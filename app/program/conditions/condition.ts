/**
 * What has to hold for a rule, a campaign, a segment or a goal. Three kinds: of the member, of the event as a whole, and of a
 * line of an order. One file each, with its schema and its test; here they are put together. All conditions of a list
 * must hold; alternatives stand within one condition (several tiers, several products).
 */
import { z } from 'zod';
import { birthdayWindowSchema, holdsBirthdayWindow } from './birthday-window.ts';
import { channelSchema, holdsChannel } from './channel.ts';
import { customerTagsSchema, holdsCustomerTags } from './customer-tags.ts';
import { datesSchema, holdsDates } from './dates.ts';
import { holdsHours, hoursSchema } from './hours.ts';
import { activityCountSchema, holdsActivityCount } from './activity-count.ts';
import { holdsMembershipAge, membershipAgeSchema } from './membership-age.ts';
import { holdsOrderNumber, orderNumberSchema } from './order-number.ts';
import { holdsOrderTotal, orderTotalSchema } from './order-total.ts';
import { holdsPaidMember, paidMemberSchema } from './paid-member.ts';
import { productsSchema, productsTest, type LineTest } from './products.ts';
import { holdsScore, scoreSchema } from './score.ts';
import { holdsSinceLastOrder, sinceLastOrderSchema } from './since-last-order.ts';
import { holdsSpend, spendSchema } from './spend.ts';
import { holdsSubscription, subscriptionSchema } from './subscription.ts';
import { holdsTier, tierSchema } from './tier.ts';
import type { MemberFacts } from '../member-state.ts';
import type { LocalMoment, ProgramEvent } from '../events.ts';

/** Conditions that speak of the member alone; segments are made of these. */
export const memberConditionSchema = z.discriminatedUnion('kind', [
  tierSchema,
  paidMemberSchema,
  customerTagsSchema,
  orderNumberSchema,
  spendSchema,
  sinceLastOrderSchema,
  membershipAgeSchema,
  birthdayWindowSchema,
  activityCountSchema,
]);
export type MemberCondition = z.infer<typeof memberConditionSchema>;

export const conditionSchema = z.discriminatedUnion('kind', [
  ...memberConditionSchema.options,
  /** The members of a segment of the program. */
  z.object({ kind: z.literal('segment'), segmentId: z.string().min(1, 'segment_missing').max(40) }),
  channelSchema,
  datesSchema,
  hoursSchema,
  orderTotalSchema,
  scoreSchema,
  subscriptionSchema,
  productsSchema,
]);
export type Condition = z.infer<typeof conditionSchema>;
export type LineCondition = Extract<Condition, { kind: 'products' | 'subscription' }>;

export const conditionsSchema = z.array(conditionSchema).max(20, 'too_many_conditions').default([]);

export function isLineCondition(condition: Condition): condition is LineCondition {
  return condition.kind === 'products' || condition.kind === 'subscription';
}

/** Whether a condition of the member holds on the day of `at`. */
export function holdsForMember(condition: MemberCondition, member: MemberFacts, at: LocalMoment): boolean {
  switch (condition.kind) {
    case 'tier':
      return holdsTier(condition, member);
    case 'paid_member':
      return holdsPaidMember(condition, member);
    case 'customer_tags':
      return holdsCustomerTags(condition, member);
    case 'order_number':
      return holdsOrderNumber(condition, member);
    case 'spend':
      return holdsSpend(condition, member, at);
    case 'since_last_order':
      return holdsSinceLastOrder(condition, member, at);
    case 'membership_age':
      return holdsMembershipAge(condition, member, at);
    case 'birthday_window':
      return holdsBirthdayWindow(condition, member, at);
    case 'activity_count':
      return holdsActivityCount(condition, member, at);
  }
}

/** Whether a condition that is not about a line holds. @param segments the conditions of each segment, by its id. */
export function holdsForEvent(
  condition: Exclude<Condition, LineCondition>,
  event: ProgramEvent,
  member: MemberFacts,
  segments: ReadonlyMap<string, readonly MemberCondition[]>,
): boolean {
  switch (condition.kind) {
    case 'segment':
      return (segments.get(condition.segmentId) ?? []).every((part) => holdsForMember(part, member, event.at));
    case 'channel':
      return holdsChannel(condition, event);
    case 'dates':
      return holdsDates(condition, event.at);
    case 'hours':
      return holdsHours(condition, event.at);
    case 'order_total':
      return holdsOrderTotal(condition, event);
    case 'score':
      return holdsScore(condition, event);
    default:
      return holdsForMember(condition, member, event.at);
  }
}

/** The condition as a question to a line. */
export function lineTest(condition: LineCondition): LineTest {
  return condition.kind === 'products' ? productsTest(condition) : (line) => holdsSubscription(condition, line);
}
