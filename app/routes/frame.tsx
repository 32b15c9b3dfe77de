/** Puts back what a whole-page load inside the admin has lost, and goes on; see app/shopify/frame-params.ts. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { frameReturnPage } from '../shopify/frame-params.ts';

export function loader({ request }: LoaderFunctionArgs): Response {
  return frameReturnPage(new URL(request.url).searchParams.get('to') ?? '/app');
}
