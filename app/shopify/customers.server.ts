/** Names and e-mail addresses, fetched from Shopify when they are shown and never stored. */
import type { AdminGraphql } from './admin-graphql.ts';
import { callAdmin } from './admin-client.server.ts';
import { customerNames, customersByEmail, customerSearch } from './documents.ts';

export interface CustomerName {
  displayName: string;
  email: string | null;
}

const PER_CALL = 100;

/** The names of these customers; those that Shopify does not know (any more) are left out. */
export async function fetchCustomers(
  graphql: AdminGraphql,
  customerIds: readonly string[],
): Promise<Map<string, CustomerName>> {
  const names = new Map<string, CustomerName>();
  const ids = [...new Set(customerIds)];
  for (let start = 0; start < ids.length; start += PER_CALL) {
    const response = await graphql(customerNames, {
      variables: { ids: ids.slice(start, start + PER_CALL).map((id) => `gid://shopify/Customer/${id}`) },
    });
    const { data } = (await response.json()) as {
      data?: {
        nodes: ({ id?: string; displayName?: string; defaultEmailAddress?: { emailAddress: string } | null } | null)[];
      };
    };
    for (const node of data?.nodes ?? []) {
      const id = node?.id?.split('/').at(-1);
      if (id)
        names.set(id, { displayName: node?.displayName ?? '', email: node?.defaultEmailAddress?.emailAddress ?? null });
    }
  }
  return names;
}

/** The customers that Shopify's own search finds for a name, an address or a telephone number; at most 50. */
export async function searchCustomerIds(graphql: AdminGraphql, text: string): Promise<string[]> {
  const response = await graphql(customerSearch, { variables: { query: text } });
  const { data } = (await response.json()) as { data?: { customers: { nodes: { id: string }[] } } };
  return (data?.customers.nodes ?? []).flatMap((node) => node.id.split('/').at(-1) ?? []);
}

const EMAILS_PER_CALL = 25;

/**
 * The customers who have these e-mail addresses, by address in lower case; addresses that nobody has are left out.
 * @throws ShopifyUnavailable or ShopifyRefusal.
 */
export async function findCustomersByEmail(
  shopDomain: string,
  emails: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const wanted = new Set(emails.map((email) => email.toLowerCase()));
  const list = [...wanted];
  for (let start = 0; start < list.length; start += EMAILS_PER_CALL) {
    const query = list
      .slice(start, start + EMAILS_PER_CALL)
      .map((email) => `email:"${email.replace(/["\\]/g, '\\$&')}"`)
      .join(' OR ');
    const data = await callAdmin<{
      customers: { nodes: { id: string; defaultEmailAddress: { emailAddress: string } | null }[] };
    }>(shopDomain, customersByEmail, { query });
    for (const node of data.customers.nodes) {
      // The search may find more than was asked for: only the very address counts.
      const email = node.defaultEmailAddress?.emailAddress.toLowerCase();
      const id = node.id.split('/').at(-1);
      if (email && id && wanted.has(email)) found.set(email, id);
    }
  }
  return found;
}
