/** The bytes of a file of balances or of a history, read as they come; how to read it stands in the address. */
import type { ActionFunctionArgs } from '@remix-run/node';
import type { ReadableStream } from 'node:stream/web';
import { takeFileIn } from '../imports/screen.server.ts';
import { requireAdmin } from '../shopify/require-admin.server.ts';
import { shopFactsByDomain } from '../shops/shop-store.server.ts';

export async function action({ request }: ActionFunctionArgs) {
  const { session } = await requireAdmin(request);
  const shop = await shopFactsByDomain(session.shop);
  const question = new URL(request.url).searchParams.get('question') ?? '{}';
  return takeFileIn(shop, JSON.parse(question), request.body as ReadableStream<Uint8Array> | null, new Date());
}
