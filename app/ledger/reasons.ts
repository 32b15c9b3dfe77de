/**
 * The recorded reason of every movement: written with the transfer, never changed, and put into the same words for merchant
 * and shopper. Pure types; amounts are minor units, points whole.
 */
import type { AwardReason } from '../program/award.ts';
import type { Reward } from '../program/rewards/reward.ts';
import type { Text } from '../program/text.ts';

/** What a transfer is, for sums and filters. */
export type TransferKind =
  | 'award'
  | 'award_reversal'
  | 'award_restoration'
  | 'maturity'
  | 'expiry'
  | 'expiry_return'
  | 'redemption'
  | 'redemption_return'
  | 'adjustment'
  | 'extension'
  | 'merge';

export type TransferDetail =
  | {
      code: 'award';
      award: AwardReason;
      orderName?: string;
      lineTitle?: string;
      /** The points are pending: for so many calendar days after the payment or the fulfillment. */
      pending?: { from: 'payment' | 'fulfillment'; days: number };
    }
  /** Pending points of an order became available. */
  | { code: 'matured'; orderName: string; lineTitle?: string; points: number }
  | {
      /** Points ran out: by their date, or by the member's inactivity for so many months. */
      code: 'expired';
      lotKey: string;
      /** Dates of the shop: when the points came, and the last day on which they could be used. */
      openedOn: string;
      expiredOn: string;
      inactivityMonths: number | null;
    }
  /** Points of an order had expired when it was refunded: they come back so that the refund does not take others for them. */
  | { code: 'expiry_returned'; orderName: string; lineTitle?: string }
  | {
      /** Points of an order that went back: for the refund, cancellation or edit named in `cause`. */
      code: 'award_reversal';
      cause: ReversalCause;
      orderName: string;
      lineTitle?: string;
      /** Of this award: what was recorded, and what has gone back in all with this movement. */
      awardedPoints: number;
      reversedPoints: number;
      /** How much of the line (or order) has been given back in all: items of the line, or money of the order. */
      quantity?: { returned: number; bought: number };
      amount?: { refundedMinor: number; paidMinor: number; currencyCode: string };
    }
  | { code: 'award_restoration'; orderName: string; lineTitle?: string; awardedPoints: number; reversedPoints: number }
  /** What an award for a goal was given for is not there any more: an order was refunded. */
  | { code: 'goal_taken_back'; title: Record<string, string>; points: number }
  | {
      /** What the points had been given for: an order, a goal, a level or a friend who came. */
      code: 'debt_forgiven';
      forgivenPoints: number;
      orderName: string;
      goalTitle?: Record<string, string>;
      levelName?: Text;
      isReferral?: boolean;
    }
  | {
      code: 'redemption';
      rewardTitle: Record<string, string>;
      /** What it was exchanged for; missing in older movements, which were all for a discount code. */
      kind?: Reward['kind'];
      /** Cashback: paid out by itself, so much money for the whole balance, in the currency of the account. */
      paidOut?: { amountMinor: number; currencyCode: string };
      /** Store credit that is of another currency than the shop's. */
      credit?: { amountMinor: number; currencyCode: string };
    }
  | { code: 'redemption_return'; rewardTitle: Record<string, string>; cause: ReturnCause; orderName?: string }
  | { code: 'used_after_return'; rewardTitle: Record<string, string>; orderName: string }
  /** What reaching a level had given went back, because the level did. */
  | { code: 'tier_withdrawn'; name: Text }
  /** What a referral gave follows the friend's order: of so many points so many are left after its refunds. */
  | { code: 'referral_corrected'; points: number; keptPoints: number }
  | { code: 'adjustment'; note: string; actor: string }
  /** The shop lets points hold longer than they were promised; `lots` says until when each held before (null: while the member is active). */
  | {
      code: 'expiry_extended';
      points: number;
      /** The new last day, YYYY-MM-DD. */
      until: string;
      note: string;
      actor: string;
      lots: { lotKey: string; expiresAt: string | null }[];
    }
  /** That was a mistake: they hold as long as before. */
  | { code: 'expiry_restored'; points: number; actor: string }
  /** From a file of balances or of a history, with the reason that stood there. */
  | { code: 'imported'; note: string }
  | { code: 'merge'; direction: 'in' | 'out' };

export type ReversalCause = 'refund' | 'cancellation' | 'edit';

/** Why points of a redemption went back. */
export type ReturnCause =
  | 'taken_back'
  | 'taken_back_by_merchant'
  | 'refused_by_shopify'
  | 'code_expired'
  | 'code_deleted'
  | 'order_refunded'
  /** The store credit that they had paid for was taken back for a refund. */
  | 'credit_taken_back';
