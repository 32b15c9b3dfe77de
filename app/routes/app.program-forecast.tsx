/** What a draft would mean for members' levels and for the last 90 days; asked for by the review, which does not wait. */
import type { ActionFunctionArgs } from '@remix-run/node';
import { forecast, forecastKinds } from '../publishing/forecast.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';

export async function action({ request }: ActionFunctionArgs) {
  const { session } = await requireAdmin(request);
  const shop = await requireShop(session.shop);
  const asked = new URL(request.url).searchParams.get('of');
  const kind = forecastKinds.find((candidate) => candidate === asked);
  if (!kind) throw new Response(null, { status: 400 });
  return forecast(shop.id, kind, await request.json(), new Date());
}

export { clientAction } from '../ui/kept-page.ts';
