/** Titles of products and collections by their numbers, for the merchant's screens. Nothing of it is kept. */
import { z } from 'zod';
import { log, messageOf } from '../lib/log.server.ts';
import { callAdmin } from './admin-client.server.ts';
import { goodsTitles } from './documents-goods.ts';
import { gidField } from './payloads/fields.ts';

const answer = z.object({ nodes: z.array(z.object({ id: gidField, title: z.string() }).nullable()) });

export interface GoodsTitles {
  products: [id: string, title: string][];
  collections: [id: string, title: string][];
}

/** What Shopify does not know, or cannot tell now, is left out: a screen then shows the number. */
export async function fetchGoodsTitles(
  shopDomain: string,
  goods: { products: readonly string[]; collections: readonly string[] },
): Promise<GoodsTitles> {
  const titles: GoodsTitles = { products: [], collections: [] };
  for (const [kind, type] of [
    ['products', 'Product'],
    ['collections', 'Collection'],
  ] as const) {
    if (goods[kind].length === 0) continue;
    try {
      const ids = goods[kind].map((id) => `gid://shopify/${type}/${id}`);
      const { nodes } = answer.parse(await callAdmin<unknown>(shopDomain, goodsTitles, { ids }));
      titles[kind] = nodes.flatMap((node) => (node ? [[node.id, node.title]] : []));
    } catch (error) {
      log.warn('titles of goods could not be fetched', { kind, error: messageOf(error) });
    }
  }
  return titles;
}
