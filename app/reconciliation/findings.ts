/** What a comparison with Shopify can find, as codes that the admin puts into words. */
export const findingCodes = [
  /** A paid order that no event had told of. */
  'missed_order',
  /** An order that was known, but not that it was paid. */
  'missed_payment',
  'missed_refund',
  'missed_cancellation',
  'missed_edit',
  'missed_fulfillment',
  /** The buyer has an account and could have been a member. */
  'missed_member',
  /** The order came to other points than were booked. */
  'points_differed',
  /** A code was used, and no event had told of the order. */
  'code_used',
  /** A code counts as used at Shopify, but the order cannot be found. */
  'code_order_unknown',
  /** The discount behind an unused code was deleted: its points went back. */
  'code_deleted',
  /** The discount behind an unused code was ended by hand: the points are still spent. */
  'code_ended',
  /** Points were taken, and nobody was making the code any more. */
  'code_not_made',
  /** An unused code was to be taken back, and nobody was doing it any more. */
  'code_not_withdrawn',
  'missed_merge',
  'missed_deletion',
  /** Shopify does not know the member's customer any more, and does not say why. */
  'customer_gone',
  /** An order that could not be read or applied. */
  'order_unreadable',
] as const;

export type FindingCode = (typeof findingCodes)[number];

export interface Finding {
  code: FindingCode;
  /** Id of the order, redemption or member, by the code. */
  subject: string;
  /** The order's name, where there is one. */
  name: string;
  memberId: string | null;
  /** Points that the repair moved; positive to the member. */
  points: number;
  repaired: boolean;
}
