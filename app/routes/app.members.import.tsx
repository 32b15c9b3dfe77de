/** Balances and histories from elsewhere: a file is read, checked and shown before anything happens, then brought in. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { answerImport, importScreen } from '../imports/screen.server.ts';
import { isUuid } from '../members/members-list.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { shopFactsByDomain } from '../shops/shop-store.server.ts';
import { ImportPage } from '../ui/import/import-page.tsx';
import { PageError } from '../ui/page-error.tsx';

export async function loader({ request }: LoaderFunctionArgs) {
  const { session } = await requireAdmin(request);
  const shop = await shopFactsByDomain(session.shop);
  const id = new URL(request.url).searchParams.get('id');
  return importScreen(shop, id !== null && isUuid(id) ? id : null);
}

export async function action({ request }: ActionFunctionArgs) {
  const { session, sessionToken } = await requireAdmin(request);
  const shop = await shopFactsByDomain(session.shop);
  return { ok: await answerImport(shop.id, sessionToken?.sub ?? session.shop, await request.json(), new Date()) };
}

export { clientAction, shouldRevalidate } from '../ui/kept-page.ts';

export default function ImportMembers() {
  return <ImportPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
