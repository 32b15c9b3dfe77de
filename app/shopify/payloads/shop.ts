/** Reads shop/update. */
import { z } from 'zod';
import { cleanText } from '../../lib/clean-text.ts';
import type { ShopDescription } from '../../shops/install.server.ts';

export function readShopPayload(payload: unknown): ShopDescription {
  const shop = z
    .object({
      name: z.string(),
      currency: z.string().regex(/^[A-Z]{3}$/),
      iana_timezone: z.string().nullish(),
      taxes_included: z.boolean().nullish(),
      primary_locale: z.string().nullish(),
    })
    .parse(payload);
  return {
    name: cleanText(shop.name, 200),
    currencyCode: shop.currency,
    timeZone: cleanText(shop.iana_timezone ?? 'UTC', 64),
    taxesIncluded: shop.taxes_included ?? false,
    primaryLocale: cleanText(shop.primary_locale ?? 'en', 20),
  };
}
