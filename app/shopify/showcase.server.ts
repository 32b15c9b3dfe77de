/** A product of the shop and the address of its store, so that a program is shown with what the shop sells. Nothing is kept. */
import { z } from 'zod';
import { log, messageOf } from '../lib/log.server.ts';
import { parseDecimalToMinor } from '../lib/money.ts';
import { callAdmin } from './admin-client.server.ts';
import { showcase } from './documents-goods.ts';

const answer = z.object({
  shop: z.object({ primaryDomain: z.object({ url: z.url() }) }),
  products: z.object({
    nodes: z.array(
      z.object({
        title: z.string(),
        isGiftCard: z.boolean(),
        featuredMedia: z
          .object({ preview: z.object({ image: z.object({ url: z.url() }).nullable() }).nullable() })
          .nullable(),
        priceRangeV2: z.object({ minVariantPrice: z.object({ amount: z.string(), currencyCode: z.string() }) }),
      }),
    ),
  }),
});

export interface Showcase {
  storeUrl: string | null;
  /** Null for a shop without a product that has a price and a picture. */
  product: { title: string; imageUrl: string; priceMinor: number } | null;
}

/** @returns nothing to show where Shopify cannot tell now. @param currencyCode the shop's; a product in another is passed over. */
export async function fetchShowcase(shopDomain: string, currencyCode: string): Promise<Showcase> {
  try {
    const { shop, products } = answer.parse(await callAdmin<unknown>(shopDomain, showcase));
    const shown = products.nodes.flatMap(({ title, isGiftCard, featuredMedia, priceRangeV2 }) => {
      const { amount, currencyCode: ofPrice } = priceRangeV2.minVariantPrice;
      const imageUrl = featuredMedia?.preview?.image?.url;
      const priceMinor = parseDecimalToMinor(amount, currencyCode) ?? 0;
      return imageUrl && !isGiftCard && ofPrice === currencyCode && priceMinor > 0
        ? [{ title, imageUrl, priceMinor }]
        : [];
    });
    // Neither the smallest nor the dearest: what people buy.
    const product = shown.sort((a, b) => a.priceMinor - b.priceMinor)[shown.length >> 1] ?? null;
    return { storeUrl: shop.primaryDomain.url, product };
  } catch (error) {
    log.warn('a product to show could not be fetched', { error: messageOf(error) });
    return { storeUrl: null, product: null };
  }
}
