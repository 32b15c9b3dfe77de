/** The e-mail address of one customer, asked for when it is needed and kept nowhere. */
import { callAdmin } from './admin-client.server.ts';
import { customerNames } from './documents.ts';

/** Null for a customer without an address, or whom Shopify does not know. @throws ShopifyUnavailable. */
export async function fetchCustomerEmail(shopDomain: string, customerId: string): Promise<string | null> {
  const { nodes } = await callAdmin<{
    nodes: ({ defaultEmailAddress?: { emailAddress: string } | null } | null)[];
  }>(shopDomain, customerNames, { ids: [`gid://shopify/Customer/${customerId}`] });
  return nodes[0]?.defaultEmailAddress?.emailAddress ?? null;
}
