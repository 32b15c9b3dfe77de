/** Turns what was typed in the search of members into whom to look for. Names and addresses are searched by Shopify. */
import { isSessionAnswer } from '../shopify/session-answer.ts';

export interface MembersSearch {
  /** Null when nothing was typed: everyone. */
  only: { customerIds: string[]; code: string } | null;
  /** Shopify could not be asked, so names and addresses were not searched. */
  isIncomplete: boolean;
}

/**
 * @param text a name, an e-mail address, a customer id or a discount code.
 * @param searchCustomerIds asks Shopify; may throw.
 */
export async function findSearched(
  text: string,
  searchCustomerIds: (text: string) => Promise<string[]>,
): Promise<MembersSearch> {
  if (!text) return { only: null, isIncomplete: false };
  const code = text.toUpperCase();
  // A customer id or one of our codes needs no answer from Shopify.
  if (/^\d{6,}$/.test(text)) return { only: { customerIds: [text], code }, isIncomplete: false };
  if (/^RG-[A-Z0-9-]+$/.test(code)) return { only: { customerIds: [], code }, isIncomplete: false };
  try {
    return { only: { customerIds: await searchCustomerIds(text), code }, isIncomplete: false };
  } catch (error) {
    if (isSessionAnswer(error)) throw error;
    return { only: { customerIds: [], code }, isIncomplete: true };
  }
}
