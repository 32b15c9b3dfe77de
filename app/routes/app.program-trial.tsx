/** What a program would have meant for a shop's past orders: asked for by onboarding, which looks again until it is known. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { askForTrial, readTrial } from '../backtest/trial.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { requireShop } from '../shops/shop-store.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  const { session } = await requireAdmin(request);
  return readTrial((await requireShop(session.shop)).id);
}

export async function action({ request }: ActionFunctionArgs) {
  const { session } = await requireAdmin(request);
  const { id } = await requireShop(session.shop);
  await askForTrial(id, await request.json(), new Date());
  return readTrial(id);
}
