import { z } from 'zod';
import { multiplyFloor, shareInProportion } from '../../lib/shares.ts';
import type { Award, Evaluation, NothingEarned } from '../award.ts';
import type { OrderEvent } from '../events.ts';

/** Points per amount spent: `pointsPerUnit` for every `unitMinor` of what is paid for goods. */
export const orderAmountRuleSchema = z.object({
  id: z.string().min(1).max(40),
  kind: z.literal('order_amount'),
  enabled: z.boolean(),
  pointsPerUnit: z.int('points_not_whole').min(1, 'points_too_few').max(100_000, 'points_too_many'),
  unitMinor: z.int('amount_invalid').min(1, 'amount_too_small').max(1_000_000_000, 'amount_too_large'),
  excludeGiftCards: z.boolean(),
});
export type OrderAmountRule = z.infer<typeof orderAmountRuleSchema>;

/**
 * The order's points are floor(eligible * pointsPerUnit / unitMinor), rounded once for the whole order and then shared over
 * the lines by largest remainder, so that each line has its own points to give back.
 */
export function evaluateOrderAmount(rule: OrderAmountRule, order: OrderEvent): Evaluation {
  const nothing: NothingEarned[] = [];
  const eligible = order.lines.filter((line) => {
    const code = line.tip
      ? 'tip_excluded'
      : line.giftCard && rule.excludeGiftCards
        ? 'gift_card_excluded'
        : line.amountMinor <= 0
          ? 'nothing_paid'
          : null;
    if (code) nothing.push({ code, ruleId: rule.id, lineId: line.lineId });
    return code === null;
  });
  const eligibleMinor = eligible.reduce((sum, line) => sum + line.amountMinor, 0);
  const orderPoints = multiplyFloor(eligibleMinor, rule.pointsPerUnit, rule.unitMinor);
  if (orderPoints === 0) {
    if (eligible.length > 0) nothing.push({ code: 'below_one_point', ruleId: rule.id });
    return { awards: [], nothing };
  }
  const shares = shareInProportion(
    orderPoints,
    eligible.map((line) => line.amountMinor),
  );
  const awards: Award[] = [];
  eligible.forEach((line, index) => {
    const points = shares[index] ?? 0;
    if (points === 0) return;
    awards.push({
      ruleId: rule.id,
      lineId: line.lineId,
      points,
      reason: {
        code: 'order_amount',
        eligibleMinor,
        orderPoints,
        lineMinor: line.amountMinor,
        pointsPerUnit: rule.pointsPerUnit,
        unitMinor: rule.unitMinor,
        currencyCode: order.currencyCode,
      },
    });
  });
  return { awards, nothing };
}
