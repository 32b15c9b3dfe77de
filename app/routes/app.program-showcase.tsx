/** A product of the shop and its store's address, for previews; asked for once, by pages that do not wait for it. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { fetchShowcase } from '../shopify/showcase.server.ts';
import { shopFactsByDomain } from '../shops/shop-store.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  const { session } = await requireAdmin(request);
  const { currencyCode } = await shopFactsByDomain(session.shop);
  return fetchShowcase(session.shop, currencyCode);
}

/** What a shop sells does not change with its program. */
export const shouldRevalidate = () => false;

export { clientLoader } from '../ui/kept-page.ts';
