/** Rewards: what was taken, what waits at the counter, what is to be given to good causes. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { liveProgram } from '../publishing/live-programs.server.ts';
import { answerRewards } from '../rewards/answer-rewards.server.ts';
import { rewardFigures, withUntaken } from '../rewards/figures.server.ts';
import { donationSums, openServices } from '../rewards/hand-over.server.ts';
import { fetchCustomers } from '../shopify/customers.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { openShop } from '../shops/open-shop.server.ts';
import { shopFactsByDomain } from '../shops/shop-store.server.ts';
import { namesOrNone } from '../ui/member-names.ts';
import { PageError } from '../ui/page-error.tsx';
import { RewardsPage } from '../ui/rewards/rewards-page.tsx';

const SERVICES_SHOWN = 50;

export async function loader({ request }: LoaderFunctionArgs) {
  const { session, admin } = await requireAdmin(request);
  const shop = await openShop(session.shop, admin.graphql);
  const [live, figures, donations, services] = await Promise.all([
    liveProgram(shop.id),
    rewardFigures(shop.id),
    donationSums(shop.id),
    openServices(shop.id, SERVICES_SHOWN),
  ]);
  const names = await namesOrNone(
    fetchCustomers,
    admin.graphql,
    services.map(({ customerId }) => customerId),
  );
  const offersService = live?.program.rewards.some(({ kind, enabled }) => enabled && kind === 'service') ?? false;
  return {
    figures: withUntaken(figures, live?.program.rewards ?? []),
    donations,
    services: services.map((service) => ({ ...service, name: names[service.customerId] ?? null })),
    hasCounter: offersService || figures.some(({ kind }) => kind === 'service'),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { session, admin, sessionToken } = await requireAdmin(request);
  const shop = await shopFactsByDomain(session.shop);
  const nameOf = async (customerId: string) =>
    (await namesOrNone(fetchCustomers, admin.graphql, [customerId]))[customerId] ?? null;
  const actor = sessionToken?.sub ?? session.shop;
  return answerRewards({ shopId: shop.id, actor, now: new Date(), nameOf }, await request.json());
}

export { clientAction, shouldRevalidate } from '../ui/kept-page.ts';

export default function Rewards() {
  return <RewardsPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
