/** Tokens of the public API, and Shopify Flow. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { listTokens } from '../activities/api/tokens.server.ts';
import { isFlowOn } from '../activities/flow/triggers.server.ts';
import { env } from '../lib/env.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { ConnectionsPage } from '../ui/activities/connections-page.tsx';

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const [tokens, isFlow] = await Promise.all([listTokens(shop.id), isFlowOn(shop.id)]);
  return {
    apiUrl: `${env().SHOPIFY_APP_URL}/api/v1`,
    isFlowOn: isFlow,
    tokens: tokens.map(({ id, name, scopes, memberPerDay, perDay, createdAt, lastUsedAt }) => ({
      id,
      name,
      scopes,
      memberPerDay,
      perDay,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
  };
}

export { shouldRevalidate } from '../ui/kept-page.ts';

export default function Connections() {
  return <ConnectionsPage {...useLoaderData<typeof loader>()} />;
}
