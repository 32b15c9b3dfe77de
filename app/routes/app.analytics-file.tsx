/** One panel as a file for a spreadsheet. Asked for with the session token, which names the shop; nothing else does. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { panelFile } from '../analytics/panel-file.server.ts';
import { localeBundles } from '../i18n/locale-bundles.server.ts';
import { createI18n } from '../i18n/create-i18n.ts';
import { localeOf } from '../i18n/request-locale.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { shopFactsByDomain } from '../shops/shop-store.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  const { session } = await requireAdmin(request);
  const shop = await shopFactsByDomain(session.shop);
  const locale = await localeOf(request);
  const file = await panelFile(
    shop,
    new URL(request.url).searchParams,
    createI18n(locale, localeBundles[locale]),
    new Date(),
  );
  if (!file) throw new Response(null, { status: 404 });
  return new Response(file.text, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${file.name}"`,
      'Cache-Control': 'no-store',
    },
  });
}
