/** Groups of members by their buying habits, with this shop's own bounds, as the editor offers them. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { offeredSegment } from '../analytics/offer-segment.server.ts';
import { segmentIds } from '../figures/segments.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  const { session } = await requireAdmin(request);
  const { id } = await requireShop(session.shop);
  return Promise.all(segmentIds.map((segmentId) => offeredSegment(id, segmentId)));
}

/** The bounds are those of the night; what is edited does not change them. */
export const shouldRevalidate = () => false;

export { clientLoader } from '../ui/kept-page.ts';
