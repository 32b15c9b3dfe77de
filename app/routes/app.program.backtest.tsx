/** A program over the orders of the past: what to play, how far it has come, what came out. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { answerBacktest, backtestView } from '../backtest/screen.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { shopFactsByDomain } from '../shops/shop-store.server.ts';
import { BacktestPage } from '../ui/backtest/backtest-page.tsx';
import { PageError } from '../ui/page-error.tsx';

export async function loader({ request }: LoaderFunctionArgs) {
  const { session } = await requireAdmin(request);
  const shop = await shopFactsByDomain(session.shop);
  return backtestView(shop.id);
}

export async function action({ request }: ActionFunctionArgs) {
  const { session } = await requireAdmin(request);
  const shop = await shopFactsByDomain(session.shop);
  return answerBacktest(shop, await request.json(), null, new Date());
}

export { clientAction, shouldRevalidate } from '../ui/kept-page.ts';

export default function ProgramBacktest() {
  return <BacktestPage {...useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  return <PageError />;
}
