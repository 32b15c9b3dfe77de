/** What a program would have meant for a shop's past orders: asked for by onboarding, which looks again until it is known. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import type { ClientActionFunctionArgs, ClientLoaderFunctionArgs } from '@remix-run/react';
import { askForTrial, readTrial, type Trial } from '../backtest/trial.server.ts';
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

/** A sentence of onboarding, which goes on without it. */
async function orFailed(answer: Promise<unknown>): Promise<unknown> {
  const failed: Trial = { state: 'failed' };
  return answer.catch((error: unknown) => {
    if (error instanceof Response) throw error;
    return failed;
  });
}

export const clientAction = ({ serverAction }: ClientActionFunctionArgs) => orFailed(serverAction());
export const clientLoader = ({ serverLoader }: ClientLoaderFunctionArgs) => orFailed(serverLoader());
