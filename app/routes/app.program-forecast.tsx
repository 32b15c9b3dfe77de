/** What a draft would mean for members' levels; asked for by the review, which does not wait for it. */
import type { ActionFunctionArgs } from '@remix-run/node';
import { forecastTiers } from '../publishing/forecast.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';

export async function action({ request }: ActionFunctionArgs) {
  const { session } = await requireAdmin(request);
  const shop = await requireShop(session.shop);
  return forecastTiers(shop.id, await request.json(), new Date());
}

/** Asking changes nothing: no page has to be loaded anew for it. */
export function shouldRevalidate(): boolean {
  return false;
}
