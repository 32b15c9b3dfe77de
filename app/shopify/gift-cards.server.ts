/** Gift cards at Shopify: made once under a given code, found again, taken out of use while they are whole. */
import { formatMinorAsDecimal } from '../lib/money.ts';
import { callAdmin, ShopifyRefusal, ShopifyUnavailable, type UserError } from './admin-client.server.ts';
import { giftCardById, giftCardCreate, giftCardDeactivate, giftCardSearch } from './documents-rewards.ts';

export interface GiftCardTerms {
  /** 8 to 20 letters and digits. */
  code: string;
  customerId: string;
  amountMinor: number;
  currencyCode: string;
  /** The last day, YYYY-MM-DD; null for ever. */
  expiresOn: string | null;
  /** Only the merchant sees it; it tells our card from any other with the same last characters. */
  note: string;
}

interface Balance {
  enabled: boolean;
  balance: { amount: string };
  initialValue: { amount: string };
}

/**
 * Makes the card, or adopts the one that an earlier call made: a code is given away once, and holds 80 random bits.
 * @returns the card's gid. @throws ShopifyUnavailable, or ShopifyRefusal when Shopify will never make it.
 */
export async function createGiftCard(shopDomain: string, terms: GiftCardTerms): Promise<string> {
  const { giftCardCreate: payload } = await callAdmin<{
    giftCardCreate: { giftCard: { id: string } | null; userErrors: UserError[] };
  }>(shopDomain, giftCardCreate, {
    input: {
      code: terms.code,
      customerId: `gid://shopify/Customer/${terms.customerId}`,
      initialAmount: {
        amount: formatMinorAsDecimal(terms.amountMinor, terms.currencyCode),
        currencyCode: terms.currencyCode,
      },
      expiresOn: terms.expiresOn,
      note: terms.note,
    },
  });
  if (payload.giftCard && payload.userErrors.length === 0) return payload.giftCard.id;
  if (payload.userErrors.some(({ code }) => code === 'TAKEN')) {
    const found = await findGiftCard(shopDomain, terms.code, terms.note);
    if (found) return found;
    // A card that was made moments ago is not found by search at once.
    throw new ShopifyUnavailable('The gift card is there and not found yet.', 2000);
  }
  throw new ShopifyRefusal(payload.userErrors.map(({ message }) => message).join(' ') || 'Shopify made no gift card.');
}

/** The card with this code and note, if Shopify has it. */
export async function findGiftCard(shopDomain: string, code: string, note: string): Promise<string | null> {
  let after: string | null = null;
  do {
    const data: {
      giftCards: {
        nodes: { id: string; note: string | null }[];
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      };
    } = await callAdmin(shopDomain, giftCardSearch, { query: code.slice(-4).toLowerCase(), after });
    const found = data.giftCards.nodes.find((card) => card.note === note);
    if (found) return found.id;
    after = data.giftCards.pageInfo.hasNextPage ? data.giftCards.pageInfo.endCursor : null;
  } while (after !== null);
  return null;
}

/**
 * Takes a card out of use, unless something was paid with it.
 * @returns whether it was used. A card that is gone counts as unused. @throws ShopifyUnavailable or ShopifyRefusal.
 */
export async function withdrawGiftCard(shopDomain: string, gid: string): Promise<{ wasUsed: boolean }> {
  const { giftCard } = await callAdmin<{ giftCard: Balance | null }>(shopDomain, giftCardById, { id: gid });
  if (!giftCard) return { wasUsed: false };
  if (isUsed(giftCard)) return { wasUsed: true };
  if (!giftCard.enabled) return { wasUsed: false };
  const { giftCardDeactivate: payload } = await callAdmin<{
    giftCardDeactivate: { giftCard: Balance | null; userErrors: UserError[] };
  }>(shopDomain, giftCardDeactivate, { id: gid });
  if (!payload.giftCard || payload.userErrors.length > 0)
    throw new ShopifyRefusal(payload.userErrors.map(({ message }) => message).join(' '));
  // Somebody can have paid with it between the two calls.
  return { wasUsed: isUsed(payload.giftCard) };
}

function isUsed({ balance, initialValue }: Balance): boolean {
  return Number(balance.amount) < Number(initialValue.amount);
}
