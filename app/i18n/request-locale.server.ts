/** Which language a page is asked in. */
import { pool } from '../db.server.ts';
import { nearestLocale, type Locale } from '../lib/locales.ts';

/**
 * Shopify's admin names the merchant's language in `locale`. Without it, the shop's own language is taken, and outside the
 * admin the browser's. Only a language is read here, so the request need not be authenticated yet.
 */
export async function localeOf(request: Request): Promise<Locale> {
  const { searchParams } = new URL(request.url);
  const asked = searchParams.get('locale');
  if (asked) return nearestLocale(asked);
  const domain = searchParams.get('shop');
  if (domain) {
    const { rows } = await pool().query<{ primary_locale: string }>({
      name: 'locale-of-shop',
      text: 'SELECT primary_locale FROM shops WHERE domain = $1',
      values: [domain],
    });
    if (rows[0]) return nearestLocale(rows[0].primary_locale);
  }
  return nearestLocale(request.headers.get('Accept-Language')?.split(',')[0]);
}
