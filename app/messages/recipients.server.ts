/** Whom a message goes to: asked of Shopify when it goes out, many members in one call, and forgotten again. */
import { gather } from '../lib/gather.ts';
import { nearestLocale, type Locale } from '../lib/locales.ts';
import { callAdmin } from '../shopify/admin-client.server.ts';
import { messageRecipients } from '../shopify/documents.ts';

export interface Recipient {
  firstName: string;
  locale: Locale;
  email: { address: string; hasConsent: boolean } | null;
  phone: { number: string; hasConsent: boolean } | null;
}

export interface ShopAtShopify {
  name: string;
  contactEmail: string;
  storeUrl: string;
}

export interface Found {
  shop: ShopAtShopify;
  /** Null: Shopify knows no such customer (any more). */
  recipient: Recipient | null;
}

interface Asked {
  shopDomain: string;
  /** Null asks for the shop alone. */
  customerId: string | null;
}

interface Answer {
  shop: { name: string; contactEmail: string; primaryDomain: { url: string } };
  nodes: (CustomerNode | null)[];
}

interface CustomerNode {
  id?: string;
  firstName?: string | null;
  locale?: string;
  defaultEmailAddress?: { emailAddress: string; validFormat: boolean; marketingState: string } | null;
  defaultPhoneNumber?: { phoneNumber: string; smsMarketingConsent: { state: string } } | null;
}

/** Asks together what is asked at the same moment. @throws ShopifyUnavailable or ShopifyRefusal. */
export const findRecipient = gather<Asked, Found>(
  async (asked) => {
    const byShop = new Map<string, Asked[]>();
    for (const one of asked) byShop.set(one.shopDomain, [...(byShop.get(one.shopDomain) ?? []), one]);
    const answers = new Map<string, { shop: ShopAtShopify; customers: Map<string, Recipient> }>();
    for (const [shopDomain, people] of byShop) {
      const ids = [...new Set(people.flatMap(({ customerId }) => customerId ?? []))];
      const answer = await callAdmin<Answer>(shopDomain, messageRecipients, {
        ids: ids.map((id) => `gid://shopify/Customer/${id}`),
      });
      const shop = {
        name: answer.shop.name,
        contactEmail: answer.shop.contactEmail,
        storeUrl: answer.shop.primaryDomain.url,
      };
      answers.set(shopDomain, { shop, customers: new Map(answer.nodes.flatMap(readNode)) });
    }
    return asked.map(({ shopDomain, customerId }) => {
      const answer = answers.get(shopDomain);
      if (!answer) throw new Error('Every shop that was asked for has an answer.');
      return { shop: answer.shop, recipient: (customerId && answer.customers.get(customerId)) || null };
    });
  },
  { maxBatch: 50, maxUnderWay: 4 },
);

function readNode(node: CustomerNode | null): [string, Recipient][] {
  const id = node?.id?.split('/').at(-1);
  if (!node || !id) return [];
  const { defaultEmailAddress: email, defaultPhoneNumber: phone } = node;
  return [
    [
      id,
      {
        firstName: node.firstName?.trim() ?? '',
        locale: nearestLocale(node.locale),
        email:
          email?.validFormat === true
            ? { address: email.emailAddress, hasConsent: email.marketingState === 'SUBSCRIBED' }
            : null,
        phone: phone
          ? { number: phone.phoneNumber, hasConsent: phone.smsMarketingConsent.state === 'SUBSCRIBED' }
          : null,
      },
    ],
  ];
}
