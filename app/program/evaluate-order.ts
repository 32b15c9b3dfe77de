/**
 * What an order earns: each rule for the lines that it holds for, rounded once and shared over them by largest remainder, so
 * that each line has its own points to give back; then campaigns and the member's level on top. Pure.
 */
import { multiplyFloor, shareInProportion } from '../lib/shares.ts';
import type { AwardReason, Evaluation, NothingEarned } from './award.ts';
import type { Campaign, Stacking } from './campaigns.ts';
import type { CompiledConditions } from './compile.ts';
import type { OrderEvent, OrderLine } from './events.ts';
import { applyLimits, type LimitName, type Limits } from './limits.ts';
import { noTallies, type BudgetUse, type MemberFacts } from './member-state.ts';
import { countedMinor } from './rules/order-amount.ts';
import type { LineRule, Rule } from './rules/rule.ts';
import type { Level } from './tiers.ts';

export interface CompiledRule {
  rule: Rule;
  conditions: CompiledConditions;
}

export interface OrderRules {
  rules: readonly CompiledRule[];
  campaigns: readonly { campaign: Campaign; conditions: CompiledConditions }[];
  tierFactors: ReadonlyMap<string, { level: Level; factorBp: number }>;
  overlap: 'sum' | 'best' | 'first';
  stacking: Stacking;
}

/** What is paid for shipping, as a line of its own: some rules count it, and a refund of it gives its points back. */
export const SHIPPING_LINE_ID = 'shipping';

/** A line as a rule sees it: `weight` is what its points are in proportion to (minor units, or items). */
interface Share {
  line: OrderLine;
  weight: number;
}

export function evaluateOrder(
  { rules, campaigns, tierFactors, overlap, stacking }: OrderRules,
  order: OrderEvent,
  member: MemberFacts,
  budgets: BudgetUse,
): Evaluation {
  const evaluation: Evaluation = { awards: [], nothing: [], progress: [] };
  const give = giver(evaluation, order, member, budgets);
  const shipping = shippingLine(order);
  let matched = false;
  let lineRules = 0;

  const byRule: { rule: LineRule; shares: Share[] }[] = [];
  for (const { rule, conditions } of rules) {
    if (rule.kind !== 'order_amount' && rule.kind !== 'order_items' && rule.kind !== 'order_fixed') continue;
    matched = true;
    if (!conditions.holds(order, member)) {
      evaluation.nothing.push({ code: 'conditions_not_met', ruleId: rule.id });
      continue;
    }
    if (rule.kind === 'order_fixed') {
      if (order.earlierLines) continue;
      if (conditions.holdsForLine && !order.lines.some((line) => conditions.holdsForLine?.(line, order.products))) {
        evaluation.nothing.push({ code: 'product_excluded', ruleId: rule.id });
        continue;
      }
      give(rule.id, rule.limits, [{ line: null, points: rule.points }], () =>
        named({ code: 'order_fixed', points: rule.points }, rule),
      );
      continue;
    }
    lineRules++;
    const shares: Share[] = [];
    const lines =
      shipping && rule.kind === 'order_amount' && rule.includeShipping ? [...order.lines, shipping] : order.lines;
    for (const line of lines) {
      // What was given for nothing brings no stamp: the free coffee is not a step to the next one.
      const items = line.amountMinor > 0 ? line.quantity : 0;
      const weight = rule.kind === 'order_amount' ? countedMinor(rule, line) : items;
      const code = refusal(rule, line, weight, conditions, order);
      if (code === null) shares.push({ line, weight });
      // Rules for some goods pass over all others: that is told once, of the lines that no rule is for.
      else if (code !== 'product_excluded') evaluation.nothing.push({ code, ruleId: rule.id, lineId: line.lineId });
    }
    if (shares.length > 0) byRule.push({ rule, shares });
  }
  if (!matched) evaluation.nothing.push({ code: 'no_rule' });
  else if (lineRules > 0) tellExcluded(evaluation, order, byRule);

  for (const { rule, shares } of overlap === 'sum' || byRule.length < 2 ? byRule : eachLineOnce(byRule, overlap)) {
    if (shares.length === 0) continue;
    const weight = shares.reduce((sum, share) => sum + share.weight, 0);
    const points =
      rule.kind === 'order_amount'
        ? multiplyFloor(weight, rule.pointsPerUnit, rule.unitMinor)
        : weight * rule.pointsPerItem;
    if (points === 0) {
      evaluation.nothing.push({ code: 'below_one_point', ruleId: rule.id });
      continue;
    }
    const shared = shareInProportion(
      points,
      shares.map((share) => share.weight),
    );
    give(
      rule.id,
      rule.limits,
      shares.map(({ line }, index) => ({ line, points: shared[index] ?? 0 })),
      (index) => {
        const share = shares[index];
        return named(
          rule.kind === 'order_amount'
            ? {
                code: 'order_amount',
                eligibleMinor: weight,
                orderPoints: points,
                lineMinor: share?.weight ?? 0,
                pointsPerUnit: rule.pointsPerUnit,
                unitMinor: rule.unitMinor,
                currencyCode: order.currencyCode,
              }
            : { code: 'order_items', quantity: share?.weight ?? 0, pointsPerItem: rule.pointsPerItem },
          rule,
        );
      },
    );
  }
  giveBoosts({ campaigns, tierFactors, stacking }, evaluation, order, member, give);
  return evaluation;
}

/** Names the lines that no rule is for, unless it is told already why they earn nothing. */
function tellExcluded(
  evaluation: Evaluation,
  order: OrderEvent,
  byRule: readonly { rule: LineRule; shares: Share[] }[],
): void {
  const told = new Set<string>();
  for (const { shares } of byRule) for (const { line } of shares) told.add(line.lineId);
  if (told.size >= order.lines.length) return;
  for (const { lineId } of evaluation.nothing) if (lineId !== undefined) told.add(lineId);
  // Where no rule's conditions held at all, that is the reason.
  if (byRule.length === 0 && evaluation.nothing.some(({ code }) => code === 'conditions_not_met')) return;
  for (const { lineId } of order.lines)
    if (!told.has(lineId)) evaluation.nothing.push({ code: 'product_excluded', lineId });
}

function shippingLine(order: OrderEvent): OrderLine | null {
  if (!order.shippingMinor || order.earlierLines) return null;
  return {
    lineId: SHIPPING_LINE_ID,
    productId: null,
    quantity: 1,
    amountMinor: order.shippingMinor,
    taxMinor: order.shippingTaxMinor ?? 0,
    giftCard: false,
    tip: false,
  };
}

function refusal(
  rule: LineRule,
  line: OrderLine,
  weight: number,
  conditions: CompiledConditions,
  order: OrderEvent,
): NothingEarned['code'] | null {
  if (line.tip && !(rule.kind === 'order_amount' && rule.includeTips)) return 'tip_excluded';
  if (line.giftCard && rule.excludeGiftCards) return 'gift_card_excluded';
  if (line.lineId !== SHIPPING_LINE_ID && conditions.holdsForLine && !conditions.holdsForLine(line, order.products))
    return 'product_excluded';
  return weight <= 0 ? 'nothing_paid' : null;
}

/** Where several rules hold for a line, leaves it to one: the first in the list, or the one that gives most for it. */
function eachLineOnce(
  byRule: readonly { rule: LineRule; shares: Share[] }[],
  overlap: 'best' | 'first',
): { rule: LineRule; shares: Share[] }[] {
  const taken = new Map<string, { rule: LineRule; worth: number }>();
  for (const { rule, shares } of byRule) {
    for (const { line, weight } of shares) {
      const worth =
        rule.kind === 'order_amount' ? (weight * rule.pointsPerUnit) / rule.unitMinor : weight * rule.pointsPerItem;
      const other = taken.get(line.lineId);
      if (!other || (overlap === 'best' && worth > other.worth)) taken.set(line.lineId, { rule, worth });
    }
  }
  return byRule.map(({ rule, shares }) => ({
    rule,
    shares: shares.filter(({ line }) => taken.get(line.lineId)?.rule === rule),
  }));
}

type Give = (
  ruleId: string,
  limits: Limits,
  parts: readonly { line: OrderLine | null; points: number }[],
  reason: (index: number) => AwardReason,
) => void;

/** Gives points under the limits of their rule; what a limit leaves is shared over the lines like the whole. */
function giver(evaluation: Evaluation, order: OrderEvent, member: MemberFacts, budgets: BudgetUse): Give {
  return (ruleId, limits, parts, reason) => {
    const wanted = parts.reduce((sum, part) => sum + part.points, 0);
    const { points, limitedBy } = applyLimits(
      limits,
      ruleId,
      wanted,
      order.at.date,
      member.tallies ?? noTallies,
      budgets.get(ruleId) ?? 0,
      order.earlierPoints?.get(ruleId),
    );
    if (points === 0) {
      if (limitedBy) evaluation.nothing.push({ code: nothingLeft(limitedBy), ruleId });
      return;
    }
    const shared = limitedBy
      ? shareInProportion(
          points,
          parts.map((part) => part.points),
        )
      : parts.map((part) => part.points);
    parts.forEach(({ line }, index) => {
      const share = shared[index] ?? 0;
      if (share === 0) return;
      evaluation.awards.push({
        ruleId,
        lineId: line?.lineId ?? null,
        points: share,
        reason: {
          ...reason(index),
          ...(limitedBy ? { limited: { by: limitedBy, givenPoints: points, wantedPoints: wanted } } : {}),
        },
      });
    });
  };
}

export function nothingLeft(limitedBy: LimitName): 'budget_used_up' | 'limit_reached' {
  return limitedBy === 'budget' ? 'budget_used_up' : 'limit_reached';
}

/** One thing that multiplies: a campaign, or the member's level. `lines` null: all of them. */
interface Boost {
  id: string;
  by: 'campaign' | 'tier';
  name: Level['name'];
  factorBp: number;
  limits: Limits;
  holdsForLine: ((line: OrderLine) => boolean) | null;
}

const noLimits: Limits = { pointsPerEvent: null, perMember: [], budgetPoints: null };

function giveBoosts(
  { campaigns, tierFactors, stacking }: Pick<OrderRules, 'campaigns' | 'tierFactors' | 'stacking'>,
  evaluation: Evaluation,
  order: OrderEvent,
  member: MemberFacts,
  give: Give,
): void {
  const boosts: Boost[] = [];
  const level = tierFactors.get(member.tierId ?? '');
  if (level) {
    boosts.push({
      id: `tier_${level.level.id}`,
      by: 'tier',
      name: level.level.name,
      factorBp: level.factorBp,
      limits: noLimits,
      holdsForLine: null,
    });
  }
  for (const { campaign, conditions } of campaigns) {
    if (!conditions.holds(order, member)) continue;
    const lineHolds = conditions.holdsForLine;
    const holdsForLine = lineHolds && ((line: OrderLine) => lineHolds(line, order.products));
    const { effect } = campaign;
    if (effect.kind === 'multiply') {
      boosts.push({
        id: campaign.id,
        by: 'campaign',
        name: campaign.name,
        factorBp: effect.factorBp,
        limits: campaign.limits,
        holdsForLine,
      });
    } else if (!order.earlierLines && (!holdsForLine || order.lines.some(holdsForLine))) {
      give(campaign.id, campaign.limits, [{ line: null, points: effect.points }], () => ({
        code: 'campaign_points',
        name: campaign.name,
        points: effect.points,
      }));
    }
  }
  if (boosts.length === 0) return;

  // What the rules gave each line is the base; points for the order as a whole are not multiplied.
  const base = new Map<string, number>();
  for (const award of evaluation.awards)
    if (award.lineId !== null) base.set(award.lineId, (base.get(award.lineId) ?? 0) + award.points);
  const extra = boosts.map(() => new Map<string, number>());
  const lines = [...order.lines, ...[shippingLine(order)].filter((line) => line !== null)].filter((line) =>
    base.has(line.lineId),
  );
  for (const line of lines) {
    const points = base.get(line.lineId) ?? 0;
    const holding = boosts.flatMap((boost, index) =>
      !boost.holdsForLine || boost.holdsForLine(line) ? [{ boost, index }] : [],
    );
    if (stacking === 'highest') holding.sort((a, b) => b.boost.factorBp - a.boost.factorBp).splice(1);
    // Counted in units of a ten-thousandth of a point, and with `multiply` of what the factors before have made of it.
    let grown = points * 10_000;
    for (const { boost, index } of holding) {
      const more = Math.floor(
        ((stacking === 'multiply' ? grown : points * 10_000) * (boost.factorBp - 10_000)) / 10_000,
      );
      grown += more;
      extra[index]?.set(line.lineId, more);
    }
  }
  boosts.forEach((boost, index) => {
    const ofLines = lines.filter((line) => (extra[index]?.get(line.lineId) ?? 0) > 0);
    const weights = ofLines.map((line) => extra[index]?.get(line.lineId) ?? 0);
    const points = Math.floor(weights.reduce((sum, weight) => sum + weight, 0) / 10_000);
    const shared = shareInProportion(points, weights);
    give(
      boost.id,
      boost.limits,
      ofLines.map((line, at) => ({ line, points: shared[at] ?? 0 })),
      (at) => ({
        code: 'multiplied',
        by: boost.by,
        name: boost.name,
        factorBp: boost.factorBp,
        basePoints: base.get(ofLines[at]?.lineId ?? '') ?? 0,
      }),
    );
  });
}

function named(reason: AwardReason, rule: { name: AwardReason['ruleName'] | null }): AwardReason {
  return rule.name ? { ...reason, ruleName: rule.name } : reason;
}
