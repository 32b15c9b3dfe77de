/** Products and collections that a document names, wherever it does. Pure. */

const lists: Record<string, 'products' | 'collections'> = { productIds: 'products', collectionIds: 'collections' };

export function goodsOf(document: unknown): { products: string[]; collections: string[] } {
  const found = { products: new Set<string>(), collections: new Set<string>() };
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      const list = lists[key];
      if (list && Array.isArray(part)) {
        for (const id of part) if (typeof id === 'string' && /^\d{1,20}$/.test(id)) found[list].add(id);
      } else visit(part);
    }
  };
  visit(document);
  return { products: [...found.products], collections: [...found.collections] };
}
