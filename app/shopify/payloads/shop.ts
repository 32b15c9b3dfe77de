/** Reads shop/update. */
import { z } from 'zod';
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
    name: shop.name,
    currencyCode: shop.currency,
    timeZone: shop.iana_timezone ?? 'UTC',
    taxesIncluded: shop.taxes_included ?? false,
    primaryLocale: shop.primary_locale ?? 'en',
  };
}
