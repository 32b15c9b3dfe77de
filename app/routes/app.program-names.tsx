/** Titles of products and collections, for screens that have their numbers. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { fetchGoodsTitles } from '../shopify/goods-titles.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';

const MOST = 100;

export async function loader({ request }: LoaderFunctionArgs) {
  const { session } = await requireAdmin(request);
  const { searchParams } = new URL(request.url);
  const read = (name: string) =>
    (searchParams.get(name) ?? '')
      .split(',')
      .filter((id) => /^\d{1,20}$/.test(id))
      .slice(0, MOST);
  return fetchGoodsTitles(session.shop, { products: read('products'), collections: read('collections') });
}

export { clientLoader } from '../ui/kept-page.ts';
