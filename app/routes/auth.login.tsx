/** Where Shopify's library sends a request that names no shop. The admin is the only way in, so there is nothing to fill in. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { login } from '../shopify.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  if (new URL(request.url).searchParams.get('shop')) await login(request);
  return redirect('/');
}
