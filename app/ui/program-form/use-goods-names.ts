/** Titles of the products and collections that a draft names, asked for once each. */
import { useFetcher } from '@remix-run/react';
import { useEffect, useMemo, useState } from 'react';
import type { GoodsNames } from './editor-context.tsx';
import { goodsOf } from './goods-of.ts';

export interface NamesAnswer {
  products: [string, string][];
  collections: [string, string][];
}

export function useGoodsNames(document: unknown): GoodsNames {
  const fetcher = useFetcher<NamesAnswer>();
  const [learned, setLearned] = useState<{
    products: ReadonlyMap<string, string>;
    collections: ReadonlyMap<string, string>;
  }>({ products: new Map(), collections: new Map() });
  const [asked, setAsked] = useState('');
  const goods = useMemo(() => goodsOf(document), [document]);
  const missing = {
    products: goods.products.filter((id) => !learned.products.has(id)),
    collections: goods.collections.filter((id) => !learned.collections.has(id)),
  };
  const query = new URLSearchParams({
    products: missing.products.slice(0, 100).join(','),
    collections: missing.collections.slice(0, 100).join(','),
  }).toString();
  const isMissing = missing.products.length + missing.collections.length > 0;
  useEffect(() => {
    // What Shopify does not know stays a number: it is not asked for again.
    if (!isMissing || query === asked || fetcher.state !== 'idle') return;
    setAsked(query);
    void fetcher.load(`/app/program-names?${query}`);
  }, [isMissing, query, asked, fetcher]);
  const { data } = fetcher;
  useEffect(() => {
    if (!data) return;
    setLearned((old) => ({
      products: new Map([...old.products, ...data.products]),
      collections: new Map([...old.collections, ...data.collections]),
    }));
  }, [data]);
  return useMemo(
    () => ({
      ...learned,
      learn: (kind, known) => setLearned((old) => ({ ...old, [kind]: new Map([...old[kind], ...known]) })),
    }),
    [learned],
  );
}
