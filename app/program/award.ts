/** What the engine answers: awards, each with its reason, and why something earned nothing. */

/** Why these points: enough to do the sum again by hand. */
export type AwardReason =
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
  | { code: 'signup'; points: number };

export interface Award {
  ruleId: string;
  /** The order line that earned it; null when no line did. */
  lineId: string | null;
  points: number;
  reason: AwardReason;
}

/** Why something earned nothing. The codes are put into words by the screens and by the storefront. */
export interface NothingEarned {
  code:
    | 'no_rule'
    | 'member_blocked'
    | 'currency_differs'
    | 'gift_card_excluded'
    | 'tip_excluded'
    | 'nothing_paid'
    | 'below_one_point';
  ruleId?: string;
  lineId?: string;
}

export interface Evaluation {
  awards: Award[];
  nothing: NothingEarned[];
}
