/** Starts the workflows that begin with one of our triggers. */
import { callAdmin, ShopifyRefusal, type UserError } from './admin-client.server.ts';
import { flowTriggerReceive } from './documents.ts';

/** @throws ShopifyUnavailable, or ShopifyRefusal when the trigger is not deployed. */
export async function tellFlow(
  shopDomain: string,
  handle: string,
  payload: Record<string, string | number>,
): Promise<void> {
  const data = await callAdmin<{ flowTriggerReceive: { userErrors: UserError[] } }>(shopDomain, flowTriggerReceive, {
    handle,
    payload,
  });
  const { userErrors } = data.flowTriggerReceive;
  if (userErrors.length > 0) throw new ShopifyRefusal(userErrors.map(({ message }) => message).join(' '));
}
