/** Tags of a customer, which themes, lock apps and help desks honor. Adding one that is there, or removing one that is not, does nothing. */
import { callAdmin, ShopifyRefusal, type UserError } from './admin-client.server.ts';
import { customerTagsAdd, customerTagsRemove } from './documents-rewards.ts';

interface Payload {
  node: { id: string } | null;
  userErrors: UserError[];
}

/** @throws ShopifyUnavailable, or ShopifyRefusal when the customer is gone. */
export async function addCustomerTags(shopDomain: string, customerId: string, tags: readonly string[]): Promise<void> {
  const data = await callAdmin<{ tagsAdd: Payload }>(shopDomain, customerTagsAdd, variables(customerId, tags));
  check(data.tagsAdd);
}

/** @throws ShopifyUnavailable, or ShopifyRefusal when the customer is gone. */
export async function removeCustomerTags(
  shopDomain: string,
  customerId: string,
  tags: readonly string[],
): Promise<void> {
  const data = await callAdmin<{ tagsRemove: Payload }>(shopDomain, customerTagsRemove, variables(customerId, tags));
  check(data.tagsRemove);
}

function variables(customerId: string, tags: readonly string[]) {
  return { id: `gid://shopify/Customer/${customerId}`, tags: [...tags] };
}

function check({ userErrors }: Payload): void {
  if (userErrors.length > 0) throw new ShopifyRefusal(userErrors.map(({ message }) => message).join(' '));
}
