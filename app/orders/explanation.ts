/** Why an order earned what it earned, or nothing: codes that merchant and shopper read in the same words. */
import type { NothingEarned } from '../program/award.ts';

export interface OrderExplanation {
  outcome: 'earned' | 'nothing' | 'waiting';
  reasons: {
    code:
      | NothingEarned['code']
      /** The buyer has no account: the order waits until the person who proves the address joins. */
      | 'guest'
      /** Not paid yet. */
      | 'unpaid'
      /** A refund came before the order itself. */
      | 'order_unknown'
      /** The rules ask for a product's collections, tags or type, and the catalog has not told them yet. */
      | 'product_unknown'
      /** No program was published when the order was paid. */
      | 'no_program';
    ruleId?: string;
    lineId?: string;
  }[];
}
