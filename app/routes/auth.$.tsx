/** Shopify's own pages of authentication: session token bounce, exit from the frame. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { authenticate, resolveHeaders } from '../shopify.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  try {
    await authenticate.admin(request);
  } catch (answer) {
    // Shopify's library writes these pages by itself; they are shown in the admin's frame like all others.
    if (answer instanceof Response && answer.headers.has('Content-Security-Policy'))
      resolveHeaders(request, answer.headers);
    throw answer;
  }
  return null;
}
