/** Files of the members pages, sent while they are made. */
import { createReadableStreamFromReadable, type ActionFunctionArgs } from '@remix-run/node';
import { Readable } from 'node:stream';
import { createI18n } from '../i18n/create-i18n.ts';
import { localeBundles } from '../i18n/locale-bundles.server.ts';
import { localeOf } from '../i18n/request-locale.server.ts';
import { memberFile } from '../members/member-files.server.ts';
import { fileRequestSchema } from '../members/members-action.ts';
import { fetchCustomers, searchCustomerIds } from '../shopify/customers.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { shopFactsByDomain } from '../shops/shop-store.server.ts';

export async function action({ request }: ActionFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const asked = fileRequestSchema.safeParse(await request.json());
  if (!asked.success) throw new Response(null, { status: 400 });
  const locale = await localeOf(request);
  const { t } = createI18n(locale, localeBundles[locale]);
  const pieces = await memberFile(asked.data, {
    shop: await shopFactsByDomain(session.shop),
    locale,
    now: new Date(),
    column: (key) => t(`members.file.columns.${key}`),
    failure: (key) => t(`members.file.failures.${key}`),
    searchCustomerIds: (text) => searchCustomerIds(admin.graphql, text),
    fetchNames: (customerIds) => fetchCustomers(admin.graphql, customerIds),
  });
  return new Response(createReadableStreamFromReadable(Readable.from(pieces)), {
    headers: { 'Content-Type': 'text/csv; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}
