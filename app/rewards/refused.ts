import type { TakeBackCause } from './take-back.server.ts';

// Every cause for which we ourselves take a redemption back has to be here, or the merchant reads that Shopify refused it.
const ourCauses: Record<TakeBackCause, true> = {
  taken_back: true,
  taken_back_by_merchant: true,
  code_expired: true,
  revoked: true,
};

/** Why points of a redemption went back without Shopify having refused anything: the other words in `failure` are Shopify's. */
export const notRefusals = [...Object.keys(ourCauses), 'order_refunded', 'ended', 'forfeited'];
