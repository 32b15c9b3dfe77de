/** Where members check in by a QR code. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { listPlaces } from '../activities/places.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { PlacesPage } from '../ui/activities/places-page.tsx';

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const places = await listPlaces(shop.id);
  return {
    places: places.map(({ id, name, kind, intervalMinutes, expiresOn }) => ({
      id,
      name,
      kind,
      intervalMinutes,
      expiresOn,
    })),
  };
}

export { shouldRevalidate } from '../ui/kept-page.ts';

export default function Places() {
  return <PlacesPage {...useLoaderData<typeof loader>()} />;
}
