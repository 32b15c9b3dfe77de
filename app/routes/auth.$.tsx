/** Shopify's own pages of authentication: session token bounce, exit from the frame. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { authenticate } from '../shopify.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  await authenticate.admin(request);
  return null;
}
