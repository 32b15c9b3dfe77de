/** Rewards in words. Pure. */
import { isCodeReward, type Reward } from '../program/rewards/reward.ts';
import { describeCondition, describeDates } from './describe-conditions.ts';
import {
  goodsNames,
  inWords,
  money,
  oneOf,
  percent,
  phrase,
  phraseOf,
  points,
  sentence,
  span,
  type DescribeContext,
} from './describe.ts';

/** What a reward is, without its cost and terms: "50 kr. off". */
export function describeRewardValue(reward: Reward, context: DescribeContext): string {
  switch (reward.kind) {
    case 'amount_off':
    case 'gift_card':
      return phrase(`reward_${reward.kind}`, context, { amount: money(reward.amountMinor, context) });
    case 'percentage_off':
      return phrase('reward_percentage_off', context, { percentage: percent(reward.percentageBp, context) });
    case 'amount_chosen':
      return phrase('reward_amount_chosen', context, {
        amount: money(reward.amountMinor, context),
        points: points(reward.costPoints, context),
        most: money(reward.amountMinor * reward.maxSteps, context),
      });
    case 'free_product':
      return phrase('reward_free_product', context, { names: oneOf(goodsNames(reward, context), context) });
    case 'store_credit':
      return phrase(reward.automatic ? 'reward_store_credit_automatic' : 'reward_store_credit', context, {
        amount: money(reward.amountMinor, context),
      });
    case 'members_price':
      return phrase('reward_members_price', context, {
        percentage: percent(reward.percentageBp, context),
        names: oneOf(goodsNames(reward, context), context),
      });
    case 'donation':
      return phrase('reward_donation', context, {
        amount: money(reward.amountMinor, context),
        charity: inWords(reward.charity, context),
      });
    default:
      return phrase(`reward_${reward.kind}`, context);
  }
}

/** The whole promise: "50 kr. off, for 500 points, on orders of at least 200 kr., holds for 365 days". */
export function describeReward(reward: Reward, context: DescribeContext): string {
  const parts = [describeRewardValue(reward, context)];
  if (reward.costPoints === 0) parts.push(phrase('reward_given', context));
  else if (reward.kind !== 'amount_chosen' && !(reward.kind === 'store_credit' && reward.automatic))
    parts.push(phrase('reward_cost', context, { points: points(reward.costPoints, context) }));
  return sentence([...parts, ...describeRewardTerms(reward, context)]);
}

/** Everything that limits a reward, as phrases. */
export function describeRewardTerms(reward: Reward, context: DescribeContext): string[] {
  const parts: string[] = [];
  if ('productIds' in reward && reward.kind !== 'free_product') {
    const names = goodsNames(reward, context);
    if (names.length > 0) parts.push(phrase('when_products', context, { names: oneOf(names, context) }));
  }
  if (isCodeReward(reward) && reward.minimumSubtotalMinor > 0)
    parts.push(phrase('when_total_min', context, { min: money(reward.minimumSubtotalMinor, context) }));
  if (reward.tierIds.length > 0)
    parts.push(describeCondition({ kind: 'tier', tierIds: reward.tierIds, exclude: false }, context));
  if (reward.segmentId !== null)
    parts.push(describeCondition({ kind: 'segment', segmentId: reward.segmentId }, context));
  if (reward.limitPerMember)
    parts.push(phraseOf(`limit_times_${reward.limitPerMember.period}`, reward.limitPerMember.times, context));
  parts.push(describeDates({ from: reward.availableFrom, to: reward.availableUntil }, context));
  if (reward.stock !== null) parts.push(phraseOf('reward_stock', reward.stock, context));
  const holdsDays = isCodeReward(reward) ? reward.codeValidDays : 'validDays' in reward ? reward.validDays : null;
  if (holdsDays !== null) parts.push(phrase('reward_holds', context, { length: span(holdsDays, 'day', context) }));
  if (isCodeReward(reward) && reward.whenUnused === 'forfeited' && reward.costPoints > 0)
    parts.push(phrase('reward_forfeited', context));
  return parts.filter((part) => part !== '');
}
