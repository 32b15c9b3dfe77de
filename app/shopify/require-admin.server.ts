/** Who is at the admin's screen: Shopify's own authentication, with the way back to a page that it lacks. */
import { redirect } from '@remix-run/node';
import { authenticate } from '../shopify.server.ts';
import { env } from '../lib/env.server.ts';
import { inAdmin, lostItsFrame } from './frame-params.ts';
import { resolveAdminAddress } from './shop-address.server.ts';

/** @throws Response that leads through Shopify's log-in, or puts back the frame's parameters, and comes here again. */
export async function requireAdmin(request: Request): ReturnType<typeof authenticate.admin> {
  if (lostItsFrame(request)) {
    const url = new URL(request.url);
    throw redirect(`/frame?${new URLSearchParams({ to: url.pathname + url.search })}`);
  }
  try {
    return await authenticate.admin(request);
  } catch (answer) {
    const location = answer instanceof Response && answer.headers.get('Location');
    if (location && location.startsWith('https://') && location.endsWith(`/apps/${env().SHOPIFY_API_KEY}`))
      throw redirect(resolveAdminAddress(inAdmin(location, request)));
    throw answer;
  }
}
