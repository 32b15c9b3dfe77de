/** What became at Shopify of things that we know: customers who may be gone, discounts that may have been deleted or used. */
import { callAdmin } from './admin-client.server.ts';
import { customersKnown } from './documents.ts';
import { discountsByIds } from './documents-rewards.ts';

/** How many ids one call asks for. */
export const KNOWN_PER_CALL = 100;

/** Those of the customers that Shopify knows; at most 100 are asked for. */
export async function fetchKnownCustomers(shopDomain: string, customerIds: readonly string[]): Promise<Set<string>> {
  if (customerIds.length === 0) return new Set();
  const { nodes } = await callAdmin<{ nodes: ({ id?: string } | null)[] }>(shopDomain, customersKnown, {
    ids: customerIds.map((id) => `gid://shopify/Customer/${id}`),
  });
  return new Set(nodes.flatMap((node) => node?.id?.split('/').at(-1) ?? []));
}

export interface DiscountState {
  timesUsed: number;
  isActive: boolean;
}

/** The discounts by gid; one that was deleted is missing. At most 100 are asked for. */
export async function fetchDiscounts(shopDomain: string, gids: readonly string[]): Promise<Map<string, DiscountState>> {
  if (gids.length === 0) return new Map();
  const { nodes } = await callAdmin<{
    nodes: ({ id?: string; codeDiscount?: { status?: string; asyncUsageCount?: number } } | null)[];
  }>(shopDomain, discountsByIds, { ids: [...gids] });
  return new Map(
    nodes.flatMap((node): [string, DiscountState][] =>
      node?.id
        ? [
            [
              node.id,
              {
                timesUsed: node.codeDiscount?.asyncUsageCount ?? 0,
                isActive: node.codeDiscount?.status !== 'EXPIRED',
              },
            ],
          ]
        : [],
    ),
  );
}
