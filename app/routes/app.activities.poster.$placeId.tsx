/** A place's QR code, to be printed or shown on a screen. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { codeOfPlace, getPlace, SCREEN_STEP_SECONDS } from '../activities/places.server.ts';
import { qrSvg } from '../activities/qr.server.ts';
import { pool } from '../db.server.ts';
import { nearestLocale } from '../lib/locales.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import words from '../storefront/locales/check-in.json' with { type: 'json' };
import { PosterPage } from '../ui/activities/poster-page.tsx';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const id = params['placeId'] ?? '';
  const place = /^[0-9a-f-]{36}$/.test(id) ? await getPlace(pool(), shop.id, id) : null;
  if (!place || place.endedAt) throw new Response(null, { status: 404 });
  const locale = nearestLocale(shop.primaryLocale);
  const address = `https://${shop.domain}/apps/regulars/check-in?c=${codeOfPlace(place, new Date())}`;
  return {
    name: place.name,
    kind: place.kind,
    // The poster speaks to shoppers, in the shop's language.
    words: { locale, title: words.posterTitle[locale], steps: words.posterSteps[locale] },
    refreshSeconds: place.kind === 'screen' ? SCREEN_STEP_SECONDS / 2 : null,
    address,
    svg: await qrSvg(address),
  };
}

export { shouldRevalidate } from '../ui/kept-page.ts';

export default function Poster() {
  return <PosterPage {...useLoaderData<typeof loader>()} />;
}
