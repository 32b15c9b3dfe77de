/** Names of customers are Shopify's: they are fetched when they are shown, and never stored. */
import type { TFunction } from 'i18next';
import { isSessionAnswer } from '../shopify/session-answer.ts';

/**
 * The names of some customers by id; none when Shopify cannot be asked right now, because a list without names is better
 * than no list.
 */
export async function namesOrNone<Graphql>(
  fetchCustomers: (graphql: Graphql, customerIds: string[]) => Promise<Map<string, { displayName: string }>>,
  graphql: Graphql,
  customerIds: readonly (string | null)[],
): Promise<Record<string, string>> {
  const ids = [...new Set(customerIds.filter((id): id is string => id !== null))];
  if (ids.length === 0) return {};
  try {
    const customers = await fetchCustomers(graphql, ids);
    return Object.fromEntries([...customers].map(([id, customer]) => [id, customer.displayName]));
  } catch (error) {
    if (isSessionAnswer(error)) throw error;
    return {};
  }
}

/** A name, or else something to tell the member by. */
export function nameOr(name: string | null | undefined, customerId: string | null, t: TFunction): string {
  if (name) return name;
  return customerId ? t('members.customer', { id: customerId }) : t('members.unlinked');
}
