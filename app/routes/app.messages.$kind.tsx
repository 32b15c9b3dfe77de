/** The words of one kind of message, with a preview and a test to the merchant. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { dateInZone } from '../lib/calendar.ts';
import { answerMessages } from '../messages/answer-messages.server.ts';
import { isMessageKind } from '../messages/kinds.ts';
import { loadShopMessages } from '../messages/settings-store.server.ts';
import { defaultProgram } from '../program/default-program.ts';
import { getPublished } from '../publishing/program-store.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';
import messagesStyles from '../ui/messages/messages.css?url';
import { WordsPage } from '../ui/messages/words-page.tsx';
import { PageError } from '../ui/page-error.tsx';

export const links = () => [{ rel: 'stylesheet', href: messagesStyles }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const kind = params['kind'] ?? '';
  if (!isMessageKind(kind)) throw new Response(null, { status: 404 });
  const shop = await openShop(session.shop, admin.graphql);
  const [{ settings, available }, published] = await Promise.all([loadShopMessages(shop.id), getPublished(shop.id)]);
  const program = published?.program ?? defaultProgram(shop.currencyCode);
  return {
    kind,
    words: settings.words[kind] ?? {},
    accent: settings.accent,
    canTest: available.email,
    pointName: program.pointName,
    cashbackCurrency: program.style === 'cashback' ? program.currencyCode : null,
    reward: program.rewards[0]?.title ?? null,
    today: dateInZone(new Date(), shop.timeZone),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { session, sessionToken } = await requireAdmin(request);
  const actor = sessionToken?.sub ?? session.shop;
  return answerMessages(await requireShop(session.shop), await request.json(), actor, new Date());
}

export { clientAction, shouldRevalidate } from '../ui/kept-page.ts';

export default function MessageWords() {
  const data = useLoaderData<typeof loader>();
  return <WordsPage key={data.kind} {...data} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
