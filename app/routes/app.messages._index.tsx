/** What members are told, by which channel and when; what could not be sent. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { answerMessages } from '../messages/answer-messages.server.ts';
import { readOverview } from '../messages/overview.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';
import messagesStyles from '../ui/messages/messages.css?url';
import { MessagesPage } from '../ui/messages/messages-page.tsx';
import { PageError } from '../ui/page-error.tsx';

export const links = () => [{ rel: 'stylesheet', href: messagesStyles }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  return readOverview(shop.id, new Date());
}

export async function action({ request }: ActionFunctionArgs) {
  const { session, sessionToken } = await requireAdmin(request);
  const actor = sessionToken?.sub ?? session.shop;
  return answerMessages(await requireShop(session.shop), await request.json(), actor, new Date());
}

export { clientAction, shouldRevalidate } from '../ui/kept-page.ts';

export default function Messages() {
  return <MessagesPage overview={useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
