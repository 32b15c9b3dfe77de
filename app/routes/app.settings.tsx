/** Facts of the shop, the storefront switch, the way to operations, versions, privacy. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { listVersions } from '../publishing/program-store.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { PageError } from '../ui/page-error.tsx';
import { SettingsPage } from '../ui/settings/settings-page.tsx';

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const versions = await listVersions(shop.id);
  return {
    versions: versions.slice(0, 20).map(({ version, publishedAt }) => ({
      version,
      publishedAt: publishedAt.toISOString(),
    })),
  };
}

export default function Settings() {
  return <SettingsPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
