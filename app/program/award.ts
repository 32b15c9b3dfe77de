/** What the engine answers: awards, each with its reason, and why something earned nothing. */
import type { ActivityName } from './events.ts';
import type { LimitName } from './limits.ts';
import type { Text } from './text.ts';

/** Why these points: enough to do the sum again by hand. `ruleName` is the merchant's name for the rule, where it has one. */
export type AwardReason = (
  | {
      code: 'order_amount';
      /** What the whole order has that earns, and what it earned in all before it was shared over the lines. */
      eligibleMinor: number;
      orderPoints: number;
      lineMinor: number;
      pointsPerUnit: number;
      unitMinor: number;
      currencyCode: string;
    }
  | { code: 'order_items'; quantity: number; pointsPerItem: number }
  | { code: 'order_fixed'; points: number }
  /** On top of what the line earned: a campaign's or a level's factor, in basis points. */
  | { code: 'multiplied'; by: 'campaign' | 'tier'; name: Text; factorBp: number; basePoints: number }
  | { code: 'campaign_points'; name: Text; points: number }
  | { code: 'signup'; points: number }
  | { code: 'birthday'; points: number }
  | { code: 'anniversary'; points: number; years: number }
  | { code: 'activity'; activity: ActivityName; subject: string; quantity: number; points: number }
  | { code: 'goal'; title: Text; target: number }
  | { code: 'tier_entered'; name: Text }
  | { code: 'referral'; role: 'advocate' | 'friend' }
) & {
  ruleName?: Text;
  /** A limit made it less: which one, and what the rule gave for the whole event, and would have given without it. */
  limited?: { by: LimitName; givenPoints: number; wantedPoints: number };
};

export interface Award {
  ruleId: string;
  /** The order line that earned it; null when no line did. */
  lineId: string | null;
  points: number;
  reason: AwardReason;
}

/** A step towards a goal that an event made. */
export interface Progress {
  goalId: string;
  /** The order line that made it; null when no line did. */
  lineId: string | null;
  amount: number;
}

/** Why something earned nothing. The codes are put into words by the screens and by the storefront. */
export interface NothingEarned {
  code:
    | 'no_rule'
    | 'member_blocked'
    | 'currency_differs'
    | 'gift_card_excluded'
    | 'tip_excluded'
    | 'product_excluded'
    | 'conditions_not_met'
    | 'limit_reached'
    | 'budget_used_up'
    | 'nothing_paid'
    | 'below_one_point';
  ruleId?: string;
  lineId?: string;
}

export interface Evaluation {
  awards: Award[];
  nothing: NothingEarned[];
  progress: Progress[];
}
