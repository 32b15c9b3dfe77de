/** One version beside the live one, and the way back to it. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { compareVersion } from '../publishing/history.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';
import { PageError } from '../ui/page-error.tsx';
import { VersionPage } from '../ui/program-form/version-page.tsx';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { session } = await requireAdmin(request);
  const shop = await requireShop(session.shop);
  const version = /^\d{1,9}$/.test(params.version ?? '') ? Number(params.version) : 0;
  const found = await compareVersion(shop.id, version);
  if (!found) throw new Response(null, { status: 404 });
  return found;
}

export { shouldRevalidate } from '../ui/kept-page.ts';

export default function ProgramVersion() {
  return <VersionPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
