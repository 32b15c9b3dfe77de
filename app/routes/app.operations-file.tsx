/** The audit log as a CSV file, by the same filter, sent while it is read. */
import { createReadableStreamFromReadable, type ActionFunctionArgs } from '@remix-run/node';
import { Readable } from 'node:stream';
import { logFile } from '../admin-actions/audit-file.server.ts';
import { readLogFilter } from '../admin-actions/audit-log.ts';
import { createI18n } from '../i18n/create-i18n.ts';
import { localeBundles } from '../i18n/locale-bundles.server.ts';
import { localeOf } from '../i18n/request-locale.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { shopFactsByDomain } from '../shops/shop-store.server.ts';
import { fileHeads, tellLine } from '../ui/operations/tell-entry.ts';

export async function action({ request }: ActionFunctionArgs) {
  const { session, sessionToken } = await requireAdmin(request);
  const shop = await shopFactsByDomain(session.shop);
  const locale = await localeOf(request);
  const { t } = createI18n(locale, localeBundles[locale]);
  const numbers = new Intl.NumberFormat(locale);
  const you = sessionToken?.sub ?? null;
  const pieces = logFile({
    shopId: shop.id,
    timeZone: shop.timeZone,
    filter: readLogFilter(new URL(request.url).searchParams),
    heads: fileHeads(t),
    tell: (entry) => tellLine(entry, you, t, (value) => numbers.format(value)),
  });
  return new Response(createReadableStreamFromReadable(Readable.from(pieces)), {
    headers: { 'Content-Type': 'text/csv; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}
