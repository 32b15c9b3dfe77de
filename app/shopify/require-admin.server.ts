/** Who is at the admin's screen: Shopify's own authentication, behind the one recovery that it lacks. */
import { redirect } from '@remix-run/node';
import { authenticate } from '../shopify.server.ts';
import { lostItsFrame } from './frame-params.ts';

/** @throws Response that leads through Shopify's log-in, or puts back the frame's parameters, and comes here again. */
export async function requireAdmin(request: Request): ReturnType<typeof authenticate.admin> {
  if (lostItsFrame(request)) {
    const url = new URL(request.url);
    throw redirect(`/frame?${new URLSearchParams({ to: url.pathname + url.search })}`);
  }
  return authenticate.admin(request);
}
